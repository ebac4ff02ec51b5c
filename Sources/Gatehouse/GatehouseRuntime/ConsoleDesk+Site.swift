import AccessModel
import ConsoleContract
import ConsoleControl
import GateKeeping

/// Orders about the site's rules, from words to what the keeper knows.
extension ConsoleDesk {
  func site(_ ask: SiteAsk, by identity: OperatorIdentity) async -> CommandAnswer {
    guard let wish = Self.wish(ask) else {
      let text = "this order is not understood: \(ask.order.rawValue) \(ask.word ?? "")"
      await recordRefused(verb: "site", by: identity, reason: text)
      return CommandAnswer(accepted: false, text: text)
    }
    let answer = await house.order(wish, reason: ask.reason, operatorName: identity.name)
    return CommandAnswer(accepted: answer.accepted, text: answer.text)
  }

  static func wish(_ ask: SiteAsk) -> OperatorOrder.Wish? {
    let target = ask.target ?? ""
    switch ask.order {
    case .site: return ask.word.flatMap(SiteMode.init(rawValue:)).map { .site($0) }
    case .lane:
      guard let word = ask.word else { return .lane(LaneID(target), .mode(nil)) }
      return LaneMode(rawValue: word).map { .lane(LaneID(target), .mode($0)) }
    case .holdOpen: return .lane(LaneID(target), .holdOpen)
    case .endHold: return .lane(LaneID(target), .endHold)
    case .convoy:
      guard let vehicles = ask.number, let seconds = ask.seconds, (1...86_400).contains(seconds) else {
        return nil
      }
      return .lane(LaneID(target), .convoy(vehicles: vehicles, within: .seconds(Int64(seconds))))
    case .grant: return .answer(decision: target, isGranted: true)
    case .deny: return .answer(decision: target, isGranted: false)
    case .count: return ask.number.map { .area(AreaID(target), .count($0)) }
    case .forgive:
      return .area(AreaID(target), ask.word.map { .forgive(subject: $0) } ?? .forgiveAll)
    case .serviced: return .serviced(BarrierID(target))
    }
  }
}
