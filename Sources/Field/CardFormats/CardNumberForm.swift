/// How a controller or terminal writes the number of a card that it has decoded by itself.
public enum CardNumberForm: String, Hashable, Sendable, CaseIterable {
  /// Taken as it stands: `number:6154410`. Such a card is known by this number only.
  case asWritten = "as_written"
  /// The facility and behind it the number in five digits: 6154410 is facility 61, number 54410.
  case facilityDigits = "facility_digits"
  /// The bits of facility and number, without parities, as one decimal number.
  case decimal
  /// The same in hexadecimal, as chips' serial numbers are often written.
  case hexadecimal

  /// Places of the number behind the facility.
  static let digitsPerNumber = 5
  /// Longest text that is taken.
  public static let textLengthMax = 32

  /// What stands before the colon of an identifier of `asWritten`.
  static let plainLabel = "number"
}
