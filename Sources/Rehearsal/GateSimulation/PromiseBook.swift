internal import AccessModel
internal import GateKeeping
internal import PlateMatching
internal import ShellOrder
internal import SiteJournal
internal import UplinkForwarding

/// What the checkers know: the inputs, the records, the iron and the upstream, never the core's opinion.
struct PromiseBook {
  /// Of one barrier.
  struct LaneFacts {
    let lane: Lane
    var told: BarrierSensed?
    /// Since when the loop was told clear, and the open limit reached, without a gap.
    var clearSince: Moment?
    var openSince: Moment?
    var betweenSince: Moment?
    var occupiedAt: Moment?
    var commandedAt: Moment?
    var raisedAt: Moment?
    var loweredAt: Moment?
    /// A passage ended with the boom up and the loop clear: a lower is due.
    var owesLowerSince: Moment?
    var grants: [Grant] = []
    var wasMovedByUs = false
    var seen: [String: Moment] = [:]
    var hits: [String: Moment] = [:]
  }

  struct Grant {
    var decision: String
    var at: Moment
    var sawOccupied: Bool
  }

  struct DoorFacts {
    let door: Door
    var mode = DoorMode.locked
    var contact: InputReading?
    var openSince: Moment?
    var explainedAt: Moment?
    var card: (credential: Credential, at: Moment)?
    var shown: (identifier: CredentialIdentifier, at: Moment)?
    var blockedAt: Moment?
    var lastCommand: DoorAction?
    var releasedAt: Moment?
    var grants: Set<String> = []
  }

  var layout: SiteLayout
  let unlistedRetention: Span
  let isPseudonymous: Bool
  /// Rows that a wrong clock stamped go when they seem due.
  let isClockSteady: Bool
  let credentials: [Credential]
  let calendar: SiteCalendar
  var lanes: [LaneFacts]
  var doors: [DoorFacts]
  var known: [ListEdition: ListPlan] = [:]
  var lists: [ListPlan] = []
  var register: ListEdition?
  var now = Now(moment: .zero, civil: SitePlan.epoch)
  package var steps = 0
  var coverage = Coverage()
  var run: UInt32 = 0

  // MARK: - of the journal

  var rowsCommitted: Int64 = 0
  var committedAt = SitePlan.epoch
  /// When each row was committed, by the true time.
  private var rowTimes: [CivilTime] = []
  /// Rows up to here were old enough, and listed: they stay.
  private var rowsLooked: Int64 = 0
  /// The rows of a commit that power interrupted.
  var rowsTorn: Int64 = 0
  var commanded: Set<UInt64> = []
  var doorsCommanded: Set<UInt64> = []
  var readsRecorded: Set<PlateRead> = []
  var isJournalOut = false
  var journalBackAt: Moment?

  // MARK: - of the site

  var points: [InputPointID: InputReading] = [:]
  /// As `points`, and stale where they are.
  var readings: [InputPointID: InputReading] = [:]
  var isFire = false
  var fireSince: Moment?
  var isFireOnDisk = false
  /// Open alarms, by code and subject, and since when in this run.
  var alarms: [String: Moment] = [:]
  /// What this run may know otherwise: at the next fact about it either state is right, once.
  var unsureAlarms: Set<String> = []
  /// Alarms of steps that are not surely on disk, and of a transaction that is, before its steps are looked
  /// at.
  var unsavedAlarms: Set<String> = []
  var savedAlarmFacts: [AlarmFact] = []
  /// Claims that a restart must not have forgotten; looked for once.
  var keptAlarms: [String] = []
  var clockFaults: [DeviceID: Int] = [:]
  var desk: DeskFacts

  init(_ plan: SitePlan) {
    layout = plan.layout
    unlistedRetention = plan.unlistedRetention
    isPseudonymous = plan.isPseudonymous
    isClockSteady = !plan.faults.contains(.clock)
    credentials = plan.credentials
    calendar = plan.calendar
    lanes = plan.layout.lanes.map { LaneFacts(lane: $0) }
    doors = plan.layout.doors.map { DoorFacts(door: $0) }
    desk = DeskFacts(plan)
    learn(plan.lists)
  }

  mutating func learn(_ next: [ListPlan]) {
    for list in next { known[list.edition] = list }
  }

  /// A new run of the daemon begins.
  mutating func started(_ start: SiteStart, on journal: Journal, at time: CivilTime) throws(Violation) {
    guard start.run > run else { throw Violation("P7", "run \(start.run) is counted after run \(run)") }
    run = start.run
    guard let last = try? journal.latestEvents(limit: 1).last?.id ?? 0 else {
      throw Violation("P7", "the journal cannot be read after a start")
    }
    let isWhole = last == rowsCommitted || rowsTorn > 0 && last == rowsCommitted + rowsTorn
    // What is unlisted may be gone by then; nothing else is.
    guard isWhole || !isClockSteady || time - committedAt > unlistedRetention else {
      throw Violation("P7", "row \(rowsCommitted) was committed, the journal ends with \(last)")
    }
    if last > rowsCommitted {
      rowTimes += Array(repeating: time, count: Int(last - rowsCommitted))
      rowsCommitted = last
    }
    lanes = lanes.map { LaneFacts(lane: $0.lane) }
    doors = doors.map { DoorFacts(door: $0.door, mode: $0.mode) }
    (points, readings, clockFaults, commanded, doorsCommanded) = ([:], [:], [:], [], [])
    isFire = isFireOnDisk
    let isSure = rowsTorn == 0 && !isJournalOut
    desk.restart(isSure: isSure && !desk.isUnlooked)
    restartAlarms()
    (lists, register, fireSince, rowsTorn) = ([], nil, nil, 0)
    (isJournalOut, journalBackAt) = (false, nil)
  }

  mutating func begin(at clock: Now) {
    now = clock
    savedAlarmFacts = []
  }

  // MARK: - the journal

  mutating func committed(_ events: [GateEvent], at time: CivilTime) {
    rowsCommitted += Int64(events.count)
    desk.isUnlooked = true
    committedAt = time
    rowTimes += Array(repeating: time, count: events.count)
    isFireOnDisk = isFire
    saveAlarms(events)
    readsRecorded.removeAll(keepingCapacity: true)
    for event in events {
      switch event.fact {
      case .barrierCommanded(let fact): commanded.insert(fact.command.number)
      case .doorCommanded(let fact): doorsCommanded.insert(fact.command.number)
      case .lampCommanded(let fact): commanded.insert(fact.command.number)
      case .plateRead(let fact): readsRecorded.insert(fact.read)
      case .inputChanged(let sensed) where sensed.point == "fire":
        if sensed.reading == .active { isFireOnDisk = true }
        if sensed.reading == .inactive { isFireOnDisk = false }
      default: break
      }
    }
  }

  /// P1: an output has an earlier committed record, but where the site goes on without.
  mutating func performed(_ effect: GateEffect, isJournalOut: Bool) throws(Violation) {
    let mayLack = isJournalOut && layout.whenJournalFails == .goOn
    switch effect {
    case .command(let command) where !commanded.contains(command.number) && !mayLack:
      throw Violation("P1", "\(command.action) \(command.number) is performed and not on disk")
    case .doorCommand(let command) where !doorsCommanded.contains(command.number) && !mayLack:
      throw Violation("P1", "door command \(command.number) is performed and not on disk")
    case .lampCommand(let command) where !commanded.contains(command.number) && !mayLack:
      throw Violation("P1", "lamp command \(command.number) is performed and not on disk")
    case .command, .doorCommand, .lampCommand, .record, .signal, .operatorAnswer: break
    }
  }

  /// P7: what got a 2xx is on disk.
  func answered(_ item: SimItem, _ effects: [GateEffect], isCommitted: Bool) throws(Violation) {
    guard isCommitted else {
      if layout.whenJournalFails == .goOn { return }
      throw Violation("P1", "a site that holds goes on without a record")
    }
    for case .plateRead(let received) in item.inputs where !readsRecorded.contains(received.read) {
      throw Violation("P7", "a read of \(received.read.device) is acknowledged and not on disk")
    }
    for case .operatorOpens(let opening) in item.inputs {
      let isAnswered = effects.contains {
        if case .operatorAnswer(opening.number, _, _) = $0 { true } else { false }
      }
      if !isAnswered { throw Violation("service", "the operator's order \(opening.number) has no answer") }
    }
  }

  /// P4 at the iron: what the driver heard last was a clear loop.
  func reachedIron(_ command: BarrierCommand, told: BarrierSensed?) throws(Violation) {
    guard command.action == .lower, told?.presence != .clear else { return }
    throw Violation("P4", "\(command.barrier) is ordered down on a loop that is not clear")
  }

  /// P10: after a purge nothing unlisted is older than it may be.
  mutating func purged(_ journal: Journal, at time: CivilTime) throws(Violation) {
    let newest = try? journal.latestEvents(limit: 1).last?.id
    if isClockSteady, time - committedAt < unlistedRetention, rowsCommitted > 0, newest != rowsCommitted {
      throw Violation("P7", "row \(rowsCommitted) is gone before its time")
    }
    while let oldest = try? journal.events(after: rowsLooked, limit: 30), !oldest.isEmpty {
      for event in oldest {
        guard rowTimes.indices.contains(Int(event.id) - 1) else { return }
        let age = time - rowTimes[Int(event.id) - 1]
        // What a clock stamped ahead waits for its time once more, and what is behind it does as well.
        let patience = isClockSteady ? .zero : unlistedRetention + .seconds(3700)
        guard age > unlistedRetention + patience else { return }
        if event.isUnlisted {
          throw Violation(
            "P10", "\(event.type) \(event.id) is unlisted and \(age.milliseconds / 3_600_000) h old")
        }
        rowsLooked = event.id
      }
    }
  }

  /// P10: no plate leaves in the clear that no list names; a claim names what a person has to compare.
  func forwarded(_ batch: UplinkBatch) throws(Violation) {
    guard batch.stream != EventStream.alarms.rawValue else { return }
    for event in batch.events {
      guard let plate = Self.plate(in: event.wire) else { continue }
      let isListed = known.values.contains { $0.names(plate) }
      if !isListed { throw Violation("P10", "\(batch.stream) \(event.sequence) names an unlisted plate") }
    }
  }

  private static let key = Array(#""plate":""#.utf8)

  private static func plate(in wire: [UInt8]) -> String? {
    guard wire.count > key.count else { return nil }
    for start in 0..<wire.count - key.count where wire[start] == key[0] && wire[start + 1] == key[1] {
      guard wire[start..<start + key.count].elementsEqual(key) else { continue }
      let text = wire[(start + key.count)...].prefix { $0 != UInt8(ascii: "\"") }
      return text.isEmpty ? nil : PlateText.normalise(String(decoding: text, as: UTF8.self))
    }
    return nil
  }
}
