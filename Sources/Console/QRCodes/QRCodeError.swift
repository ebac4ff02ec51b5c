/// Why a text was not drawn.
public enum QRCodeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is empty, or longer than any symbol holds.
  case doesNotFit

  public var description: String { "the text does not fit a QR code. Shorten it" }
}
