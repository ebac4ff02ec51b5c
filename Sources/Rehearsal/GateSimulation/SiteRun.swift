internal import AccessModel
internal import GateKeeping
internal import ShellOrder
internal import SiteJournal

/// One site under one seed, in virtual time: the world, the daemon in it, and the checkers that watch both.
///
/// The daemon is the house's own: `GateKeeper`, `TurnOrder`, `Journal`, the uplink's `StateMachine`. Only
/// field, transport, clock and disk are played.
package final class SiteRun {
  /// The daemon while the box has power.
  final class Machine {
    let number: Int
    /// When the box was switched on, in nanoseconds of virtual time.
    let startedAt: Int64
    let recorder: EventRecorder
    var order: TurnOrder<SimItem>
    var inbox: [SimItem] = []
    var isTurnDue = false
    var busyUntil: Int64 = 0
    var wakeAt: Int64?

    init(number: Int, startedAt: Int64, order: consuming TurnOrder<SimItem>, recorder: EventRecorder) {
      self.order = order
      (self.number, self.startedAt, self.recorder) = (number, startedAt, recorder)
    }

    /// What the next turn takes of the inbox.
    func takeItems() -> [SimItem] {
      let items = Array(inbox.prefix(Self.batchMax))
      if items.count == inbox.count {
        inbox.removeAll(keepingCapacity: true)
      } else {
        inbox.removeFirst(items.count)
      }
      return items
    }

    /// Items taken by one turn (`Inbox.batchMax`).
    private static let batchMax = 256
  }

  let seed: UInt64
  var plan: SitePlan
  let until: Int64
  /// Steps of the keeper, at most.
  let stepsMax: Int
  let disk: SimDisk
  var book: PromiseBook
  var uplinks: [UplinkRun]

  var now: Int64 = 0
  var agenda = Agenda<() throws(Violation) -> Void>()
  var machine: Machine?
  var boots = 0
  var lanes: [LaneWorld]
  var doors: [DoorWorld]
  var isPanelOnline = false
  var isFire = false
  var isWindy = false
  var isGassy = false
  /// Between what the box takes for civil time and what it is.
  var clockOffset = Span.zero
  var isClockSynchronised = true
  var isLinkUp = true
  var visits = 0
  var orders: UInt64 = 0
  /// Instructions of the shell carried out, and those before which power goes.
  var instructions = 0
  var cuts: Set<Int> = []
  /// Told of each input, for a `.case`.
  var tape: Tape?
  var office = Office()

  var habits: SeedStream
  var faults: SeedStream
  var wires: SeedStream
  var cameras: SeedStream
  var link: SeedStream

  /// `only` takes faults away; `stepsMax` ends the run early.
  package init(
    seed: UInt64, folder: String, only: Set<FaultKind>? = nil, days: Int? = nil, stepsMax: Int = .max,
    keepsTape: Bool = false
  ) {
    self.seed = seed
    self.stepsMax = stepsMax
    var plan = SitePlan(seed: seed, only: only)
    plan.days = days ?? plan.days
    self.plan = plan
    until = Int64(plan.days) * 86_400_000_000_000
    disk = SimDisk(folder: folder, source: plan.layout.source)
    book = PromiseBook(plan)
    uplinks = EventStream.allCases.map { UplinkRun(stream: $0) }
    lanes = plan.lanes.map(LaneWorld.init)
    doors = plan.layout.doors.map(DoorWorld.init)
    habits = SeedStream(seed: seed, purpose: "habits")
    faults = SeedStream(seed: seed, purpose: "faults in time")
    wires = SeedStream(seed: seed, purpose: "wires")
    cameras = SeedStream(seed: seed, purpose: "cameras")
    link = SeedStream(seed: seed, purpose: "link")
    tape = keepsTape ? Tape(plan) : nil
    tape?.learn(plan.lists)
  }

  /// Plays until the end of its days, or the first broken promise.
  package func play() throws(Violation) -> RunReport {
    // What a run that was killed has left is no journal of this one.
    disk.remove()
    defer { disk.remove() }
    do {
      try begin()
      while let next = agenda.nextAt, next <= until, book.steps < stepsMax, let entry = agenda.take() {
        now = entry.at
        try entry.event()
      }
      if book.steps < stepsMax { try settle() }
      try book.coverage.checkExcuses()
    } catch {
      var violation = error
      (violation.seed, violation.step, violation.seconds) = (seed, book.steps, Double(now) / 1e9)
      throw violation
    }
    return RunReport(days: plan.days, steps: book.steps, boots: boots, coverage: book.coverage)
  }

  /// What the tape took, once `play` has ended.
  package var recorded: Tape? { tape }

  private func begin() throws(Violation) {
    if plan.faults.contains(.powerCut) {
      for _ in 0..<faults.int(1...4 * plan.days) { cuts.insert(faults.int(1...6000 * plan.days)) }
    }
    planTraffic()
    planFaults()
    planHousekeeping()
    planOperators()
    try switchOn()
  }

  // MARK: - time

  func after(_ span: Int64, _ event: @escaping () throws(Violation) -> Void) {
    agenda.add(event, at: now + max(span, 0))
  }

  /// Every so often, first after one span.
  func each(_ span: @escaping () -> Int64, _ event: @escaping () throws(Violation) -> Void) {
    after(span()) { [unowned self] () throws(Violation) in
      try event()
      each(span, event)
    }
  }

  /// Only if the daemon still is the one that runs now.
  func afterInThisRun(_ span: Int64, _ event: @escaping () throws(Violation) -> Void) {
    let number = machine?.number
    after(span) { [unowned self] () throws(Violation) in
      if machine?.number == number { try event() }
    }
  }

  var moment: Moment { Moment(nanoseconds: now - (machine?.startedAt ?? now) + 1_000_000_000) }
  var trueCivil: CivilTime { SitePlan.epoch + Span(nanoseconds: now) }
  var civil: CivilTime { trueCivil + clockOffset }
  var clock: Now { Now(moment: moment, civil: civil, clockIsSynchronised: isClockSynchronised) }
}
