internal import AccessModel
internal import FieldContract

/// The ways in which cameras write a time.
enum WireTime: String, CaseIterable, Sendable {
  /// Date and time of day in digits, with or without separators, fraction and offset; the device's zone
  /// without one.
  case calendar
  /// The same; UTC without an offset.
  case calendarUTC = "calendar_utc"
  case epochSeconds = "epoch_seconds"
  case epochMilliseconds = "epoch_milliseconds"

  /// Nil for what is not such a time.
  func read(_ text: ArraySlice<UInt8>, zone: LocalZone) -> CivilTime? {
    switch self {
    case .calendar: CalendarText(text).flatMap { $0.instant(in: zone) }
    case .calendarUTC: CalendarText(text).flatMap { $0.instant(in: .utc) }
    case .epochSeconds: Self.epoch(text, millisecondsPerUnit: 1000)
    case .epochMilliseconds: Self.epoch(text, millisecondsPerUnit: 1)
    }
  }

  /// A decimal number of units; digits behind the millisecond are cut off.
  private static func epoch(_ text: ArraySlice<UInt8>, millisecondsPerUnit: Int64) -> CivilTime? {
    var milliseconds: Int64 = 0
    var place = millisecondsPerUnit
    var isFraction = false
    var digits = 0
    for byte in text {
      if byte == UInt8(ascii: "."), !isFraction, digits > 0 {
        isFraction = true
        continue
      }
      guard (0x30...0x39).contains(byte) else { return nil }
      let digit = Int64(byte - 0x30)
      digits += 1
      if isFraction {
        place /= 10
        milliseconds += digit * place
      } else {
        guard digits <= 15 else { return nil }
        milliseconds = milliseconds * 10 + digit * millisecondsPerUnit
      }
    }
    // CivilTime would clamp what lies beyond; such a value is a broken clock or another unit.
    guard digits > 0, milliseconds > 0, milliseconds < 253_402_300_800_000 else { return nil }
    return CivilTime(milliseconds: milliseconds)
  }
}
