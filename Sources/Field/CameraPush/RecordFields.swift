/// Reads single fields of one record by the rules of a profile.
struct RecordFields {
  let tree: FieldTree
  let record: Int32

  /// The first text that is not empty.
  func text(_ paths: [FieldPath]) -> ArraySlice<UInt8>? {
    for path in paths {
      if let node = tree.first(path, from: record), let text = tree.text(node), !text.isEmpty { return text }
    }
    return nil
  }

  /// The first text that is neither empty nor a word for "nothing".
  func text(_ rule: ReadRules.Text) -> ArraySlice<UInt8>? {
    for path in rule.paths {
      if let text = text([path]), !rule.none.contains(where: { text.matches($0) }) { return text }
    }
    return nil
  }

  func word(_ rule: ReadRules.Text, scalarsMax: Int = CameraLimits.wordScalarsMax) -> String? {
    guard let word = text(rule)?.word(scalarsMax: scalarsMax), !word.isEmpty else { return nil }
    return word
  }

  /// The value that goes with the word found; nil for a word that the profile does not know.
  func word<Value>(in rule: ReadRules.Words<Value>) -> Value? {
    guard let text = text(rule.paths) else { return nil }
    return rule.words.first { text.matches($0.word) }?.value
  }

  func confidence(_ rule: ReadRules.Confidence, _ notes: inout Notes) -> Double? {
    guard let text = text(rule.paths) else { return nil }
    guard let value = text.decimal, (0...rule.scale.full).contains(value) else {
      notes.add("the confidence `\(text.word(scalarsMax: 24))` is not 0...\(Int(rule.scale.full))")
      return nil
    }
    return value / rule.scale.full
  }

  func lane(_ rule: ReadRules.Text) -> Int? {
    guard let text = text(rule), text.count <= 9, text.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(String(decoding: text, as: UTF8.self))
  }
}

extension ReadRules.Prefix {
  /// The text behind the first word that a plate follows, or the text itself.
  func dropped(from text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    for word in words where text.prefix(word.count).matches(word) {
      let rest = text.dropFirst(word.count).trimmed
      if before.contains(where: { rest.prefix($0.count).matches($0) }) { return rest }
    }
    return text
  }
}

extension ArraySlice<UInt8> {
  /// A finite decimal number without anything that only programming languages know.
  var decimal: Double? {
    if let short = shortDecimal { return short }
    guard count <= CameraLimits.numberBytesMax,
      allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }),
      let value = Double(String(decoding: self, as: UTF8.self)), value.isFinite
    else { return nil }
    return value
  }

  /// `97`, `92.5`: both the digits and the power of ten are exact, so their quotient is correctly rounded.
  private var shortDecimal: Double? {
    guard !isEmpty, count <= 16 else { return nil }
    var digits: Int64 = 0
    var divisor: Int64 = 1
    var isFraction = false
    for byte in self {
      if byte == UInt8(ascii: "."), !isFraction, byte != last {
        isFraction = true
        continue
      }
      guard (0x30...0x39).contains(byte) else { return nil }
      digits = digits * 10 + Int64(byte - 0x30)
      if isFraction { divisor *= 10 }
    }
    return digits < 1 << 53 ? Double(digits) / Double(divisor) : nil
  }
}
