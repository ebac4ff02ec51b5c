internal import AccessModel

/// How registers become a value in thousandths of a unit.
struct AnalogueForm: Hashable, Sendable {
  /// What the registers hold.
  enum Number: String, Hashable, CaseIterable {
    case int16, uint16, int32, uint32, float32

    var wordCount: Int {
      switch self {
      case .int16, .uint16: 1
      case .int32, .uint32, .float32: 2
      }
    }
  }

  /// Which of two registers comes first; the standard does not say, so vendors differ.
  enum WordOrder: String, Hashable, CaseIterable {
    case highFirst = "high_first"
    case lowFirst = "low_first"
  }

  var at: WireAddress
  var number: Number
  var wordOrder: WordOrder
  var scale: LinearScale
  /// In thousandths: anything else is a broken wire or a broken sensor.
  var plausible: ClosedRange<Int64>
  var unit: String

  /// `words` in the order of their addresses.
  func reading(_ words: [UInt16]) -> InputReading {
    guard let thousandths = value(words) else {
      return .faulty("the sensor sends no number; look at the device")
    }
    guard plausible.contains(thousandths) else {
      return .faulty(
        "reads \(Self.decimal(thousandths)) \(unit), plausible is \(Self.decimal(plausible.lowerBound)) to "
          + "\(Self.decimal(plausible.upperBound)); check the sensor and its wires")
    }
    return .value(thousandths: thousandths)
  }

  private func value(_ words: [UInt16]) -> Int64? {
    guard words.count == number.wordCount, let first = words.first, let last = words.last else { return nil }
    let (high, low) = wordOrder == .highFirst ? (first, last) : (last, first)
    let both = UInt32(high) << 16 | UInt32(low)
    return switch number {
    case .int16: scale.thousandths(of: Int64(Int16(bitPattern: first)))
    case .uint16: scale.thousandths(of: Int64(first))
    case .int32: scale.thousandths(of: Int64(Int32(bitPattern: both)))
    case .uint32: scale.thousandths(of: Int64(both))
    case .float32: scale.thousandths(of: Double(Float(bitPattern: both)))
    }
  }

  /// `1234` as `1.234`, without trailing zeros.
  static func decimal(_ thousandths: Int64) -> String {
    let (whole, part) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
    var digits = String(part + 1000).dropFirst()
    while digits.hasSuffix("0") { digits.removeLast() }
    return (thousandths < 0 ? "-" : "") + String(whole) + (digits.isEmpty ? "" : "." + digits)
  }
}

/// A straight line through two points: raw counts to thousandths of a unit.
struct LinearScale: Hashable, Sendable {
  var rawLow: Int64
  var rawHigh: Int64
  var low: Int64
  var high: Int64

  /// With raw numbers of 32 bits no product of these overflows.
  static let thousandthsRange = -1_000_000_000...1_000_000_000
  static let rawRange = -0x8000_0000...0xFFFF_FFFF
  /// Beyond this no sensor of a checkpoint measures.
  static let valueMax = 1e15

  func thousandths(of raw: Int64) -> Int64? {
    let span = rawHigh - rawLow
    let (product, overflow) = (raw - rawLow).multipliedReportingOverflow(by: high - low)
    guard span != 0, !overflow else { return nil }
    // To the nearest: a value must not depend on the direction in which it is approached.
    let (quotient, rest) = product.quotientAndRemainder(dividingBy: span)
    let rounding: Int64 = 2 * rest.magnitude >= span.magnitude ? ((product < 0) == (span < 0) ? 1 : -1) : 0
    return low + quotient + rounding
  }

  func thousandths(of raw: Double) -> Int64? {
    let span = Double(rawHigh - rawLow)
    let value = Double(low) + (raw - Double(rawLow)) * Double(high - low) / span
    guard value.isFinite, abs(value) <= Self.valueMax else { return nil }
    return Int64(value.rounded())
  }
}
