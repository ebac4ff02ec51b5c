public import AccessModel

/// What a reader's bits or number turned out to be.
public enum CardOutcome: Hashable, Sendable {
  case card(CredentialIdentifier)
  /// A card that was not read soundly; in words for an operator, without its number.
  case misread(String)
  /// No format of the reader has this length.
  case unknownFormat(bits: Int)

  /// For an operator's log; no card number in it.
  public var words: String {
    switch self {
    case .card: "a card"
    case .misread(let words): words
    case .unknownFormat(let bits):
      "a card of \(bits) bits, and no format of this reader has that length: add one to its formats"
    }
  }
}
