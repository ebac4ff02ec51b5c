/// Reads one XML document into a `FieldTree`: well-formed, complete, no DTD; never recursive.
///
/// Namespaces are not resolved: nodes carry local names, because firmwares disagree about the namespace.
struct XMLReader {
  let bytes: [UInt8]
  let end: Int
  var at: Int
  var builder = FieldTreeBuilder(operation: .readingXML)
  /// Full names of the open elements, to check their end tags.
  private var openNames: [FieldTree.Stretch] = []

  /// Reads the document that fills `range` of a body.
  static func read(_ body: [UInt8], _ range: Range<Int>) throws(BodyFault) -> FieldTree {
    let text = try DocumentText.prepare(body, range, .readingXML)
    var reader = XMLReader(bytes: text.bytes, range: text.range)
    try reader.document()
    return FieldTree(bytes: text.bytes, format: .xml, nodes: reader.builder.nodes)
  }

  private init(bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  private mutating func document() throws(BodyFault) {
    let nowhere = FieldTree.Stretch(at, at)
    try builder.enter(FieldTree.Node(kind: .branch, name: nowhere, value: nowhere), offset: at)
    if starts(with: "<?xml") { try declaration() }
    try misc()
    guard peek() == UInt8(ascii: "<") else { throw fault(.malformed("text before the first element")) }
    try startTag()
    while builder.depth > 1 { try content() }
    try misc()
    guard at == end else { throw fault(.malformed("something after the document")) }
  }

  /// White space, comments and processing instructions around the root element.
  private mutating func misc() throws(BodyFault) {
    while true {
      skipSpace()
      guard starts(with: "<?") || starts(with: "<!") else { return }
      try markup()
    }
  }

  /// Up to and through the next piece of markup inside an element.
  private mutating func content() throws(BodyFault) {
    while at < end, bytes[at] != UInt8(ascii: "<") {
      if bytes[at] == UInt8(ascii: "&") {
        builder.markEscaped()
        try reference()
      } else {
        at += 1
      }
    }
    guard at + 1 < end else { throw fault(.truncated, at: end) }
    switch bytes[at + 1] {
    case UInt8(ascii: "/"): try endTag()
    case UInt8(ascii: "!"), UInt8(ascii: "?"):
      builder.markEscaped()
      try markup()
    default: try startTag()
    }
  }

  private mutating func startTag() throws(BodyFault) {
    let start = at
    at += 1
    let name = try self.name()
    let nowhere = FieldTree.Stretch(at, at)
    try builder.enter(
      FieldTree.Node(kind: .leaf, name: localName(name), value: nowhere), offset: start)
    var attributes: [FieldTree.Stretch] = []
    while true {
      let hadSpace = skipSpace()
      guard at < end else { throw fault(.truncated) }
      if bytes[at] == UInt8(ascii: ">") {
        at += 1
        builder.beginValue(at: at)
        openNames.append(name)
        return
      }
      if bytes[at] == UInt8(ascii: "/") {
        at += 1
        try expect(">")
        builder.leave()
        return
      }
      guard hadSpace else { throw fault(.malformed("no space before an attribute")) }
      attributes.append(try attribute())
      guard attributes.count <= CameraLimits.attributesPerElementMax else {
        throw fault(.tooLarge("\(CameraLimits.attributesPerElementMax) attributes"))
      }
      let newest = attributes[attributes.count - 1]
      guard !attributes.dropLast().contains(where: { same($0, newest) }) else {
        throw fault(.malformed("an attribute given twice"), at: Int(newest.start))
      }
    }
  }

  private mutating func attribute() throws(BodyFault) -> FieldTree.Stretch {
    let name = try self.name()
    skipSpace()
    try expect("=")
    skipSpace()
    let quote = peek()
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw at < end ? fault(.malformed("an attribute without quotes")) : fault(.truncated)
    }
    at += 1
    let start = at
    var isEscaped = false
    while at < end, bytes[at] != quote {
      switch bytes[at] {
      case UInt8(ascii: "<"): throw fault(.malformed("`<` in an attribute"))
      case UInt8(ascii: "&"):
        isEscaped = true
        try reference()
      default: at += 1
      }
    }
    guard at < end else { throw fault(.truncated) }
    try builder.add(
      FieldTree.Node(
        kind: .attribute, name: localName(name), value: FieldTree.Stretch(start, at),
        isValueEscaped: isEscaped),
      offset: start)
    at += 1
    return name
  }

  private mutating func endTag() throws(BodyFault) {
    let start = at
    at += 2
    let name = try self.name()
    guard let expected = openNames.popLast(), same(expected, name) else {
      throw fault(.malformed("an end tag that closes nothing"), at: start)
    }
    skipSpace()
    try expect(">")
    builder.endValue(at: start)
    builder.leave()
  }
}
