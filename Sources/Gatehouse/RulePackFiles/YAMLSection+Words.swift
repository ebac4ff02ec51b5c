internal import AccessModel
internal import FieldContract
internal import RulePacks

extension YAMLSection {
  private static let lineLengthMax = 500
  private static let wordLengthMax = 64

  /// Printable text that must be there.
  func line(_ key: String, hint: String) -> String? {
    guard let text = requiredString(key, hint: hint) else { return nil }
    let isPrintable = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard isPrintable, text.count <= Self.lineLengthMax else {
      report(
        key, "`\(path(of: key))` is too long or not printable",
        hint: "Write at most \(Self.lineLengthMax) characters on one line")
      return nil
    }
    return text
  }

  /// A word of the packs that must be there: lower-case letters, digits, hyphens and underscores.
  func word(_ key: String) -> String? {
    let rule = "Use at most \(Self.wordLengthMax) lower-case letters, digits, hyphens and underscores"
    guard let text = requiredString(key, hint: rule) else { return nil }
    let isSound = text.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "_"
    }
    if isSound, text.utf8.count <= Self.wordLengthMax { return text }
    report(key, "`\(path(of: key))`: `\(text.prefix(40))` is no word of a pack", hint: rule)
    return nil
  }

  /// An instant with its offset.
  func time(_ key: String, isRequired: Bool) -> CivilTime? {
    let hint = "Write an instant with its offset, such as 2026-01-01T00:00:00+08:00"
    guard has(key) || isRequired else { return nil }
    guard let text = requiredString(key, hint: hint) else { return nil }
    if let time = CivilTime(rfc3339: text) { return time }
    report(key, "`\(path(of: key))`: `\(text.prefix(40))` is no instant", hint: hint)
    return nil
  }

  /// The source that a rule or an exemption names.
  func source(among sources: [String: RuleSource]) -> RuleSource? {
    guard let name = word("source") else { return nil }
    if let source = sources[name] { return source }
    report("source", "there is no source `\(name)`", hint: "Describe it under `sources`")
    return nil
  }
}
