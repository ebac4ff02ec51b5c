import ConsoleContract

/// Words of events in the language of the reader; a word that is not known here stays as it is.
enum ExplainWords {
  private typealias Table = [String: (english: String, chinese: String)]

  private static let outcomes: Table = [
    "granted": ("GRANTED", "放行"), "denied": ("DENIED", "拒绝"),
    "referred": ("REFERRED to an operator", "转交值班人员"),
    "diverted": ("LED ASIDE to be inspected", "引导接受检查"),
  ]
  private static let purposes: Table = [
    "stolen_vehicle": ("a stolen vehicle", "被盗车辆"), "wanted_vehicle": ("a wanted vehicle", "布控车辆"),
    "missing_person": ("a missing person", "失踪人员"), "court_order": ("a court order", "法院命令"),
    "barred_from_site": ("somebody barred from the site", "禁止入场"),
    "safety_restriction": ("a safety restriction", "安全限制"), "membership": ("membership", "会员"),
  ]
  private static let actions: Table = [
    "raise": ("raise", "抬起"), "lower": ("lower", "落下"), "stop": ("stop", "停止"),
    "release": ("release", "开锁"), "hold_released": ("stay released", "保持开锁"), "secure": ("lock", "上锁"),
  ]
  private static let results: Table = [
    "written": ("was taken", "已送达"), "expired": ("came too late and was dropped", "已过期作废"),
    "not_ready": ("could not be given", "无法下达"), "withheld": ("was withheld", "被扣下"),
    "failed": ("FAILED", "失败"),
  ]
  private static let positions: Table = [
    "unknown": ("in an unknown position", "位置未知"), "opening": ("opening", "正在打开"),
    "open": ("open", "已打开"), "closing": ("closing", "正在关闭"), "closed": ("closed", "已关闭"),
    "fault": ("at FAULT", "故障"),
  ]

  static func outcome(_ word: String?, _ language: ExplainAsk.Language) -> String { outcomes[word, language] }
  static func purpose(_ word: String?, _ language: ExplainAsk.Language) -> String { purposes[word, language] }
  static func action(_ word: String?, _ language: ExplainAsk.Language) -> String { actions[word, language] }
  static func result(_ word: String?, _ language: ExplainAsk.Language) -> String { results[word, language] }
  static func position(_ word: String?, _ language: ExplainAsk.Language) -> String {
    positions[word, language]
  }
}

extension [String: (english: String, chinese: String)] {
  fileprivate subscript(word: String?, language: ExplainAsk.Language) -> String {
    guard let word else { return "?" }
    guard let pair = self[word] else { return word }
    return language == .english ? pair.english : pair.chinese
  }
}
