/// Reads one JSON document (RFC 8259) into a `FieldTree`: strict, complete, never recursive.
struct JSONReader {
  private let bytes: [UInt8]
  private let end: Int
  private var at: Int
  private var builder = FieldTreeBuilder(operation: .readingJSON)

  /// Reads the object or array that fills `range` of a body.
  static func read(_ body: [UInt8], _ range: Range<Int>) throws(BodyFault) -> FieldTree {
    let text = try DocumentText.prepare(body, range, .readingJSON)
    var reader = JSONReader(bytes: text.bytes, range: text.range)
    try reader.document()
    return FieldTree(bytes: text.bytes, format: .json, nodes: reader.builder.nodes)
  }

  private init(bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  private mutating func document() throws(BodyFault) {
    let first = try next()
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      throw fault(.malformed("neither an object nor an array"))
    }
    try value(name: FieldTree.Stretch(at, at), isNameEscaped: false)
    var isFirst = true
    while builder.depth > 0 {
      let isObject = builder.nodes[builder.current].kind == .branch
      if try next() == UInt8(ascii: isObject ? "}" : "]") {
        at += 1
        builder.leave()
        isFirst = false
        continue
      }
      if !isFirst { try expect(",") }
      isFirst = try member(isObject: isObject)
    }
    skipSpace()
    guard at == end else { throw fault(.malformed("something after the document")) }
  }

  /// One element or key and value; true when the value opened a container that is still empty.
  private mutating func member(isObject: Bool) throws(BodyFault) -> Bool {
    var name = FieldTree.Stretch(at, at)
    var isNameEscaped = false
    if isObject {
      try expect("\"")
      (name, isNameEscaped) = try string()
      try expect(":")
    }
    let depth = builder.depth
    _ = try next()
    try value(name: name, isNameEscaped: isNameEscaped)
    return builder.depth > depth
  }

  private mutating func value(name: FieldTree.Stretch, isNameEscaped: Bool) throws(BodyFault) {
    let start = at
    var node = FieldTree.Node(
      kind: .null, name: name, isNameEscaped: isNameEscaped, value: FieldTree.Stretch(start, start))
    switch bytes[at] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      node.kind = bytes[at] == UInt8(ascii: "{") ? .branch : .list
      at += 1
      return try builder.enter(node, offset: start)
    case UInt8(ascii: "\""):
      at += 1
      node.kind = .leaf
      (node.value, node.isValueEscaped) = try string()
    case UInt8(ascii: "t"): try word("true", &node)
    case UInt8(ascii: "f"): try word("false", &node)
    case UInt8(ascii: "n"):
      try word("null", &node)
      node.kind = .null
    default:
      try number()
      node.kind = .literal
      node.value = FieldTree.Stretch(start, at)
    }
    try builder.add(node, offset: start)
  }

  private mutating func word(_ text: StaticString, _ node: inout FieldTree.Node) throws(BodyFault) {
    let start = at
    for index in 0..<text.utf8CodeUnitCount {
      guard at < end else { throw fault(.truncated) }
      guard bytes[at] == text.utf8Start[index] else {
        throw fault(.malformed("a word that JSON does not know"), at: start)
      }
      at += 1
    }
    node.kind = .literal
    node.value = FieldTree.Stretch(start, at)
  }

  /// From behind the opening quote to behind the closing one; checks every escape.
  private mutating func string() throws(BodyFault) -> (FieldTree.Stretch, isEscaped: Bool) {
    let start = at
    var isEscaped = false
    while at < end {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        return (FieldTree.Stretch(start, at - 1), isEscaped)
      case UInt8(ascii: "\\"):
        isEscaped = true
        guard let escape = JSONEscape(bytes, at: at, end: end) else {
          throw end - at < 12
            ? fault(.truncated, at: end) : fault(.malformed("an escape that JSON does not know"))
        }
        at = escape.next
      case 0x00..<0x20: throw fault(.malformed("a line break inside a string"))
      default: at += 1
      }
    }
    throw fault(.truncated)
  }

  private mutating func number() throws(BodyFault) {
    let start = at
    if bytes[at] == UInt8(ascii: "-") { at += 1 }
    let isZero = at < end && bytes[at] == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !(isZero && whole > 1) else {
      throw at < end || whole > 0 ? fault(.malformed("not a JSON value"), at: start) : fault(.truncated)
    }
    var isLong = whole > 15
    if at < end, bytes[at] == UInt8(ascii: ".") {
      at += 1
      try someDigits()
    }
    if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      isLong = true
      if at < end, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      try someDigits()
    }
    guard at - start <= CameraLimits.numberBytesMax else {
      throw fault(.tooLarge("\(CameraLimits.numberBytesMax) digits in a number"), at: start)
    }
    if isLong, Double(String(decoding: bytes[start..<at], as: UTF8.self))?.isFinite != true {
      throw fault(.tooLarge("a 64-bit floating point number"), at: start)
    }
  }

  private mutating func someDigits() throws(BodyFault) {
    guard digits() > 0 else {
      throw at < end ? fault(.malformed("a number without digits")) : fault(.truncated)
    }
  }

  private mutating func digits() -> Int {
    let start = at
    while at < end, (0x30...0x39).contains(bytes[at]) { at += 1 }
    return at - start
  }

  /// The next byte that is not white space, without passing it.
  private mutating func next() throws(BodyFault) -> UInt8 {
    skipSpace()
    guard at < end else { throw fault(.truncated) }
    return bytes[at]
  }

  private mutating func skipSpace() {
    while at < end, bytes[at] <= 0x20 { at += 1 }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(BodyFault) {
    guard try next() == UInt8(ascii: character) else { throw fault(.malformed("`\(character)` is missing")) }
    at += 1
  }

  private func fault(_ cause: CameraDecodingCause, at offset: Int? = nil) -> BodyFault {
    BodyFault(operation: .readingJSON, cause: cause, offset: offset ?? at)
  }
}
