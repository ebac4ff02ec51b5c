import AccessModel
import AccessSchedules
import GateKeeping
import PlateMatching

/// Inputs of every kind with generated values; equal seeds give equal inputs.
struct SampleInputs {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  mutating func below(_ limit: UInt64) -> Int { Int(next() % limit) }
  mutating func flag() -> Bool { next() & 1 == 0 }
  mutating func pick<Value>(_ values: [Value]) -> Value { values[below(UInt64(values.count))] }
  mutating func maybe<Value>(_ value: Value) -> Value? { flag() ? value : nil }

  mutating func text() -> String {
    pick(["", "A", "京A12345", "cam-north-in", "a \"quoted\"\nline", String(repeating: "x", count: 300)])
  }

  mutating func moment() -> Moment {
    pick([
      Moment(nanoseconds: Int64(bitPattern: next())), Moment(nanoseconds: 1_000_000_000_000), .zero,
      .distantFuture,
    ])
  }

  mutating func civil() -> CivilTime {
    CivilTime(milliseconds: pick([0, 1_795_000_000_000, Int64(next() >> 1), 1_795_000_000_123]))
  }

  mutating func now() -> Now { Now(moment: moment(), civil: civil(), clockIsSynchronised: flag()) }

  mutating func result() -> CommandOutcome.Result {
    pick([.written, .expired, .notReady(text()), .withheld(text()), .failed(text())])
  }

  mutating func edition() -> ListEdition {
    ListEdition(list: ListID(text()), version: text(), issuedAt: civil())
  }

  mutating func read() -> ReceivedRead {
    var read = PlateRead(device: DeviceID(text()), plate: maybe(text()))
    read.country = maybe(text())
    read.confidence = maybe(Double(below(1001)) / 1000)
    read.characterConfidences = (0..<below(4)).map { _ in Double(below(1001)) / 1000 }
    read.candidates = (0..<below(3)).map { _ in PlateCandidate(plate: text(), confidence: maybe(0.5)) }
    read.direction = pick(TravelDirection.allCases)
    read.laneNumber = maybe(below(9) - 4)
    read.vehicle = VehicleDescription(kind: maybe(text()), colour: maybe(text()), make: maybe(text()))
    read.track = TrackMark(id: maybe(text()), phase: pick(TrackPhase.allCases))
    read.capturedAt = maybe(civil())
    read.isReplay = flag()
    read.images = (0..<below(3)).map { _ in
      EvidenceImage(role: pick(EvidenceRole.allCases), file: text(), bytes: below(1 << 20))
    }
    return ReceivedRead(read: read, receivedAt: now(), untimedIsLive: flag())
  }

  mutating func credential() -> ReceivedCredential {
    let kinds = CredentialIdentifier.Kind.allCases.filter { $0 != .pin }
    let pass = VisitorPass(
      validFrom: civil(), validUntil: civil(), usesMax: below(9),
      accessPoints: (0..<below(3)).map { _ in AccessPointID(text()) }, host: text())
    let presented = CredentialPresented(
      device: DeviceID(text()), readerNumber: maybe(below(9)),
      identifier: CredentialIdentifier(pick(kinds), text()), capturedAt: maybe(civil()), isReplay: flag(),
      deviceVerdict: maybe(DeviceVerdict(isGranted: flag(), words: text())), pass: maybe(pass))
    return ReceivedCredential(presented, receivedAt: now())
  }

  mutating func sensed() -> BarrierSensed {
    BarrierSensed(
      barrier: BarrierID(text()), openLimit: pick([nil, true, false]), closedLimit: pick([nil, true, false]),
      presence: pick(LoopState.allCases), arming: pick(LoopState.allCases), passage: pick(LoopState.allCases),
      fault: pick([nil, true, false]), at: moment())
  }

  mutating func doorOrder() -> OperatorDoorOrder {
    OperatorDoorOrder(
      number: next(), door: maybe(DoorID(text())),
      order: pick([.release] + DoorMode.allCases.map { .set($0) }), operatorName: text(),
      reason: maybe(text()), askedAt: moment())
  }

  /// One of each kind that the ring keeps whole.
  mutating func whole() -> [GateInput] {
    let reading: InputReading = pick([
      .active, .inactive, .value(thousandths: Int64(bitPattern: next())), .faulty(text()), .stale,
    ])
    let action: DoorAction = pick([
      .release(Span(nanoseconds: Int64(bitPattern: next()))), .holdReleased, .secure,
    ])
    return [
      .plateRead(read()), .barrierSensed(sensed()),
      .commandOutcome(
        CommandOutcome(
          number: next(), barrier: BarrierID(text()), action: pick(BarrierAction.allCases),
          result: result())),
      .deviceHealth(
        DeviceHealth(device: DeviceID(text()), state: pick(DeviceHealth.State.allCases), reason: text())),
      .operatorOpens(
        OperatorOpening(
          number: next(), lane: LaneID(text()), operatorName: text(), reason: maybe(text()), askedAt: moment()
        )),
      .credentialPresented(credential()),
      .inputSensed(InputSensed(point: InputPointID(text()), reading: reading, at: moment())),
      .doorOutcome(
        DoorOutcome(number: next(), door: DoorID(text()), action: action, result: result())),
      .operatorSetsDoor(doorOrder()), .journal(isAvailable: flag()),
      .condition(pick(AlarmCode.allCases), subject: text(), what: text()),
      .conditionOver(pick(AlarmCode.allCases), subject: text()), .tick,
    ]
  }

  /// One of each kind that the ring names only.
  mutating func named() -> [GateInput] {
    let list = PlateIndex(edition: edition(), entries: [])
    let layout = SiteLayout(source: "urn:test", lanes: [], cameras: [], settingsVersion: text())
    return [
      .credentials(CredentialRegister(edition: maybe(edition()), credentials: [])),
      .calendar(.empty), .lists([list]), .layout(layout, lists: [list]),
    ]
  }
}
