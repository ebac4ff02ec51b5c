import AccessModel

/// Reads what `PackedBytes` wrote; every length is held against what is left.
struct PackedReader {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  /// Of the turn whose times are read; set once it is known.
  var now: Now

  /// Values of one list.
  static let listMax = 65_536

  init(_ bytes: [UInt8], _ range: Range<Int>, at now: Now = .origin) {
    self.bytes = bytes
    position = min(max(range.lowerBound, 0), bytes.count)
    end = min(max(range.upperBound, position), bytes.count)
    self.now = now
  }

  var isAtEnd: Bool { position == end }

  mutating func byte() throws(RecordFault) -> UInt8 {
    guard position < end else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func flag() throws(RecordFault) -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    case let other: throw .malformed("flag \(other)")
    }
  }

  mutating func number() throws(RecordFault) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let next = try byte()
      value |= UInt64(next & 0x7f) << shift
      if next < 0x80 { return value }
    }
    throw .malformed("a number of more than 64 bits")
  }

  mutating func signed() throws(RecordFault) -> Int64 {
    let value = try number()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  mutating func real() throws(RecordFault) -> Double {
    var pattern: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { pattern |= UInt64(try byte()) << shift }
    return Double(bitPattern: pattern)
  }

  mutating func raw() throws(RecordFault) -> [UInt8] {
    let count = try number()
    guard count <= UInt64(end - position) else { throw .truncated }
    let start = position
    position += Int(count)
    return Array(bytes[start..<position])
  }

  mutating func text() throws(RecordFault) -> String {
    guard let text = String(validating: try raw(), as: UTF8.self) else { throw .malformed("no UTF-8") }
    return text
  }

  mutating func word<Word: RawRepresentable<String>>() throws(RecordFault) -> Word {
    let text = try text()
    guard let word = Word(rawValue: text) else { throw .malformed("\(Word.self) \(text)") }
    return word
  }

  mutating func name<Kind>() throws(RecordFault) -> Identifier<Kind> { Identifier(try text()) }

  mutating func moment() throws(RecordFault) -> Moment {
    Moment(nanoseconds: now.moment.nanoseconds &+ (try signed()))
  }

  mutating func civil() throws(RecordFault) -> CivilTime {
    CivilTime(milliseconds: now.civil.milliseconds &+ (try signed()))
  }

  mutating func time() throws(RecordFault) -> Now {
    Now(moment: try moment(), civil: try civil(), clockIsSynchronised: try flag())
  }

  mutating func optional<Value>(
    _ body: (inout Self) throws(RecordFault) -> Value
  ) throws(RecordFault) -> Value? {
    try flag() ? try body(&self) : nil
  }

  mutating func list<Value>(
    _ body: (inout Self) throws(RecordFault) -> Value
  ) throws(RecordFault) -> [Value] {
    let count = try number()
    guard count <= UInt64(min(end - position, Self.listMax)) else { throw .truncated }
    var values: [Value] = []
    for _ in 0..<Int(count) { values.append(try body(&self)) }
    return values
  }
}

/// Why the bytes of a record are none.
enum RecordFault: Error, Equatable {
  case truncated
  case malformed(String)
}

extension Now {
  /// From which a turn's own time is measured.
  static let origin = Now(moment: .zero, civil: CivilTime(milliseconds: 0))
}
