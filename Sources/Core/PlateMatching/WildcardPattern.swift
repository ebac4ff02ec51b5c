/// A plate of which a witness knows a part: `?` is one character, `*` any run, also none.
public struct WildcardPattern: Hashable, Sendable, CustomStringConvertible {
  /// Normalised, with its wildcards.
  public let text: String
  /// Characters that are known.
  public let knownCount: Int

  /// Fewer known characters would alarm on everybody.
  public static let knownMin = 2

  private let symbols: [Unicode.Scalar]
  private let hasRun: Bool
  /// One of 64 bits for each known character: a read that lacks a bit cannot match.
  private let needs: UInt64

  /// Nil without a wildcard, with fewer than `knownMin` known characters, or longer than a plate.
  ///
  /// A run of `*`, and `?` beside it, is kept as written but for repeated `*`.
  public init?(_ text: String) {
    guard let folded = PlateFolding.folded(text, lengthMax: PlateText.lengthMax) else { return nil }
    var symbols: [Unicode.Scalar] = []
    for scalar in folded where scalar != "*" || symbols.last != "*" { symbols.append(scalar) }
    let known = symbols.filter { $0 != "?" && $0 != "*" }
    guard known.count < symbols.count, known.count >= Self.knownMin else { return nil }
    var spelled = ""
    spelled.unicodeScalars.append(contentsOf: symbols)
    self.text = spelled
    self.symbols = symbols
    knownCount = known.count
    hasRun = symbols.contains("*")
    needs = known.reduce(0) { $0 | Self.bit($1) }
  }

  public var description: String { text }

  /// Whether a plate has a character that is not known.
  static func isPartial(_ plate: String) -> Bool { plate.utf8.contains { $0 == 0x3F || $0 == 0x2A } }

  /// Whether the plate of a read, in its normalised form, is one that the witness may have seen.
  public func matches(_ plate: String) -> Bool {
    let characters = Array(plate.unicodeScalars)
    return matches(characters, Self.bits(characters))
  }

  func matches(_ plate: [Unicode.Scalar], _ bits: UInt64) -> Bool {
    guard needs & ~bits == 0 else { return false }
    if !hasRun {
      guard plate.count == symbols.count else { return false }
      for at in plate.indices where symbols[at] != plate[at] && symbols[at] != "?" { return false }
      return true
    }
    return matchesRuns(plate)
  }

  /// Goes back to the last `*` only: what an earlier one could take, the last can take as well.
  private func matchesRuns(_ plate: [Unicode.Scalar]) -> Bool {
    var (at, symbol) = (0, 0)
    var retry: (at: Int, symbol: Int)?
    while at < plate.count {
      if symbol < symbols.count, symbols[symbol] == "*" {
        symbol += 1
        retry = (at, symbol)
      } else if symbol < symbols.count, symbols[symbol] == "?" || symbols[symbol] == plate[at] {
        at += 1
        symbol += 1
      } else if let last = retry {
        at = last.at + 1
        symbol = last.symbol
        retry = (at, symbol)
      } else {
        return false
      }
    }
    return symbols[symbol...].allSatisfy { $0 == "*" }
  }

  static func bits(_ plate: [Unicode.Scalar]) -> UInt64 { plate.reduce(0) { $0 | bit($1) } }

  private static func bit(_ scalar: Unicode.Scalar) -> UInt64 {
    1 &<< UInt64((scalar.value &* 0x9E37_79B1) &>> 26)
  }
}
