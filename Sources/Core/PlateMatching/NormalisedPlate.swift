/// A plate in the one spelling by which lists and reads meet, and what its characters say of themselves.
public struct NormalisedPlate: Hashable, Sendable, CustomStringConvertible {
  /// Upper case, without separators; 1 to `PlateText.lengthMax` characters.
  public let text: String
  /// `none` flags a plate that fits no grammar; it is matched like any other.
  public let grammar: PlateGrammar
  /// ISO 3166-1 alpha-3; the camera's, else what the plate itself says; nil when neither does.
  public let country: String?
  /// ISO 3166-2 of the issuing region, where the plate names it: 粤 is CN-GD.
  public let region: String?

  /// Most plates of one read: a vehicle of the delta carries three.
  public static let joinedMax = 4

  /// The first plate of a read; nil when nothing readable is left.
  public init?(_ text: String, country: String? = nil) {
    guard let first = Self.all(in: text, country: country).first else { return nil }
    self = first
  }

  /// Every plate of a read, in its order: plates of several regions come joined by `|`.
  public static func all(in text: String, country: String? = nil) -> [NormalisedPlate] {
    var plates: [NormalisedPlate] = []
    for part in text.split(whereSeparator: { $0 == "|" || $0 == "｜" }).prefix(Self.joinedMax) {
      if let plate = NormalisedPlate(one: part, country: country) { plates.append(plate) }
    }
    return plates
  }

  /// Whether a character was not read: such a plate equals no entry.
  public var isPartial: Bool { text.utf8.contains { $0 == 0x3F || $0 == 0x2A } }

  public var description: String { text }

  private init?(one part: Substring, country: String?) {
    guard var scalars = PlateFolding.folded(part, lengthMax: PlateText.lengthMax + Self.wrappingMax) else {
      return nil
    }
    let stated = country.flatMap { Self.isAlpha3($0) ? $0 : nil }
    var form = ChineseGrammar.form(of: scalars, isMainland: stated == "CHN")
    if form == nil, scalars.contains(where: { $0.value > 0x7F }) {
      scalars = LookAlikes.folded(scalars) ?? ChineseGrammar.unwrapped(scalars) ?? scalars
      form = ChineseGrammar.form(of: scalars, isMainland: stated == "CHN")
    }
    guard scalars.count <= PlateText.lengthMax, scalars.contains(where: { $0 != "?" && $0 != "*" }) else {
      return nil
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    guard !ChineseGrammar.unread.contains(text) else { return nil }
    self.text = text
    self.grammar = form?.0 ?? (Self.isLatin(scalars) ? .latin : .none)
    self.region = form?.region
    self.country = stated ?? (self.grammar.isChinese ? "CHN" : nil)
  }

  /// Longest label before a plate.
  private static let wrappingMax = 4

  /// Only ISO 3166-1 alpha-3 codes can tell two plates apart; a maker's own number is no country.
  static func isAlpha3(_ code: String) -> Bool {
    code.utf8.count == 3 && code.utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }

  private static func isLatin(_ scalars: [Unicode.Scalar]) -> Bool {
    var hasDigit = false
    for scalar in scalars {
      switch scalar.value {
      case 0x30...0x39: hasDigit = true
      case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x100...0x17F: break
      default: return false
      }
    }
    return hasDigit && (2...10).contains(scalars.count)
  }
}
