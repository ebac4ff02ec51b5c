internal import AccessModel
public import FieldContract
public import RulePacks

/// A rule pack's file: YAML in, a `RulePack` or every error at once out (`FILE:LINE: what. hint`).
public enum RulePackFile {
  /// The form of the file that this room reads.
  static let form = 1
  static let sourcesMax = 64

  /// Reads a file; throws when it cannot be read or anything in it is not understood.
  public static func load(path: String) throws(DocumentError) -> RulePack {
    try pack(of: YAMLDocument(path: path))
  }

  /// Reads bytes whose signature the caller has checked.
  public static func read(file: String, bytes: [UInt8]) throws(DocumentError) -> RulePack {
    try pack(of: YAMLDocument(file: file, bytes: bytes))
  }

  private static func pack(of document: YAMLDocument) throws(DocumentError) -> RulePack {
    let pack = RulePack(reading: document.root)
    try document.finish()
    guard let pack else {
      // A reader that answers nil has reported why; this is for the day on which one forgets.
      throw DocumentError([
        Diagnostic(
          file: document.file, line: 1, what: "the pack is incomplete", hint: "Compare with an example")
      ])
    }
    return pack
  }
}

extension RulePack {
  fileprivate init?(reading root: YAMLSection) {
    if root.optionalInteger("rule_pack", in: RulePackFile.form...RulePackFile.form) == nil,
      !root.has("rule_pack")
    {
      root.missing("rule_pack", hint: "Write `rule_pack: 1`, the form of the file")
    }
    let id = root.requiredString("id", hint: "Name the pack").flatMap { text in
      let id = RulePackID(checking: text)
      if id == nil { root.report("id", "`id` is no id", hint: "Use lower-case letters, digits and hyphens") }
      return id
    }
    let version = root.line("version", hint: "Name this edition of the pack")
    let jurisdiction = root.line("jurisdiction", hint: "Write a country or region, such as CN")
    let issuer = root.line("issuer", hint: "Say who answers for this pack")
    let validFrom = root.time("valid_from", isRequired: true)
    let validUntil = root.time("valid_until", isRequired: false)
    if let validFrom, let validUntil, validUntil <= validFrom {
      root.report("valid_until", "`valid_until` is not after `valid_from`", hint: "Correct one of them")
    }
    var sources: [String: RuleSource] = [:]
    for section in root.sections("sources", countMax: RulePackFile.sourcesMax) {
      let name = section.word("id")
      if let name, let source = RuleSource(reading: section) {
        if sources.updateValue(source, forKey: name) != nil {
          section.report("id", "the source `\(name)` is there twice", hint: "Rename one of them")
        }
      }
      section.finish()
    }
    let sections = root.sections("rules", countMax: Self.rulesMax)
    if sections.isEmpty { root.missing("rules", hint: "Write at least one rule") }
    var rules: [VehicleRule] = []
    for section in sections {
      guard let rule = VehicleRule(reading: section, sources: sources) else { continue }
      if rules.contains(where: { $0.id == rule.id }) {
        section.report("id", "the rule `\(rule.id)` is there twice", hint: "Rename one of them")
      }
      rules.append(rule)
    }
    root.finish()
    guard let id, let version, let jurisdiction, let issuer, let validFrom else { return nil }
    self.init(
      id: id, version: version, jurisdiction: jurisdiction, issuer: issuer, validFrom: validFrom,
      validUntil: validUntil, rules: rules)
  }
}
