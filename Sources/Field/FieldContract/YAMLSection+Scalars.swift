/// Reads of one value: taken as written, never guessed; `no` stays a word, `010` is no number.
extension YAMLSection {
  /// Text, or the default when absent. A default of nil makes the key optional.
  public func string(_ key: String, default fallback: String? = nil) -> String? {
    guard let scalar = scalar(key) else { return fallback }
    return scalar.text ?? wrong(key, "must be text", hint: "Write `\(key): value` on one line") ?? fallback
  }

  /// Text that must be there; reports and answers nil when it is not.
  public func requiredString(_ key: String, hint: String) -> String? {
    guard let scalar = scalar(key), scalar.text != "" else {
      missing(key, hint: hint)
      return nil
    }
    return string(key)
  }

  /// A whole number within bounds.
  public func integer(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Int {
    optionalInteger(key, in: range) ?? fallback
  }

  /// A whole number within bounds (decimal, or hexadecimal with `0x`), or nil when absent or wrong.
  public func optionalInteger(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let scalar = scalar(key) else { return nil }
    let wanted = "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard !scalar.isQuoted else { return wrong(key, wanted, hint: "Write it without quotes") }
    let text = scalar.text ?? ""
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    if digits.count > 1, digits.hasPrefix("0"), digits.allSatisfy(\.isWholeNumber) {
      return wrong(key, wanted, hint: "`\(text)` is octal to some programs: write it without the leading 0")
    }
    let value = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    guard let value, range.contains(value) else { return wrong(key, wanted, hint: scalar.quotation) }
    return value
  }

  /// A number within bounds.
  public func number(_ key: String, default fallback: Double, in range: ClosedRange<Double>) -> Double {
    guard let scalar = scalar(key) else { return fallback }
    let wanted = "must be a number from \(range.lowerBound) to \(range.upperBound)"
    guard !scalar.isQuoted else { return wrong(key, wanted, hint: "Write it without quotes") ?? fallback }
    guard let value = scalar.text.flatMap(Double.init), range.contains(value) else {
      return wrong(key, wanted, hint: scalar.quotation) ?? fallback
    }
    return value
  }

  /// true or false.
  public func bool(_ key: String, default fallback: Bool) -> Bool {
    guard let scalar = scalar(key) else { return fallback }
    switch scalar.text {
    case "true" where !scalar.isQuoted: return true
    case "false" where !scalar.isQuoted: return false
    default:
      return wrong(key, "must be true or false", hint: "\(scalar.quotation): write one of them, unquoted")
        ?? fallback
    }
  }

  /// One of a closed set of words.
  public func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, default fallback: Choice)
    -> Choice
  where Choice.RawValue == String {
    optionalChoice(key) ?? fallback
  }

  /// One of a closed set of words, or nil when absent or wrong.
  public func optionalChoice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, as: Choice.Type = Choice.self
  )
    -> Choice?
  where Choice.RawValue == String {
    guard let scalar = scalar(key) else { return nil }
    let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    guard let text = scalar.text else {
      return wrong(key, "must be one word", hint: "Choose one of: \(words)")
    }
    guard let value = Choice(rawValue: text) else {
      return wrong(key, "cannot be `\(text.prefix(80))`", hint: "Choose one of: \(words)")
    }
    return value
  }
}
