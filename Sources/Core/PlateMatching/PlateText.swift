/// The one spelling of a plate by which lists and reads meet.
public enum PlateText {
  /// Longest normalised plate, in characters.
  public static let lengthMax = 16

  /// Upper case, without separators, full-width forms folded; nil when nothing readable is left.
  ///
  /// The text of `NormalisedPlate`. It never maps one glyph of a plate to a look-alike of the same script:
  /// only an exact match may grant (P3).
  public static func normalise(_ text: String) -> String? { NormalisedPlate(text)?.text }
}
