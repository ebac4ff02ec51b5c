public import AccessModel
import PlateMatching

/// The mind of the gate: facts in, effects out. No clock, no I/O, no await; equal inputs give equal
/// effects.
public struct GateKeeper: Sendable {
  public private(set) var layout: SiteLayout
  /// Of this layout, these lists and rule packs: `findPlaces`.
  private(set) var places: PlaceIndex
  var lanes: [LaneState]
  var doors: [DoorState]
  var lamps: [LampState]
  var inputs: InputBook
  var register = CredentialRegister.empty
  var calendar = SiteCalendar.empty
  var attempts = AttemptBook()
  var visits: VisitBook
  var waits: [PINWait] = []
  var recentShowings: [RecentShowing] = []
  var personWaits: [PersonWait] = []
  var laneShowings: [LaneShowing] = []
  var referrals = ReferralBook()
  var areas: AreaBook
  var ruleBook = RuleBook.empty
  var hours: [DoorHours] = []
  var hoursAskedAt: Moment?
  /// In the order of the layout's sally ports.
  var ports: [PortState]
  public internal(set) var siteMode = SiteMode.normal
  /// When a raised level ends by itself.
  var modeUntil: Moment?
  /// As people had set doors when a lockdown or an evacuation began: they return to it.
  var doorsBefore: [KeptState.SetDoor] = []
  var lists: [PlateIndex] = []
  var isJournalAvailable = true
  /// Reads in a row that were stamped by a clock that is off, by camera.
  var clockFaults: [DeviceID: Int] = [:]
  var recentHits: [RecentHit] = []
  var hits: HitBook
  var ledger: Ledger

  /// This many reads in a row with a wrong time raise an alarm.
  public static let clockFaultsMax = 3
  /// The same entry at the same access point is one hit within this span.
  public static let sameHit = Span.seconds(60)
  static let recentHitsMax = 256

  struct RecentHit: Sendable {
    var accessPoint: AccessPointID
    var list: ListID
    var entry: String
    /// A hit of a buffered read must not silence that of the car itself.
    var isLive: Bool
    /// A look-alike must not silence the plate itself.
    var isExact: Bool
    var at: Moment
  }

  /// Begins silent (P5): no barrier is known, nothing is granted, nothing is written.
  ///
  /// `run` counts the daemon's runs on this journal, so that identifiers never repeat.
  public init(layout: SiteLayout, run: UInt32, kept: KeptState = KeptState(), now: Now) {
    self.layout = layout
    visits = VisitBook(kept.visits)
    areas = kept.areas
    ports = layout.sallyPorts.map { _ in PortState() }
    lanes = layout.lanes.map { LaneState(lane: $0, now: now.moment) }
    doors = layout.doors.map(DoorState.init)
    lamps = layout.lamps.map(LampState.init)
    inputs = InputBook(layout.inputs)
    hits = HitBook(lapse: layout.alarms.hitLapse)
    ledger = Ledger(run: run, now: now, layout: layout)
    places = PlaceIndex(layout, [], .empty)
    restore(kept)
  }

  /// One input, all its effects.
  public mutating func step(_ input: GateInput, at now: Now) -> [GateEffect] {
    ledger.begin(at: now)
    switch input {
    case .plateRead(let received): take(received)
    case .barrierSensed(let reading):
      sense(reading)
    case .commandOutcome(let outcome):
      withLane(of: outcome.barrier) { lane, ledger in lane.answer(outcome, &ledger) }
    case .deviceHealth(let health): take(health)
    case .operatorOpens(let opening): open(opening)
    case .credentialPresented(let received): take(received)
    case .inputSensed(let sensed): take(sensed)
    case .doorOutcome(let outcome):
      withDoor(outcome.door) { door, ledger in door.answer(outcome, &ledger) }
      answerLamp(outcome)
    case .operatorSetsDoor(let order): take(order)
    case .operatorOrders(let order): take(order)
    case .rulePacks(let next): adopt(next)
    case .operatorOnAlarm(let order): take(order)
    case .operatorOnHit(let order): take(order)
    case .credentials(let next): register = next
    case .calendar(let next): adopt(next)
    case .lists(let next): take(next)
    case .layout(let next, let lists): adopt(next, lists)
    case .journal(let isAvailable): takeJournal(isAvailable)
    case .condition(let code, let subject, let what): ledger.raise(code, subject, what: what)
    case .conditionOver(let code, let subject): ledger.clear(code, subject)
    case .note(let fact): ledger.record(fact)
    case .tick: tick()
    }
    settle(after: input)
    return ledger.takeEffects()
  }

  /// What follows from alarms that hold, and from passages that ended in this step.
  private mutating func settle(after input: GateInput) {
    if hasHoldingAlarms, !ledger.effects.isEmpty, !input.tellsOfJournal { reviewHolds() }
    for index in ledger.ended.indices {
      let passage = ledger.ended[index]
      visits.end(passage)
      reviewAreas(areas.end(passage, at: ledger.now.civil))
      count(passage)
    }
    if !layout.sallyPorts.isEmpty {
      reviewPorts()
      if !referrals.referrals.isEmpty { resumeInterlocked() }
    }
  }

  private mutating func sense(_ reading: BarrierSensed) {
    let index = lanes.firstIndex { $0.lane.barrier?.id == reading.barrier }
    let before = index.map { lanes[$0].standing }
    withLane(of: reading.barrier) { lane, ledger in
      lane.reviewStanding(ledger.now.moment)
      lane.sense(reading, &ledger)
    }
    if let index, lanes[index].standing != before { reviewHolds() }
    letOut(reading.barrier)
  }

  /// When `tick` is due next; nil while nothing waits for time.
  public var nextDeadline: Moment? {
    // Asked in every turn: by position, for a closure over whole states would copy each one.
    var first = Earliest()
    for index in lanes.indices { first.take(lanes[index].deadline) }
    first.take(doorDeadline)
    for index in lamps.indices { first.take(lamps[index].deadline) }
    first.take(listDeadline)
    first.take(hits.deadline)
    first.take(ledger.book.deadline)
    first.take(modeUntil)
    first.take(portDeadline)
    first.take(packDeadline)
    for index in referrals.referrals.indices { first.take(referrals.referrals[index].until) }
    return first.moment
  }

  /// When the first list that is in date will be out of date.
  private var listDeadline: Moment? {
    var first = Earliest()
    for index in lists.indices { first.take(staleness(of: lists[index].edition)) }
    if let edition = register.edition { first.take(staleness(of: edition)) }
    return first.moment
  }

  private func staleness(of edition: ListEdition) -> Moment? {
    if ledger.isOpen(.listStale, edition.list.rawValue) { return nil }
    let rest = layout.listAgeMax - (ledger.now.civil - edition.issuedAt)
    return ledger.now.moment + rest + .milliseconds(1)
  }

  /// P1's choice, without a copy of the layout.
  public var whenJournalFails: JournalFailurePolicy { layout.whenJournalFails }

  var editions: [ListEdition] { lists.map(\.edition) + [register.edition].compactMap { $0 } }

  /// Position and presence of each lane's barrier, in the order of the site file.
  public var laneViews: [LaneView] { lanes.map(LaneView.init) }

  private mutating func open(_ opening: OperatorOpening) {
    var refusal: String?
    let index = lanes.firstIndex { $0.lane.id == opening.lane }
    if index == nil {
      let names = lanes.map(\.lane.id.rawValue).joined(separator: ", ")
      refusal = "there is no lane \(opening.lane); lanes: \(names)"
    } else if let index, lanes[index].lane.barrier == nil {
      refusal = "lane \(opening.lane) has no barrier"
    } else if let index, let hold = lanes[index].hold, hold.state == .closed {
      refusal = "lane \(opening.lane) is held closed by \(hold.point): end that first"
    } else if let index, isInterlocked(lane: index) {
      refusal = "the other end of the sally port is not closed: close it first"
    } else if ledger.now.moment - opening.askedAt > layout.freshness {
      refusal = "the command waited too long; look at the lane and ask again"
    }
    ledger.record(
      .operatorCommanded(
        OperatorFact(
          operatorName: opening.operatorName, verb: "open", target: opening.lane.rawValue,
          reason: opening.reason,
          accepted: refusal == nil, refusal: refusal ?? "")), lane: index.map { lanes[$0].lane.id })
    guard let index, refusal == nil, let accessPoint = lanes[index].lane.accessPoints.first else {
      let text = refusal ?? "lane \(opening.lane) has no access point"
      ledger.effects.append(.operatorAnswer(number: opening.number, accepted: false, text: text))
      return
    }
    let isBlocked = lanes[index].isBlocked
    let decision = AccessDecision(
      id: ledger.nextIdentifier(), accessPoint: accessPoint.id, plate: nil, outcome: .granted,
      reasons: isBlocked ? [.barrierBlocked, .operatorCommand] : [.operatorCommand],
      settingsVersion: layout.settingsVersion, clockIsSynchronised: ledger.now.clockIsSynchronised,
      operatorName: opening.operatorName)
    ledger.record(.accessDecided(decision), lane: lanes[index].lane.id)
    areas.expect(
      decision.id, [], AreaSides(from: accessPoint.from, to: accessPoint.to), opensFirst: false)
    if let barrier = lanes[index].lane.barrier?.id { release(decision.id, by: barrier) }
    lanes[index].admit(
      decision, isUnlisted: false, validUntil: opening.askedAt + layout.freshness, &ledger)
    let warning = isBlocked ? "; the barrier does not report a sound position, look at it" : ""
    ledger.effects.append(
      .operatorAnswer(
        number: opening.number, accepted: true,
        text: "decision \(decision.id): raise ordered on lane \(opening.lane)\(warning)"))
  }

  /// Whenever the layout, the lists or the rule packs are others.
  mutating func findPlaces() { places = PlaceIndex(layout, lists, ruleBook) }

  private mutating func take(_ next: [PlateIndex]) {
    lists = next
    findPlaces()
    areas.forgetPlates { plate in
      let plates = NormalisedPlate.all(in: plate, country: nil)
      return !next.contains { !$0.exact(anyOf: plates).isEmpty }
    }
    for index in lanes.indices {
      for book in lanes[index].tracks.indices { lanes[index].tracks[book].forgetRefused() }
    }
    reviewListAges()
  }

  private mutating func adopt(_ next: SiteLayout, _ nextLists: [PlateIndex]) {
    for index in lanes.indices where !next.lanes.contains(where: lanes[index].isSameIron(as:)) {
      lanes[index].dismiss(&ledger)
    }
    lanes = next.lanes.map { lane in
      guard var kept = lanes.first(where: { $0.isSameIron(as: lane) }) else {
        var state = LaneState(lane: lane, now: ledger.now.moment)
        // What people set goes with its name, not with its wire.
        if let known = lanes.first(where: { $0.lane.id == lane.id }) {
          (state.setMode, state.cycles) = (known.setMode, known.cycles)
        }
        return state
      }
      kept.adopt(lane)
      return kept
    }
    adoptDoors(next)
    adoptLamps(next)
    ports = next.sallyPorts.map { port in
      let index = layout.sallyPorts.firstIndex { Self.name(of: $0) == Self.name(of: port) }
      return index.map { ports[$0] } ?? PortState()
    }
    layout = next
    let accessPoints =
      next.lanes.flatMap(\.accessPoints).map(\.id)
      + next.doors.flatMap(\.readers).map(\.accessPoint)
    referrals.closeAll { !accessPoints.contains($0.decision.accessPoint) }
    ledger.book.adopt(next)
    hits.lapse = next.alarms.hitLapse
    take(nextLists)
    ledger.mayCommand = isJournalAvailable || next.whenJournalFails == .goOn
    reviewHolds()
    clearOrphanedAlarms()
    ledger.record(.settingsApplied(settingsVersion: next.settingsVersion))
  }

  private mutating func takeJournal(_ isAvailable: Bool) {
    isJournalAvailable = isAvailable
    ledger.mayCommand = isAvailable || layout.whenJournalFails == .goOn
    if isAvailable {
      ledger.clear(.journalUnavailable, "journal")
    } else {
      let what =
        layout.whenJournalFails == .hold
        ? "the journal cannot commit; lanes hold" : "the journal cannot commit; lanes go on without a record"
      ledger.raise(.journalUnavailable, "journal", what: what)
    }
  }

  private mutating func tick() {
    takeUnsettled()
    for index in lanes.indices {
      let before = lanes[index].standing
      lanes[index].reviewStanding(ledger.now.moment)
      if lanes[index].standing != before { reviewHolds() }
      lanes[index].review(&ledger)
    }
    reviewDoors()
    reviewLamps()
    reviewReferrals()
    reviewMode()
    reviewPacks()
    reviewHits()
    ledger.record(ledger.book.review(now: ledger.now))
    reviewListAges()
  }

  mutating func withLane(of barrier: BarrierID, _ body: (inout LaneState, inout Ledger) -> Void) {
    guard let index = lanes.firstIndex(where: { $0.lane.barrier?.id == barrier }) else { return }
    body(&lanes[index], &ledger)
  }
}
