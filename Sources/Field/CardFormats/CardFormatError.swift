/// Why formats cannot be used together.
public enum CardFormatError: Error, Hashable, Sendable, CustomStringConvertible {
  case empty
  case tooMany
  case unknownName(String, nearest: String?)
  case repeatedName(String)
  /// Every card of the first, or every misread of it, would pass for the second as well.
  case ambiguous(String, String)
  case numberFormatAbsent(String)
  case numberDigitsUnfit(String)

  public var description: String {
    switch self {
    case .empty: "no card format is named. Name at least one, such as h10301"
    case .tooMany: "more than \(CardFormatSet.formatsMax) card formats for one reader. Remove some"
    case .unknownName(let name, let nearest):
      "the card format `\(name)` is not known. " + (nearest.map { "Did you mean `\($0)`?" } ?? "Declare it")
    case .repeatedName(let name): "the card format `\(name)` is there twice. Remove or rename one"
    case .ambiguous(let first, let second):
      "the card formats `\(first)` and `\(second)` cannot be told apart by a reader. Keep the one that the "
        + "site's cards have"
    case .numberFormatAbsent(let name):
      "`\(name)` reads card numbers but is not among the reader's formats. Add it to them"
    case .numberDigitsUnfit(let name):
      "card numbers as facility and five digits need a format with a facility, which `\(name)` has not. "
        + "Choose `decimal`"
    }
  }
}
