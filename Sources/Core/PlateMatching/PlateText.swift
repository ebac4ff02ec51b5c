/// The one spelling of a plate by which lists and reads meet.
public enum PlateText {
  /// Longest normalised plate, in characters.
  public static let lengthMax = 16

  /// Upper case, without separators, full-width forms folded; nil when nothing readable is left.
  ///
  /// Keeps ASCII letters and digits and any other letter of a script that plates use (京, ก ...). It never
  /// maps one glyph to a look-alike: only an exact match may grant (P3).
  public static func normalise(_ text: String) -> String? {
    var result = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
      guard let kept = fold(scalar) else { continue }
      count += 1
      guard count <= lengthMax else { return nil }
      result.append(kept)
    }
    return count == 0 ? nil : String(result)
  }

  private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A: scalar
    case 0x61...0x7A: Unicode.Scalar(scalar.value - 0x20)
    case 0xFF10...0xFF19, 0xFF21...0xFF3A: Unicode.Scalar(scalar.value - 0xFEE0)
    case 0xFF41...0xFF5A: Unicode.Scalar(scalar.value - 0xFF00)
    case ..<0x80: nil
    default: scalar.properties.isAlphabetic ? scalar : nil
    }
  }
}
