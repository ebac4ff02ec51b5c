import AccessModel
import ConsoleContract
import SiteJournal

/// One paragraph of plain words about one matter; made of recorded events alone.
struct ExplainText {
  let matter: ExplainedCase
  let language: ExplainAsk.Language

  init(_ matter: ExplainedCase, in language: ExplainAsk.Language) {
    self.matter = matter
    self.language = language
  }

  var about: ExplainedEvent { matter.about }
  var fact: ExplainFact { about.fact }

  var paragraph: String {
    let sentences: [String] =
      if about.isOf(.decided) {
        [decided, source] + grounds + iron + [meanwhile]
      } else if about.isOf(.hitPending) {
        claim
      } else if about.isOf(.alarmRaised) {
        alarm
      } else {
        [other]
      }
    return sentences.filter { !$0.isEmpty }.joined(separator: say(" ", ""))
  }

  var reasons: [ExplainedReason] {
    (fact.reasons ?? []).map { code in ExplainedReason(code: code, text: sentence(of: code)) }
  }

  /// What is said where the journal has let it go.
  static func letGo(_ event: String, unlistedHours: Int64, days: Int64, in language: ExplainAsk.Language)
    -> String
  {
    switch language {
    case .english:
      "The journal has nothing of \(event) any more, if it ever had: what concerns a plate on no list is let"
        + " go after \(unlistedHours) h (P10), everything else after \(days) days."
    case .chinese:
      "日志中已没有 \(event)（或从未有过）：不在任何名单上的车牌记录保留 \(unlistedHours) 小时（P10），其他记录保留 \(days) 天。"
    }
  }

  func say(_ english: String, _ chinese: String) -> String {
    switch language {
    case .english: english
    case .chinese: chinese
    }
  }

  /// A reason of a newer release has no sentence here, and is told by its word.
  private func sentence(of code: String) -> String {
    guard let reason = AccessReason(rawValue: code) else { return code }
    return say(ReasonText.english(reason), ReasonText.chinese(reason))
  }

  private var decided: String {
    let id = fact.decision ?? "?"
    let place = placeText
    let outcome = ExplainWords.outcome(fact.outcome, language)
    return say(
      "Decision \(id) at \(time(about)) UTC, \(place): \(who) was \(outcome).",
      "决定 \(id)，\(time(about)) UTC，\(place)：\(who)，\(outcome)。")
  }

  var placeText: String {
    let point = fact.accessPoint ?? "?"
    guard let lane = fact.lane else { return say("access point \(point)", "通行点 \(point)") }
    return say("access point \(point) of lane \(lane)", "车道 \(lane) 的通行点 \(point)")
  }

  private var who: String {
    if let plate = fact.plate { return say("plate \(plate)", "车牌 \(plate)") }
    if let credential = fact.credential { return say("credential \(credential)", "凭证 \(credential)") }
    return say("whoever stood there", "在场者")
  }

  /// What was read or shown, or who commanded.
  var source: String {
    if let name = fact.operator {
      let reason = matter.order?.fact.reason.map { say(", saying \"\($0)\"", "，理由：“\($0)”") } ?? ""
      return say("Operator \(name) commanded it\(reason).", "由值班人员 \(name) 下令\(reason)。")
    }
    guard let before = matter.before else {
      return say("What was read or shown is not in the journal.", "日志中没有识读或出示的记录。")
    }
    return before.isOf(.read) ? read(before) : shown(before)
  }

  private func read(_ event: ExplainedEvent) -> String {
    let device = event.fact.device ?? "?"
    let plate = event.fact.plate ?? say("no plate", "无车牌")
    let at = clock(event.fact.capturedAt ?? "\(event.stored.time)")
    let sure = event.fact.confidence.map { $0 * 100 }.map { Int($0.rounded()) }
    let pictures = event.fact.images?.count ?? 0
    return say(
      "Camera \(device) read \(plate) at \(at)"
        + (sure.map { ", \($0) % sure" } ?? ", without saying how sure")
        + (pictures == 0 ? ", without a picture" : ", with \(pictures) picture" + (pictures == 1 ? "" : "s"))
        + history(event) + ".",
      "摄像机 \(device) 于 \(at) 识读 \(plate)" + (sure.map { "，置信度 \($0)%" } ?? "，未给出置信度")
        + (pictures == 0 ? "，无图片" : "，\(pictures) 张图片") + history(event) + "。")
  }

  private func shown(_ event: ExplainedEvent) -> String {
    let device = event.fact.device ?? "?"
    let kind = event.fact.kind ?? "?"
    let at = clock(event.fact.capturedAt ?? "\(event.stored.time)")
    let known = event.fact.credential
    return say(
      "Reader \(device) was shown a credential of kind \(kind) at \(at), "
        + (known.map { "known as \($0)" } ?? "known to no list") + history(event) + ".",
      "读卡器 \(device) 于 \(at) 读到凭证（\(kind)），" + (known.map { "即 \($0)" } ?? "任何名单都不认识")
        + history(event) + "。")
  }

  private func history(_ event: ExplainedEvent) -> String {
    event.fact.historical.map {
      say("; it was history (\($0)) and could move nothing", "；属于历史记录（\($0)），不能触发动作")
    } ?? ""
  }
}

extension ExplainText {
  /// Why, by which lists, settings and clock (P11).
  private var grounds: [String] {
    let numbered = reasons.enumerated().map { "(\($0.offset + 1)) \($0.element.text)" }
    let why =
      numbered.isEmpty
      ? say("No reason is recorded.", "没有记录理由。")
      : say("The reasons, in order: ", "理由依次为：") + numbered.joined(separator: say(" ", ""))
    return [why, entry, lists, state]
  }

  private var entry: String {
    guard let match = fact.match else { return "" }
    return say("The entry that decided: ", "起决定作用的条目：") + describe(match) + say(".", "。")
  }

  func describe(_ match: ExplainFact.Match) -> String {
    let entry = match.entry ?? "?"
    let edition = match.version ?? "?"
    let purpose = ExplainWords.purpose(match.purpose, language)
    let action = match.action.map { say(", which permits \($0)", "，允许的动作 \($0)") } ?? ""
    let authority = match.authority ?? "?"
    let reference = match.reference ?? "?"
    let until = match.validUntil.map { say(", valid until \(day($0))", "，有效期至 \(day($0))") } ?? ""
    return say(
      "\(entry) of list \(match.list), edition \(edition), for \(purpose)\(action), by \(authority),"
        + " reference \(reference)\(until)",
      "名单 \(match.list)（版本 \(edition)）的条目 \(entry)，用途：\(purpose)\(action)，依据 \(authority)，"
        + "文号 \(reference)\(until)"
    )
  }

  private var lists: String {
    let lists = (fact.lists ?? []).map { edition in
      let age = edition.issuedAt.flatMap { CivilTime(rfc3339: $0) }.map { about.stored.time - $0 }
      let old = age.map { say(", \(hours($0)) old then", "，当时已 \(hours($0))") } ?? ""
      return say(
        "\(edition.list) (edition \(edition.version ?? "?")\(old))",
        "\(edition.list)（版本 \(edition.version ?? "?")\(old)）")
    }
    if lists.isEmpty { return say("No list was asked.", "没有查询名单。") }
    return say("Lists asked: \(lists.joined(separator: ", ")).", "查询的名单：\(lists.joined(separator: "、"))。")
  }

  private var state: String {
    let settings = fact.settingsVersion ?? "?"
    let clock =
      switch fact.clockSynchronised {
      case true: say("the box's clock was synchronised", "设备时钟已同步")
      case false: say("the box's clock was NOT synchronised", "设备时钟未同步")
      case nil: say("the clock's state is not recorded", "未记录时钟状态")
      }
    return say("Settings \(settings) were in force, and \(clock).", "生效的配置版本 \(settings)，\(clock)。")
  }
}

extension ExplainText {
  /// `2026-11-24 04:45:08.690`
  func time(_ event: ExplainedEvent) -> String {
    String("\(event.stored.time)".dropLast()).replacing("T", with: " ")
  }

  /// The time of day of an RFC 3339 text in UTC; any other text as it is.
  func clock(_ text: String) -> String {
    guard let time = CivilTime(rfc3339: text) else { return text }
    return String("\(time)".dropFirst(11).dropLast())
  }

  private func day(_ text: String) -> String { String(text.prefix(10)) }

  func hours(_ span: Span) -> String {
    let minutes = max(span.milliseconds, 0) / 60_000
    return minutes < 60
      ? say("\(minutes) min", "\(minutes) 分钟") : say("\(minutes / 60) h", "\(minutes / 60) 小时")
  }

  /// How long after the matter itself: `4.2 s`.
  func later(_ event: ExplainedEvent) -> String {
    let tenths = max((event.stored.time - about.stored.time).milliseconds, 0) / 100
    return say("\(tenths / 10).\(tenths % 10) s", "\(tenths / 10).\(tenths % 10) 秒")
  }
}
