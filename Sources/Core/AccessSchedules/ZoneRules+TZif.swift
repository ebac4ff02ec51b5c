/// RFC 8536: the 64-bit block of a zone file and its footer.
extension ZoneRules {
  public static let fileBytesMax = 1 << 16
  static let transitionsMax = 2000
  static let footerBytesMax = 128
  /// 9999-12-31T23:59:59Z.
  private static let secondsMax = 253_402_300_799

  /// The bytes of a file below `/usr/share/zoneinfo`; version 1 and files with leap seconds are refused.
  public init(tzif bytes: [UInt8]) throws(ScheduleError) {
    guard bytes.count <= Self.fileBytesMax else {
      throw .zone(offset: 0, what: "larger than \(Self.fileBytesMax) bytes")
    }
    let old = try Header(bytes, at: 0)
    guard old.version >= UInt8(ascii: "2") else {
      throw .zone(offset: 4, what: "version 1 has no 64-bit times and no rule for the future")
    }
    let header = try Header(bytes, at: Header.size + old.bodySize(timeSize: 4))
    try header.check()
    let body = header.end
    let indices = body + header.transitions * 8
    let types = indices + header.transitions
    let footer = body + header.bodySize(timeSize: 8)
    guard footer <= bytes.count else { throw .zone(offset: bytes.count, what: "the file ends early") }

    func offset(ofType type: Int) throws(ScheduleError) -> Int {
      let value = Int(Int32(truncatingIfNeeded: Self.big(bytes, at: types + type * 6, count: 4)))
      // RFC 8536 §3.2: the zones of the world lie between -24:59:59 and +25:59:59.
      guard (-89_999...93_599).contains(value) else {
        throw .zone(offset: types + type * 6, what: "an offset of \(value) seconds is outside 26 hours")
      }
      return value
    }
    var starts: [Int] = []
    var offsets = [try offset(ofType: 0)]
    var previous = Int.min
    for number in 0..<header.transitions {
      let start = Int(truncatingIfNeeded: Self.big(bytes, at: body + number * 8, count: 8))
      guard start > previous, start <= Self.secondsMax else {
        throw .zone(offset: body + number * 8, what: "transitions do not ascend, or pass the year 9999")
      }
      previous = start
      let type = Int(bytes[indices + number])
      guard type < header.types else {
        throw .zone(offset: indices + number, what: "there is no local time type \(type)")
      }
      let offset = try offset(ofType: type)
      if start <= 0 {
        // Civil time begins in 1970.
        offsets[0] = offset
      } else {
        starts.append(start)
        offsets.append(offset)
      }
    }
    self.init(starts: starts, offsets: offsets, tail: try Self.tail(bytes, at: footer))
  }

  private static func tail(_ bytes: [UInt8], at footer: Int) throws(ScheduleError) -> TailRule? {
    guard footer < bytes.count, bytes[footer] == UInt8(ascii: "\n") else {
      throw .zone(offset: footer, what: "the footer with the rule for the future is missing")
    }
    let rest = bytes[(footer + 1)...].prefix(footerBytesMax)
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
      throw .zone(offset: footer, what: "the footer does not end within \(footerBytesMax) bytes")
    }
    guard end > footer + 1 else { return nil }
    do {
      return try TailRule(String(decoding: bytes[(footer + 1)..<end], as: UTF8.self))
    } catch {
      throw .zone(offset: footer + 1, what: "the rule for the future: \(error)")
    }
  }

  /// Big-endian; the caller has checked the bounds.
  fileprivate static func big(_ bytes: [UInt8], at index: Int, count: Int) -> UInt64 {
    bytes[index..<index + count].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// RFC 8536 §3.1.
  private struct Header {
    static let size = 44

    var start: Int
    var version: UInt8
    var leaps: Int, transitions: Int, types: Int, characters: Int, standards: Int, universals: Int

    var end: Int { start + Self.size }

    init(_ bytes: [UInt8], at start: Int) throws(ScheduleError) {
      guard bytes.count >= start + Self.size else {
        throw .zone(offset: bytes.count, what: "the file ends early")
      }
      guard bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
        throw .zone(offset: start, what: "this is no zone file: `TZif` is missing")
      }
      self.start = start
      version = bytes[start + 4]
      func count(_ number: Int) -> Int { Int(ZoneRules.big(bytes, at: start + 20 + number * 4, count: 4)) }
      (universals, standards, leaps) = (count(0), count(1), count(2))
      (transitions, types, characters) = (count(3), count(4), count(5))
    }

    func check() throws(ScheduleError) {
      guard leaps == 0 else {
        throw .zone(offset: start + 28, what: "leap seconds: take the file without `right/`")
      }
      guard transitions <= ZoneRules.transitionsMax else {
        throw .zone(offset: start + 32, what: "more than \(ZoneRules.transitionsMax) transitions")
      }
      guard (1...256).contains(types) else {
        throw .zone(offset: start + 36, what: "1 to 256 local time types")
      }
    }

    /// 32-bit counts in 64-bit sums: cannot overflow.
    func bodySize(timeSize: Int) -> Int {
      transitions * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standards + universals
    }
  }
}
