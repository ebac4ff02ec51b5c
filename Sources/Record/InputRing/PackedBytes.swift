import AccessModel

/// A record being written, one value after the other; times are written as distances from its turn.
struct PackedBytes {
  private(set) var bytes: [UInt8] = []
  let now: Now

  init(at now: Now) { self.now = now }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Seven bits a byte, the lowest first; the eighth says that more follow.
  mutating func number(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Small distances are short, whatever their sign.
  mutating func signed(_ value: Int64) { number(UInt64(bitPattern: value << 1 ^ value >> 63)) }

  mutating func real(_ value: Double) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift)))
    }
  }

  mutating func raw(_ value: [UInt8]) {
    number(UInt64(value.count))
    bytes += value
  }

  mutating func text(_ value: String) {
    var value = value
    value.withUTF8 { utf8 in
      number(UInt64(utf8.count))
      bytes.append(contentsOf: utf8)
    }
  }

  mutating func word<Word: RawRepresentable<String>>(_ value: Word) { text(value.rawValue) }

  mutating func name<Kind>(_ value: Identifier<Kind>) { text(value.rawValue) }

  mutating func moment(_ value: Moment) { signed(value.nanoseconds &- now.moment.nanoseconds) }

  mutating func civil(_ value: CivilTime) { signed(value.milliseconds &- now.civil.milliseconds) }

  mutating func time(_ value: Now) {
    moment(value.moment)
    civil(value.civil)
    flag(value.clockIsSynchronised)
  }

  mutating func optional<Value>(_ value: Value?, _ body: (inout Self, Value) -> Void) {
    flag(value != nil)
    if let value { body(&self, value) }
  }

  mutating func list<Value>(_ values: [Value], _ body: (inout Self, Value) -> Void) {
    number(UInt64(values.count))
    for value in values { body(&self, value) }
  }
}
