import AccessModel
import GateKeeping

extension PackedBytes {
  mutating func write(_ order: OperatorOrder) {
    number(order.number)
    switch order.wish {
    case .site(let mode):
      byte(0)
      word(mode)
    case .lane(let lane, let wish):
      byte(1)
      name(lane)
      write(wish)
    case .answer(let decision, let isGranted):
      byte(2)
      text(decision)
      flag(isGranted)
    case .area(let area, let wish):
      byte(3)
      name(area)
      write(wish)
    case .serviced(let barrier):
      byte(4)
      name(barrier)
    }
    text(order.operatorName)
    optional(order.reason) { $0.text($1) }
    moment(order.askedAt)
  }

  private mutating func write(_ wish: LaneWish) {
    switch wish {
    case .mode(let mode):
      byte(0)
      optional(mode) { $0.word($1) }
    case .holdOpen: byte(1)
    case .convoy(let vehicles, let span):
      byte(2)
      signed(Int64(vehicles))
      signed(span.nanoseconds)
    case .endHold: byte(3)
    }
  }

  private mutating func write(_ wish: AreaWish) {
    switch wish {
    case .count(let count):
      byte(0)
      signed(Int64(count))
    case .forgive(let subject):
      byte(1)
      text(subject)
    case .forgiveAll: byte(2)
    }
  }

  mutating func write(_ order: OperatorAlarmOrder) {
    number(order.number)
    number(order.alarm)
    switch order.deed {
    case .acknowledge: byte(0)
    case .shelve(let span):
      byte(1)
      signed(span.nanoseconds)
    case .unshelve: byte(2)
    }
    text(order.operatorName)
    optional(order.reason) { $0.text($1) }
  }

  mutating func write(_ order: OperatorHitOrder) {
    number(order.number)
    text(order.hit)
    flag(order.verifies)
    text(order.operatorName)
    optional(order.reason) { $0.text($1) }
  }
}

extension PackedReader {
  mutating func operatorOrder() throws(RecordFault) -> OperatorOrder {
    let number = try number()
    let wish: OperatorOrder.Wish
    switch try byte() {
    case 0: wish = .site(try word())
    case 1: wish = .lane(try name(), try laneWish())
    case 2: wish = .answer(decision: try text(), isGranted: try flag())
    case 3: wish = .area(try name(), try areaWish())
    case 4: wish = .serviced(try name())
    case let other: throw .malformed("operator's order \(other)")
    }
    return OperatorOrder(
      number: number, wish: wish, operatorName: try text(), reason: try optionalText(),
      askedAt: try moment())
  }

  private mutating func laneWish() throws(RecordFault) -> LaneWish {
    switch try byte() {
    case 0: return .mode(try optional { reader throws(RecordFault) in try reader.word() })
    case 1: return .holdOpen
    case 2:
      return .convoy(vehicles: Int(clamping: try signed()), within: Span(nanoseconds: try signed()))
    case 3: return .endHold
    case let other: throw .malformed("lane wish \(other)")
    }
  }

  private mutating func areaWish() throws(RecordFault) -> AreaWish {
    switch try byte() {
    case 0: return .count(Int(clamping: try signed()))
    case 1: return .forgive(subject: try text())
    case 2: return .forgiveAll
    case let other: throw .malformed("area wish \(other)")
    }
  }

  mutating func operatorAlarmOrder() throws(RecordFault) -> OperatorAlarmOrder {
    let (number, alarm) = (try number(), try self.number())
    let deed: OperatorAlarmOrder.Deed
    switch try byte() {
    case 0: deed = .acknowledge
    case 1: deed = .shelve(Span(nanoseconds: try signed()))
    case 2: deed = .unshelve
    case let other: throw .malformed("deed \(other)")
    }
    return OperatorAlarmOrder(
      number: number, alarm: alarm, deed: deed, operatorName: try text(), reason: try optionalText())
  }

  mutating func operatorHitOrder() throws(RecordFault) -> OperatorHitOrder {
    OperatorHitOrder(
      number: try number(), hit: try text(), verifies: try flag(), operatorName: try text(),
      reason: try optionalText())
  }
}
