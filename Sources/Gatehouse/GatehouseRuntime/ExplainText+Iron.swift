import AccessModel
import ConsoleContract
import SiteJournal

/// What was commanded, what the iron answered and did, and how the passage ended.
extension ExplainText {
  var iron: [String] {
    guard matter.after.contains(where: { $0.isOf(.barrierCommanded) || $0.isOf(.doorCommanded) }) else {
      return [say("Nothing was ordered to move.", "没有下达任何动作指令。")] + endings
    }
    // Movements that say the same again are one.
    var last = ""
    let steps = matter.after.compactMap(step).filter { step in
      defer { last = step.what }
      return step.what != last
    }
    let told = steps.prefix(Self.stepsMax).map {
      say("\($0.after) later \($0.what)", "\($0.after)后\($0.what)")
    }
    let rest = steps.count - told.count
    let more = rest > 0 ? [say("\(rest) more movements followed", "此后还有 \(rest) 次动作")] : []
    return [(told + more).joined(separator: say("; ", "；")).capitalisedFirst + say(".", "。")] + endings
  }

  private static let stepsMax = 12

  private func step(_ event: ExplainedEvent) -> (after: String, what: String)? {
    let fact = event.fact
    let name =
      fact.barrier.map { say("barrier \($0)", "道闸 \($0)") } ?? fact.door.map { say("door \($0)", "门 \($0)") }
      ?? "?"
    let action = ExplainWords.action(fact.action, language)
    let what: String
    if event.isOf(.barrierCommanded) || event.isOf(.doorCommanded) {
      what = say("\(name) was ordered to \(action)", "向\(name)下达“\(action)”指令")
    } else if event.isOf(.barrierAnswered) || event.isOf(.doorAnswered) {
      let result = ExplainWords.result(fact.result, language)
      let detail = fact.detail.map { say(" (\($0))", "（\($0)）") } ?? ""
      what = say("the order \(action) \(result)\(detail)", "“\(action)”指令\(result)\(detail)")
    } else if event.isOf(.barrierMoved) || event.isOf(.doorChanged) {
      let position = ExplainWords.position(fact.position, language)
      what = say("\(name) was \(position)", "\(name)\(position)")
    } else {
      return nil
    }
    return (later(event), what)
  }

  private var endings: [String] {
    matter.after.compactMap { event in
      if event.isOf(.taken) {
        say("\(later(event)) later the passage was taken.", "\(later(event))后已通过。")
      } else if event.isOf(.notTaken) {
        say("Nobody had passed \(later(event)) later, and the grant ended.", "\(later(event))后无人通过，放行作废。")
      } else if event.isOf(.unconfirmed) {
        say("Whether anybody passed, no sensor could tell.", "没有传感器能确认是否有人通过。")
      } else {
        nil
      }
    }
  }

  var meanwhile: String {
    let codes = matter.after.filter { $0.isOf(.alarmRaised) }.map {
      "\($0.fact.code ?? "?") (\($0.fact.priority ?? "?"))"
    }
    guard about.fact.lane != nil || !codes.isEmpty else { return "" }
    return codes.isEmpty
      ? say("No alarm was raised there meanwhile.", "期间该处没有报警。")
      : say(
        "Alarms there meanwhile: \(codes.joined(separator: ", ")).", "期间该处报警：\(codes.joined(separator: "、"))。"
      )
  }
}

extension String {
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
