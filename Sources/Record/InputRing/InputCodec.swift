import AccessModel
import GateKeeping
import PlateMatching

/// The form of an input in the ring. A case of `GateInput` is added here, in `InputMark`, `write` and
/// `input`, and nothing compiles until it is; `StandingInputs` then asks whether it stays true until the next
/// one.
///
/// A number is never used twice, and a form is changed by a new number.
private enum InputMark: UInt8 {
  case plateRead = 1
  case barrierSensed = 2
  case commandOutcome = 3
  case deviceHealth = 4
  case operatorOpens = 5
  case credentialPresented = 6
  case pin = 7
  case inputSensed = 8
  case doorOutcome = 9
  case operatorSetsDoor = 10
  case credentials = 11
  case calendar = 12
  case lists = 13
  case layout = 14
  case journal = 15
  case condition = 16
  case conditionOver = 17
  case tick = 18
  case operatorOrders = 19
  case operatorOnAlarm = 20
  case operatorOnHit = 21
  case rulePacks = 22
}

extension PackedBytes {
  /// `holder` answers whose PIN a keyed hash is.
  mutating func write(_ input: GateInput, holder: (String) -> PINHolder?) {
    switch input {
    case .plateRead(let received): mark(.plateRead) { $0.write(received) }
    case .barrierSensed(let sensed): mark(.barrierSensed) { $0.write(sensed) }
    case .commandOutcome(let outcome): mark(.commandOutcome) { $0.write(outcome) }
    case .deviceHealth(let health): mark(.deviceHealth) { $0.write(health) }
    case .operatorOpens(let opening): mark(.operatorOpens) { $0.write(opening) }
    case .credentialPresented(let received) where received.presented.identifier.kind == .pin:
      mark(.pin) {
        $0.write(received, value: "")
        $0.write(holder(received.presented.identifier.value))
      }
    case .credentialPresented(let received):
      mark(.credentialPresented) { $0.write(received, value: received.presented.identifier.value) }
    case .inputSensed(let sensed): mark(.inputSensed) { $0.write(sensed) }
    case .doorOutcome(let outcome): mark(.doorOutcome) { $0.write(outcome) }
    case .operatorSetsDoor(let order): mark(.operatorSetsDoor) { $0.write(order) }
    case .credentials(let register):
      mark(.credentials) { $0.optional(register.edition) { $0.write($1) } }
    case .operatorOrders(let order): mark(.operatorOrders) { $0.write(order) }
    case .operatorOnAlarm(let order): mark(.operatorOnAlarm) { $0.write(order) }
    case .operatorOnHit(let order): mark(.operatorOnHit) { $0.write(order) }
    case .calendar: mark(.calendar) { _ in }
    case .rulePacks: mark(.rulePacks) { _ in }
    case .lists(let lists): mark(.lists) { $0.list(lists.map(\.edition)) { $0.write($1) } }
    case .layout(let layout, let lists):
      mark(.layout) {
        $0.write(RecordedSettings(layout))
        $0.list(lists.map(\.edition)) { $0.write($1) }
      }
    case .journal(let isAvailable): mark(.journal) { $0.flag(isAvailable) }
    case .condition(let code, let subject, let what):
      mark(.condition) {
        $0.word(code)
        $0.text(subject)
        $0.text(what)
      }
    case .conditionOver(let code, let subject):
      mark(.conditionOver) {
        $0.word(code)
        $0.text(subject)
      }
    case .note: break
    case .tick: mark(.tick) { _ in }
    }
  }

  private mutating func mark(_ mark: InputMark, _ body: (inout Self) -> Void) {
    byte(mark.rawValue)
    body(&self)
  }
}

extension PackedReader {
  mutating func input() throws(RecordFault) -> RecordedInput {
    let number = try byte()
    guard let mark = InputMark(rawValue: number) else { throw .malformed("input \(number)") }
    switch mark {
    case .plateRead: return .input(.plateRead(try receivedRead()))
    case .barrierSensed: return .input(.barrierSensed(try barrierSensed()))
    case .commandOutcome: return .input(.commandOutcome(try commandOutcome()))
    case .deviceHealth: return .input(.deviceHealth(try deviceHealth()))
    case .operatorOpens: return .input(.operatorOpens(try operatorOpening()))
    case .credentialPresented: return .input(.credentialPresented(try receivedCredential()))
    case .pin: return .pin(try receivedCredential(), try pinHolder())
    case .inputSensed: return .input(.inputSensed(try inputSensed()))
    case .doorOutcome: return .input(.doorOutcome(try doorOutcome()))
    case .operatorSetsDoor: return .input(.operatorSetsDoor(try operatorDoorOrder()))
    case .credentials:
      return .credentials(try optional { reader throws(RecordFault) in try reader.edition() })
    case .operatorOrders: return .input(.operatorOrders(try operatorOrder()))
    case .operatorOnAlarm: return .input(.operatorOnAlarm(try operatorAlarmOrder()))
    case .operatorOnHit: return .input(.operatorOnHit(try operatorHitOrder()))
    case .calendar: return .calendar
    case .rulePacks: return .rulePacks
    case .lists: return .lists(try editions())
    case .layout: return .layout(try settings(), lists: try editions())
    case .journal: return .input(.journal(isAvailable: try flag()))
    case .condition: return .input(.condition(try word(), subject: try text(), what: try text()))
    case .conditionOver: return .input(.conditionOver(try word(), subject: try text()))
    case .tick: return .input(.tick)
    }
  }

  mutating func editions() throws(RecordFault) -> [ListEdition] {
    try list { reader throws(RecordFault) in try reader.edition() }
  }
}
