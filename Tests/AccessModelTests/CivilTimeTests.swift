import AccessModel
import Testing

/// A small, known generator: a failure prints the value it failed for.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct CivilTimeTests {
  private static let yearMaxMilliseconds: Int64 = 253_402_300_799_999

  /// Instants as `date -u -d TEXT +%s%3N` gives them.
  @Test(
    arguments: [
      ("1970-01-01T00:00:00.000Z", 0), ("1970-01-01T00:00:00.001Z", 1),
      ("1970-12-31T23:59:59.999Z", 31_535_999_999),
      ("1972-02-29T00:00:00.000Z", 68_169_600_000), ("1999-12-31T23:59:59.000Z", 946_684_799_000),
      ("2000-02-29T12:00:00.000Z", 951_825_600_000), ("2000-03-01T00:00:00.000Z", 951_868_800_000),
      ("2001-09-09T01:46:40.000Z", 1_000_000_000_000), ("2009-02-13T23:31:30.123Z", 1_234_567_890_123),
      ("2024-02-29T23:59:59.999Z", 1_709_251_199_999), ("2026-11-24T03:21:00.000Z", 1_795_490_460_000),
      ("2038-01-19T03:14:08.000Z", 2_147_483_648_000), ("2100-02-28T00:00:00.000Z", 4_107_456_000_000),
      ("2100-03-01T00:00:00.000Z", 4_107_542_400_000), ("2400-02-29T00:00:00.000Z", 13_574_563_200_000),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ] as [(String, Int64)])
  func knownInstant_readsAndPrints(text: String, milliseconds: Int64) {
    #expect(CivilTime(rfc3339: text)?.milliseconds == milliseconds)
    #expect(CivilTime(milliseconds: milliseconds).description == text)
    #expect(CivilTime(milliseconds: milliseconds).utf8 == Array(text.utf8))
  }

  @Test(arguments: [
    ("2024-01-19T11:17:19.123+08:00", "2024-01-19T03:17:19.123Z"),
    ("2024-01-19T11:17:19-05:30", "2024-01-19T16:47:19.000Z"),
    ("2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00.000Z"),
    ("2024-12-31T23:30:00-01:00", "2025-01-01T00:30:00.000Z"),
    ("2024-01-19 11:17:19Z", "2024-01-19T11:17:19.000Z"),
    ("2024-01-19T11:17:19z", "2024-01-19T11:17:19.000Z"),
    ("2024-01-19T11:17:19.5Z", "2024-01-19T11:17:19.500Z"),
    ("2024-01-19T11:17:19.123999999Z", "2024-01-19T11:17:19.123Z"),
    ("2024-01-19T11:17:19-00:00", "2024-01-19T11:17:19.000Z"),
    ("1970-01-01T14:00:00+14:00", "1970-01-01T00:00:00.000Z"),
    // A leap second is the second after it, as POSIX counts.
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
  ])
  func offsetAndFraction_areRead(text: String, utc: String) {
    #expect(CivilTime(rfc3339: text)?.description == utc)
  }

  @Test(arguments: [
    "", "2024-01-19", "2024-01-19T11:17:19", "2024-01-19T11:17:19.Z", "2024-01-19T11:17:19+0800",
    "2024-01-19T11:17:19+08", "2024-01-19T11:17:19+08:60", "2024-01-19T11:17:19+14:01",
    "2024-01-19T11:17:19+15:00", "2024-01-19T11:17:19Zx", "2024-01-19T11:17:19Z ", " 2024-01-19T11:17:19Z",
    "2024-1-19T11:17:19Z", "2024-00-19T11:17:19Z", "2024-13-19T11:17:19Z", "2024-01-00T11:17:19Z",
    "2024-01-32T11:17:19Z", "2024-04-31T11:17:19Z", "2023-02-29T11:17:19Z", "2100-02-29T11:17:19Z",
    "2024-01-19T24:00:00Z", "2024-01-19T11:60:19Z", "2024-01-19T11:17:61Z", "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "２０24-01-19T11:17:19Z",
    "2024-01-19T11:17:1éZ", "-024-01-19T11:17:19Z", "2024-01-19t11:17:19Z", "2024-01-19T11:17:19,5Z",
    "2024-01-19T11:17:19.00000000000000000000000000Z", "+2024-01-19T11:17:19Z", "2024-01-19T11:17:19.5",
  ])
  func whatIsNoInstant_isRefused(text: String) {
    #expect(CivilTime(rfc3339: text) == nil)
  }

  @Test func anyInstant_survivesItsTextAndItsFields() {
    var random = SplitMix(state: 2026)
    var wrong: [CivilTime] = []
    for _ in 0..<20_000 {
      let time = CivilTime(milliseconds: Int64.random(in: 0...Self.yearMaxMilliseconds, using: &random))
      if CivilTime(rfc3339: time.description) != time || CivilTime(time.fields) != time { wrong.append(time) }
      let offset = Int.random(in: -840...840, using: &random)
      let shifted = time + .seconds(Int64(offset) * 60)
      let isClamped = shifted - time != .seconds(Int64(offset) * 60)
      if !isClamped, CivilTime(shifted.fields, offsetMinutes: offset) != time { wrong.append(time) }
    }
    #expect(wrong == [])
  }

  @Test func everyDay_followsTheOneBefore() {
    var days = 0
    var wrong: [String] = []
    for year in 1970...2401 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (month, length) in zip(1..., [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        for day in 1...length {
          let time = CivilTime(CivilTime.Fields(year: year, month: month, day: day))
          if time?.milliseconds != Int64(days) * 86_400_000 { wrong.append("\(year)-\(month)-\(day)") }
          days += 1
        }
        let after = CivilTime.Fields(year: year, month: month, day: length + 1)
        if CivilTime(after) != nil { wrong.append("\(year)-\(month)-\(length + 1)") }
      }
    }
    #expect(wrong == [] && days == 157_785)
  }

  @Test func anyBytes_neverTrap() {
    var random = SplitMix(state: 7)
    let alphabet = Array("0123456789-+:TZ. z\u{7F}é")
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...45, using: &random)
      let text = String((0..<count).compactMap { _ in alphabet.randomElement(using: &random) })
      if let time = CivilTime(rfc3339: text) { #expect(time.milliseconds >= 0) }
    }
    var mutated = Array("2024-01-19T11:17:19.123+08:00".utf8)
    for _ in 0..<20_000 {
      let index = Int.random(in: 0..<mutated.count, using: &random)
      let old = mutated[index]
      mutated[index] = UInt8.random(in: 0...127, using: &random)
      _ = CivilTime(rfc3339: String(decoding: mutated, as: UTF8.self))
      mutated[index] = old
    }
  }

  @Test func hostileFields_areRefused() {
    for number in [Int.min, -1, 10_000, Int.max] {
      #expect(CivilTime(CivilTime.Fields(year: number, month: 1, day: 1)) == nil)
      #expect(CivilTime(CivilTime.Fields(year: 2024, month: number, day: 1)) == nil)
      #expect(CivilTime(CivilTime.Fields(year: 2024, month: 1, day: number)) == nil)
      #expect(CivilTime(CivilTime.Fields(year: 2024, month: 1, day: 1, hour: number)) == nil)
      #expect(CivilTime(CivilTime.Fields(year: 2024, month: 1, day: 1, minute: number)) == nil)
      #expect(CivilTime(CivilTime.Fields(year: 2024, month: 1, day: 1, second: number)) == nil)
      #expect(CivilTime(CivilTime.Fields(year: 2024, month: 1, day: 1, millisecond: number)) == nil)
      let fields = CivilTime.Fields(year: 2024, month: 1, day: 1)
      if number != -1 { #expect(CivilTime(fields, offsetMinutes: number) == nil) }
    }
  }

  @Test func arithmetic_isClampedToItsYears() {
    let last = CivilTime(milliseconds: .max)
    #expect(last.description == "9999-12-31T23:59:59.999Z")
    #expect(CivilTime(milliseconds: .min).milliseconds == 0)
    #expect(last + Span(nanoseconds: .max) == last)
    #expect(CivilTime(milliseconds: 5) + Span(nanoseconds: .min) == CivilTime(milliseconds: 0))
    #expect(CivilTime(milliseconds: 2500) - CivilTime(milliseconds: 500) == .seconds(2))
    #expect(CivilTime(milliseconds: 500) - CivilTime(milliseconds: 2500) == .seconds(-2))
    // Further apart than nanoseconds can say.
    #expect(last - CivilTime(milliseconds: 0) == Span(nanoseconds: .max))
    #expect(CivilTime(milliseconds: 0) - last == Span(nanoseconds: .min))
    #expect(CivilTime(milliseconds: 1) < CivilTime(milliseconds: 2))
  }
}
