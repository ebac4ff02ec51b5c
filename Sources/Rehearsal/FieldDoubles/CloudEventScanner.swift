/// Cuts a batch of CloudEvents (JSON, one array) into events in one pass, leaving their `data` unparsed:
/// a benchmark of the sender must not measure its receiver.
struct CloudEventScanner {
  private let body: [UInt8]
  private var index = 0

  /// Nesting beyond this is refused.
  static let depthMax = 64

  static func events(in body: [UInt8]) throws(RehearsalError) -> [UpstreamEvent] {
    var scanner = CloudEventScanner(body: body)
    return try scanner.batch()
  }

  private init(body: [UInt8]) { self.body = body }

  private mutating func batch() throws(RehearsalError) -> [UpstreamEvent] {
    var events: [UpstreamEvent] = []
    try expect("[")
    if take("]") { return events }
    repeat { events.append(try event()) } while take(",")
    try expect("]")
    skipSpace()
    guard index == body.count else { throw failure("text after the end of the array") }
    return events
  }

  private mutating func event() throws(RehearsalError) -> UpstreamEvent {
    var event = UpstreamEvent(id: "", source: "", type: "", stream: "", sequence: -1, time: "", dataJSON: [])
    var specification = ""
    try expect("{")
    if !take("}") {
      repeat {
        let name = try text()
        try expect(":")
        skipSpace()
        switch name {
        case "id": event.id = try text()
        case "source": event.source = try text()
        case "type": event.type = try text()
        case "stream": event.stream = try text()
        case "time": event.time = try text()
        case "specversion": specification = try text()
        case "sequence": event.sequence = try number()
        case "data": event.dataJSON = try value()
        default: _ = try value()
        }
      } while take(",")
      try expect("}")
    }
    guard specification == "1.0" else { throw failure("specversion is \"\(specification)\", not \"1.0\"") }
    guard !event.id.isEmpty, !event.source.isEmpty, !event.type.isEmpty else {
      throw failure("an event without id, source or type")
    }
    return event
  }

  /// A string, without escapes resolved beyond what names and identifiers need.
  private mutating func text() throws(RehearsalError) -> String {
    skipSpace()
    let quoted = try string()
    let inner = quoted.dropFirst().dropLast()
    return String(decoding: inner, as: UTF8.self)
  }

  /// CloudEvents writes `sequence` as a string; a bare number is understood as well.
  private mutating func number() throws(RehearsalError) -> Int64 {
    let digits = try value().filter { $0 != UInt8(ascii: "\"") }
    guard let number = Int64(String(decoding: digits, as: UTF8.self)) else {
      throw failure("a sequence that is no whole number")
    }
    return number
  }

  /// Any value, as its bytes.
  private mutating func value() throws(RehearsalError) -> ArraySlice<UInt8> {
    skipSpace()
    guard index < body.count else { throw failure("the text ends inside an event") }
    switch body[index] {
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "{"), UInt8(ascii: "["): return try nested()
    default:
      let start = index
      while index < body.count, !Self.endsBareValue(body[index]) { index += 1 }
      guard index > start else { throw failure("a value is missing at byte \(start)") }
      return body[start..<index]
    }
  }

  private mutating func nested() throws(RehearsalError) -> ArraySlice<UInt8> {
    let start = index
    var depth = 0
    while index < body.count {
      switch body[index] {
      case UInt8(ascii: "\""): _ = try string()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
        guard depth <= Self.depthMax else { throw failure("nested deeper than \(Self.depthMax)") }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        index += 1
        if depth == 0 { return body[start..<index] }
      default: index += 1
      }
    }
    throw failure("the text ends inside an event")
  }

  private mutating func string() throws(RehearsalError) -> ArraySlice<UInt8> {
    guard index < body.count, body[index] == UInt8(ascii: "\"") else {
      throw failure("a string is missing at byte \(index)")
    }
    let start = index
    index += 1
    while index < body.count {
      switch body[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "\""):
        index += 1
        return body[start..<index]
      default: index += 1
      }
    }
    throw failure("the text ends inside a string")
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(RehearsalError) {
    guard take(character) else { throw failure("'\(character)' is missing at byte \(index)") }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard index < body.count, body[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while index < body.count, body[index] == 0x20 || (0x09...0x0D).contains(body[index]) { index += 1 }
  }

  private static func endsBareValue(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte <= 0x20
  }

  private func failure(_ reason: String) -> RehearsalError { .batch(reason: reason) }
}
