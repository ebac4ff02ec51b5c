internal import AccessSchedules
internal import FieldContract
internal import RulePacks

extension RuleSource {
  init?(reading section: YAMLSection) {
    let title = section.line("title", hint: "Write the title of the law, standard or notice")
    let date = section.line("date", hint: "Write its date, such as 2012-07-22")
    let article = section.line("article", hint: "Write the article, or `not verified`")
    guard let title, let date, let article else { return nil }
    self.init(title: title, article: article == "not verified" ? nil : article, date: date)
  }
}

extension VehicleRule {
  private static let classesMax = 8
  private static let exemptionsMax = 16

  init?(reading section: YAMLSection, sources: [String: RuleSource]) {
    let id = section.word("id")
    let subject = section.word("subject")
    var classes: [VehicleClass] = []
    for (text, line) in section.words("vehicle_classes", countMax: Self.classesMax) {
      if let found = VehicleClass(rawValue: text) {
        classes.append(found)
      } else {
        let all = VehicleClass.allCases.map(\.rawValue).joined(separator: ", ")
        section.report(
          line: line, "`\(text.prefix(40))` is no class of vehicle", hint: "Choose among: \(all)")
      }
    }
    let conditions = section.sectionOrEmpty("when").conditions()
    let exemptions = section.sections("unless", countMax: Self.exemptionsMax).compactMap {
      RuleExemption(reading: $0, sources: sources)
    }
    let outcome = RuleOutcome(reading: section)
    let english = section.line("text_en", hint: "Write what the driver reads, in English")
    let chinese = section.line("text_zh", hint: "Write what the driver reads, in Chinese")
    let source = section.source(among: sources)
    section.finish()
    guard let id, let subject, let outcome, let english, let chinese, let source else { return nil }
    self.init(
      id: id, subject: subject, classes: classes, conditions: conditions, exemptions: exemptions,
      outcome: outcome, text: DriverText(english: english, chinese: chinese), source: source)
  }
}

extension RuleExemption {
  init?(reading section: YAMLSection, sources: [String: RuleSource]) {
    let id = section.word("id")
    let source = section.source(among: sources)
    let conditions = section.conditions()
    if conditions.isEmpty {
      section.report(
        line: section.line, "`\(section.path)` lifts the rule always", hint: "Write at least one condition")
    }
    guard let id, let source else { return nil }
    self.init(id: id, conditions: conditions, source: source)
  }
}

extension RuleOutcome {
  private enum Word: String, CaseIterable {
    case advise, refer, deny
    case divertToInspection = "divert_to_inspection"
  }

  init?(reading section: YAMLSection) {
    let word: Word? = section.optionalChoice("outcome")
    if !section.has("outcome") {
      section.missing(
        "outcome", hint: "Choose one of: \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let order = section.has("ordered_by") ? section.line("ordered_by", hint: "") : nil
    switch word {
    case nil: return nil
    case .advise: self = .advise
    case .refer: self = .refer
    case .divertToInspection: self = .divertToInspection
    case .deny:
      guard let order else {
        section.missing("ordered_by", hint: "Quote the words of the source that order a refusal, or refer")
        return nil
      }
      self = .deny(orderedBy: order)
      return
    }
    if order != nil {
      section.report("ordered_by", "`ordered_by` goes with `outcome: deny` only", hint: "Remove it")
    }
  }
}
