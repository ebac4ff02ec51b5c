/// Character by character: what a glyph is, whatever encoding, case and decoration it came in.
enum PlateFolding {
  /// Upper case, half width, ASCII digits; separators and stray marks gone. At most `lengthMax` scalars,
  /// else nil.
  ///
  /// `?` and `*` stay: a character that was not read must never vanish, or the rest would be another plate.
  static func folded(_ text: some StringProtocol, lengthMax: Int) -> [Unicode.Scalar]? {
    var result: [Unicode.Scalar] = []
    for character in text {
      var letter: Unicode.Scalar?
      for scalar in character.unicodeScalars {
        if isMark(scalar) {
          if let base = letter, let whole = composed(base, scalar) { letter = whole }
          continue
        }
        if let kept = letter { result.append(kept) }
        letter = folded(scalar)
      }
      if let kept = letter { result.append(kept) }
      guard result.count <= lengthMax else { return nil }
    }
    return result
  }

  /// The one form of a scalar; nil for what only separates or decorates.
  static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x2A, 0x3F: return scalar
    case 0x61...0x7A: return Unicode.Scalar(scalar.value - 0x20)
    case ..<0x80: return nil
    case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0).flatMap(folded)
    default: break
    }
    let properties = scalar.properties
    if properties.numericType == .decimal, let value = properties.numericValue, (0...9).contains(value) {
      return Unicode.Scalar(0x30 + UInt8(value))
    }
    guard properties.isAlphabetic else { return nil }
    let upper = properties.uppercaseMapping.unicodeScalars
    guard upper.count == 1, let first = upper.first, first != scalar else { return scalar }
    return folded(first)
  }

  /// Marks that decorate Latin, Greek and Cyrillic letters; a vowel sign of another script is a letter.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x300...0x36F, 0x483...0x489, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE00...0xFE2F:
      true
    default: false
    }
  }

  /// A letter that plates have with its mark: 'MÜ' and 'MU' are two issuers.
  private static func composed(_ base: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
    guard let small = folded(base) else { return nil }
    var pair = String.UnicodeScalarView()
    pair.append(small)
    pair.append(mark)
    let wanted = Character(String(pair))
    return marked.first { Character($0) == wanted }
  }

  /// Precomposed capitals of Latin, Greek and Cyrillic.
  private static let marked: [Unicode.Scalar] =
    ([0xC0...0xDD, 0x100...0x178, 0x179...0x17D, 0x1CD...0x1DC, 0x1E6...0x1F8, 0x200...0x233]
    + [0x386...0x38F, 0x3AA...0x3AB, 0x400...0x42F, 0x4D0...0x4F8, 0x1E00...0x1EF8] as [ClosedRange<UInt32>])
    .flatMap { $0.compactMap(Unicode.Scalar.init) }
    .filter { folded($0) == $0 }
}
