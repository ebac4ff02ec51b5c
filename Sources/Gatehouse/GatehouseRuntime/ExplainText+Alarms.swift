import AccessModel
import ConsoleContract
import SiteJournal

/// Claims of watchlists, alarms, and every other kind of event.
extension ExplainText {
  var claim: [String] {
    let id = fact.hit ?? "?"
    let plate = fact.plate ?? "?"
    let listed = fact.suspicion?.listedPlate
    let meaning =
      listed.map {
        say(
          "may be the listed plate \($0) (\(fact.suspicion?.difference ?? "?"))",
          "可能是名单车牌 \($0)（\(fact.suspicion?.difference ?? "?")）")
      } ?? say("is exactly the listed plate", "与名单车牌完全一致")
    let match = fact.match.map(describe) ?? "?"
    return [
      say(
        "Claim \(id) at \(time(about)) UTC, \(placeText): plate \(plate) \(meaning).",
        "命中 \(id)，\(time(about)) UTC，\(placeText)：车牌 \(plate) \(meaning)。"),
      source,
      say("The entry: \(match).", "条目：\(match)。"),
      say("A claim proves nothing until a person has decided (P8).", "命中须由人员确认，在此之前不构成证明（P8）。"),
    ] + matter.after.map(story)
  }

  var alarm: [String] {
    let lane = fact.lane.map { say(" on lane \($0)", "，车道 \($0)") } ?? ""
    let name = "\(fact.code ?? "?") (\(fact.priority ?? "?"))"
    let (subject, what) = (fact.subject ?? "?", fact.what ?? "?")
    let next = fact.nextStep.map { say("What to do: \($0).", "处置：\($0)。") } ?? ""
    let ending =
      matter.after.isEmpty
      ? [say("By the journal it is not over.", "按日志记录，报警尚未结束。")] : matter.after.map(story)
    return [
      say(
        "Alarm \(name) about \(subject)\(lane) was raised at \(time(about)) UTC: \(what).",
        "报警 \(name)，对象 \(subject)\(lane)，\(time(about)) UTC 发生：\(what)。"),
      next,
    ] + ending
  }

  var other: String {
    let summary = StoredSummary.text(type: about.stored.type, data: about.stored.data)
    return say(
      "Event \(about.stored.id), \(about.stored.type), at \(time(about)) UTC: \(summary). It belongs to no"
        + " decision, claim or alarm.",
      "事件 \(about.stored.id)，\(about.stored.type)，\(time(about)) UTC：\(summary)。它不属于任何决定、命中或报警。")
  }

  private func story(_ event: ExplainedEvent) -> String {
    if event.isOf(.alarmRaised) {
      return about.isOf(.hitPending)
        ? say("An alarm was raised for it.", "已为此报警。")
        : say(
          "It was raised again at \(time(event)), after a restart.", "重启后于 \(time(event)) 再次报警。")
    }
    if event.isOf(.alarmCleared) {
      return say("The alarm was over at \(time(event)).", "报警于 \(time(event)) 结束。")
    }
    return handling(event) ?? "\(event.stored.type) \(time(event))" + say(".", "。")
  }

  /// What people did about it.
  private func handling(_ event: ExplainedEvent) -> String? {
    let (by, at) = (event.fact.operator ?? "?", time(event))
    if event.isOf(.alarmAcknowledged) {
      return say("\(by) acknowledged it at \(at).", "\(by) 于 \(at) 确认。")
    }
    if event.isOf(.alarmShelved) { return say("\(by) shelved it at \(at).", "\(by) 于 \(at) 搁置。") }
    if event.isOf(.alarmUnshelved) { return say("It came off its shelf at \(at).", "于 \(at) 结束搁置。") }
    if event.isOf(.alarmEscalated) {
      return say("Nobody had acknowledged it by \(at): it was told again.", "至 \(at) 无人确认，再次通知。")
    }
    if event.isOf(.hitVerified) { return say("It was verified at \(at).", "于 \(at) 确认属实。") }
    if event.isOf(.hitRejected) { return say("It was rejected at \(at).", "于 \(at) 被否定。") }
    return event.isOf(.hitLapsed)
      ? say("Nobody decided: it lapsed at \(at).", "无人处理，于 \(at) 失效。") : nil
  }
}
