import AccessModel
import GateKeeping

/// Barriers, locks, inputs and devices.
extension PackedBytes {
  mutating func write(_ sensed: BarrierSensed) {
    name(sensed.barrier)
    byte(Self.code(sensed.openLimit) | Self.code(sensed.closedLimit) << 2 | Self.code(sensed.fault) << 4)
    byte(Self.code(sensed.presence) | Self.code(sensed.arming) << 2 | Self.code(sensed.passage) << 4)
    moment(sensed.at)
  }

  mutating func write(_ outcome: CommandOutcome) {
    number(outcome.number)
    name(outcome.barrier)
    word(outcome.action)
    write(outcome.result)
  }

  mutating func write(_ outcome: DoorOutcome) {
    number(outcome.number)
    name(outcome.door)
    switch outcome.action {
    case .release(let span):
      byte(0)
      signed(span.nanoseconds)
    case .holdReleased: byte(1)
    case .secure: byte(2)
    }
    write(outcome.result)
  }

  mutating func write(_ health: DeviceHealth) {
    name(health.device)
    word(health.state)
    text(health.reason)
  }

  mutating func write(_ sensed: InputSensed) {
    name(sensed.point)
    switch sensed.reading {
    case .active: byte(0)
    case .inactive: byte(1)
    case .value(let thousandths):
      byte(2)
      signed(thousandths)
    case .faulty(let why):
      byte(3)
      text(why)
    case .stale: byte(4)
    }
    moment(sensed.at)
  }

  private mutating func write(_ result: CommandOutcome.Result) {
    switch result {
    case .written: byte(0)
    case .expired: byte(1)
    case .notReady(let why):
      byte(2)
      text(why)
    case .withheld(let why):
      byte(3)
      text(why)
    case .failed(let why):
      byte(4)
      text(why)
    }
  }

  private static func code(_ value: Bool?) -> UInt8 { value.map { $0 ? 2 : 1 } ?? 0 }

  private static func code(_ state: LoopState) -> UInt8 {
    switch state {
    case .unknown: 0
    case .clear: 1
    case .occupied: 2
    }
  }
}

extension PackedReader {
  mutating func barrierSensed() throws(RecordFault) -> BarrierSensed {
    let barrier: BarrierID = try name()
    let (limits, loops) = (try byte(), try byte())
    return BarrierSensed(
      barrier: barrier, openLimit: try Self.limit(limits), closedLimit: try Self.limit(limits >> 2),
      presence: try Self.loop(loops), arming: try Self.loop(loops >> 2), passage: try Self.loop(loops >> 4),
      fault: try Self.limit(limits >> 4), at: try moment())
  }

  mutating func commandOutcome() throws(RecordFault) -> CommandOutcome {
    CommandOutcome(number: try number(), barrier: try name(), action: try word(), result: try result())
  }

  mutating func doorOutcome() throws(RecordFault) -> DoorOutcome {
    let (number, door): (UInt64, DoorID) = (try number(), try name())
    let action: DoorAction
    switch try byte() {
    case 0: action = .release(Span(nanoseconds: try signed()))
    case 1: action = .holdReleased
    case 2: action = .secure
    case let other: throw .malformed("door action \(other)")
    }
    return DoorOutcome(number: number, door: door, action: action, result: try result())
  }

  mutating func deviceHealth() throws(RecordFault) -> DeviceHealth {
    DeviceHealth(device: try name(), state: try word(), reason: try text())
  }

  mutating func inputSensed() throws(RecordFault) -> InputSensed {
    let point: InputPointID = try name()
    let reading: InputReading
    switch try byte() {
    case 0: reading = .active
    case 1: reading = .inactive
    case 2: reading = .value(thousandths: try signed())
    case 3: reading = .faulty(try text())
    case 4: reading = .stale
    case let other: throw .malformed("reading \(other)")
    }
    return InputSensed(point: point, reading: reading, at: try moment())
  }

  private mutating func result() throws(RecordFault) -> CommandOutcome.Result {
    switch try byte() {
    case 0: return .written
    case 1: return .expired
    case 2: return .notReady(try text())
    case 3: return .withheld(try text())
    case 4: return .failed(try text())
    case let other: throw .malformed("result \(other)")
    }
  }

  private static func limit(_ code: UInt8) throws(RecordFault) -> Bool? {
    switch code & 3 {
    case 0: nil
    case 1: false
    case 2: true
    default: throw .malformed("limit \(code & 3)")
    }
  }

  private static func loop(_ code: UInt8) throws(RecordFault) -> LoopState {
    switch code & 3 {
    case 0: .unknown
    case 1: .clear
    case 2: .occupied
    default: throw .malformed("loop \(code & 3)")
    }
  }
}
