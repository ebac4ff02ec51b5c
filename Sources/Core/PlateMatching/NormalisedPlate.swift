/// A plate in the one spelling by which lists and reads meet, and what its characters say of themselves.
public struct NormalisedPlate: Hashable, Sendable, CustomStringConvertible {
  /// Upper case, without separators; 1 to `PlateText.lengthMax` characters.
  public let text: String
  /// `none` flags a plate that fits no grammar; it is matched like any other.
  public let grammar: PlateGrammar
  /// ISO 3166-1 alpha-3; the camera's, else what the plate itself says; nil when neither does.
  public let country: String?
  /// ISO 3166-2 of the issuing region: the plate's own (粤 is CN-GD), else the camera's.
  public let region: String?

  /// Most plates of one read: a vehicle of the delta carries three.
  public static let joinedMax = 4

  /// The first plate of a read; nil when nothing readable is left.
  ///
  /// `country` is what the camera or the list says of the issuer, in any form of `PlateIssuer`.
  public init?(_ text: String, country: String? = nil) {
    if let plain = NormalisedPlate(plain: text, PlateIssuer(country)) {
      self = plain
    } else if let first = Self.all(in: text, country: country).first {
      self = first
    } else {
      return nil
    }
  }

  /// Every plate of a read, in its order: plates of several regions come joined by `|`.
  ///
  /// Beside other plates what is said of the issuer can hold for one of them only: a plate that says itself
  /// where it comes from needs it not, and of the others nobody knows.
  public static func all(in text: String, country: String? = nil) -> [NormalisedPlate] {
    let stated = PlateIssuer(country)
    if let plain = NormalisedPlate(plain: text, stated) { return [plain] }
    let parts = text.split(whereSeparator: isJoint)
    guard parts.count > 1 else { return parts.compactMap { NormalisedPlate(one: $0, stated) } }
    return parts.prefix(joinedMax).compactMap { NormalisedPlate(one: $0, .unknown) }
  }

  /// Plates in the spelling in which a list keeps them: each normalised, joined by `|`; nil when there is
  /// none, or one of them is unreadable.
  public static func joined(_ text: String) -> String? {
    let parts = text.split(whereSeparator: isJoint)
    let plates = parts.compactMap { NormalisedPlate(one: $0, .unknown)?.text }
    guard !plates.isEmpty, plates.count == parts.count, parts.count <= joinedMax else { return nil }
    return plates.joined(separator: "|")
  }

  private static func isJoint(_ character: Character) -> Bool { character == "|" || character == "｜" }

  /// What tells this plate from others of the same characters.
  ///
  /// The province of a mainland plate is one of its characters already, and may be misread like any other.
  public var issuer: PlateIssuer {
    PlateIssuer(country: country, region: grammar.isChinese ? nil : region)
  }

  /// Whether a character was not read: such a plate equals no entry.
  public var isPartial: Bool { WildcardPattern.isPartial(text) }

  public var description: String { text }

  private init?(one part: Substring, _ stated: PlateIssuer) {
    guard var scalars = PlateFolding.folded(part, lengthMax: PlateText.lengthMax + Self.wrappingMax) else {
      return nil
    }
    let isMainland = stated.country == "CHN"
    var form = ChineseGrammar.form(of: scalars, isMainland: isMainland)
    if form == nil, scalars.contains(where: { $0.value > 0x7F }) {
      scalars = LookAlikes.folded(scalars) ?? ChineseGrammar.unwrapped(scalars) ?? scalars
      form = ChineseGrammar.form(of: scalars, isMainland: isMainland)
    }
    guard scalars.count <= PlateText.lengthMax, scalars.contains(where: { $0 != "?" && $0 != "*" }) else {
      return nil
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    guard !ChineseGrammar.unread.contains(text) else { return nil }
    self.text = text
    self.grammar = form?.0 ?? (Self.isLatin(scalars) ? .latin : .none)
    self.region = form?.region ?? stated.region
    self.country = stated.country ?? (self.grammar.isChinese ? "CHN" : nil)
  }

  /// The common plate without tables and arrays: ASCII, not joined, and of no mainland form. `init(one:_:)`
  /// would say the same of it.
  private init?(plain text: String, _ stated: PlateIssuer) {
    guard stated.country != "CHN", let plain = PlainPlate(text) else { return nil }
    self.text = plain.text
    grammar = plain.isLatin ? .latin : .none
    country = stated.country
    region = stated.region
  }

  /// Longest label before a plate.
  private static let wrappingMax = 4

  /// The shape of ISO 3166-1 alpha-3, which alone can tell two plates apart.
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
