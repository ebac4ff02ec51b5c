/// Reads one JSON value: strict, bounded in depth, size and number of values; a key twice is refused.
struct JSONReader {
  private let bytes: [UInt8]
  private let end: Int
  private(set) var at: Int
  private var nodes = 0

  /// Reads the value that fills a range but for white space.
  static func read(_ bytes: [UInt8], _ range: Range<Int>) throws(BodyFault) -> JSONValue {
    var reader = JSONReader(bytes, range)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.at == reader.end else { throw reader.malformed("something after the document") }
    return value
  }

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  mutating func value(depth: Int) throws(BodyFault) -> JSONValue {
    guard depth <= TerminalLimits.depthMax else {
      throw fault(.tooLarge("\(TerminalLimits.depthMax) levels"))
    }
    nodes += 1
    guard nodes <= TerminalLimits.nodesMax else {
      throw fault(.tooLarge("\(TerminalLimits.nodesMax) values"))
    }
    switch try next() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func object(depth: Int) throws(BodyFault) -> JSONValue {
    at += 1
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    if try next() == UInt8(ascii: "}") {
      at += 1
      return .object([])
    }
    while true {
      guard try next() == UInt8(ascii: "\"") else { throw malformed("a key is missing") }
      let name = try string()
      // Two values would let the sender choose which one opens.
      guard names.insert(name).inserted else { throw malformed("a key that is there twice") }
      guard names.count <= TerminalLimits.membersMax else {
        throw fault(.tooLarge("\(TerminalLimits.membersMax) keys"))
      }
      guard try next() == UInt8(ascii: ":") else { throw malformed("a colon is missing") }
      at += 1
      members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
      let closing = try next()
      at += 1
      if closing == UInt8(ascii: "}") { return .object(members) }
      guard closing == UInt8(ascii: ",") else { throw malformed("a comma is missing") }
    }
  }

  private mutating func array(depth: Int) throws(BodyFault) -> JSONValue {
    at += 1
    var values: [JSONValue] = []
    if try next() == UInt8(ascii: "]") {
      at += 1
      return .array([])
    }
    while true {
      values.append(try value(depth: depth + 1))
      let closing = try next()
      at += 1
      if closing == UInt8(ascii: "]") { return .array(values) }
      guard closing == UInt8(ascii: ",") else { throw malformed("a comma is missing") }
    }
  }

  private mutating func string() throws(BodyFault) -> String {
    at += 1
    let start = at
    var text: [UInt8] = []
    while at < end {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        guard let text = String(validating: text, as: UTF8.self) else {
          throw BodyFault(cause: .encoding, offset: start)
        }
        return text
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw malformed("a control character in a string")
      default:
        text.append(bytes[at])
        at += 1
      }
    }
    throw fault(.truncated)
  }

  private mutating func escape() throws(BodyFault) -> [UInt8] {
    guard at + 1 < end else { throw fault(.truncated) }
    let kind = bytes[at + 1]
    at += 2
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [kind]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"):
      var unit = try hexUnit()
      if (0xD800...0xDBFF).contains(unit) {
        guard at + 1 < end else { throw fault(.truncated) }
        guard bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
          throw malformed("half a surrogate pair")
        }
        at += 2
        let low = try hexUnit()
        guard (0xDC00...0xDFFF).contains(low) else { throw malformed("half a surrogate pair") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw malformed("half a surrogate pair") }
      return Array(String(Character(scalar)).utf8)
    default: throw malformed("an escape that JSON does not know")
    }
  }

  private mutating func hexUnit() throws(BodyFault) -> UInt32 {
    guard at + 4 <= end else { throw fault(.truncated) }
    let digits = bytes[at..<at + 4]
    guard digits.allSatisfy({ Self.isHexDigit($0) }),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw malformed("an escape that JSON does not know") }
    at += 4
    return unit
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  private mutating func number() throws(BodyFault) -> String {
    let start = at
    while at < end, Self.isNumeric(bytes[at]) { at += 1 }
    guard at - start <= TerminalLimits.numberBytesMax else {
      throw fault(.tooLarge("\(TerminalLimits.numberBytesMax) digits in a number"))
    }
    // A number at the very end may be half of one.
    guard at < end else { throw fault(.truncated) }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    let first = text.first { $0 != "-" }
    guard let first, first.isNumber, Double(text)?.isFinite == true else {
      throw malformed("not a JSON value")
    }
    return text
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
      UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(BodyFault) -> JSONValue {
    for byte in text.utf8 {
      guard at < end else { throw fault(.truncated) }
      guard bytes[at] == byte else { throw malformed("a word that JSON does not know") }
      at += 1
    }
    return value
  }

  private mutating func next() throws(BodyFault) -> UInt8 {
    skipSpace()
    guard at < end else { throw fault(.truncated) }
    return bytes[at]
  }

  private mutating func skipSpace() {
    while at < end, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 {
      at += 1
    }
  }

  private func fault(_ cause: TerminalDecodingError.Cause) -> BodyFault {
    BodyFault(cause: cause, offset: at)
  }

  private func malformed(_ what: String) -> BodyFault { fault(.malformed(what)) }
}
