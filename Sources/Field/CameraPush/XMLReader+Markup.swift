extension XMLReader {
  /// A comment, CDATA section or processing instruction; anything else behind `<!` is a DTD.
  mutating func markup() throws(BodyFault) {
    if starts(with: "<!--") {
      try skip(past: "-->", from: 4)
    } else if starts(with: "<![CDATA["), builder.depth > 1 {
      try skip(past: "]]>", from: 9)
    } else if starts(with: "<?") {
      try skip(past: "?>", from: 2)
    } else if starts(with: "<!D") || end - at >= 9 {
      throw fault(.forbidden("a document type definition"))
    } else {
      throw fault(.truncated, at: end)
    }
  }

  /// Checks the declared encoding: what is not UTF-8 is refused unless the text is plain ASCII anyway.
  mutating func declaration() throws(BodyFault) {
    let start = at
    try skip(past: "?>", from: 5)
    let behind = at
    at = start
    while at < behind, !starts(with: "encoding") { at += 1 }
    let value = bytes[min(at + 8, behind)..<behind].drop { $0 <= 0x20 || "='\"".utf8.contains($0) }
    at = behind
    let name = value.prefix { $0 > 0x20 && !"'\"?".utf8.contains($0) }.map { $0 | 0x20 }
    let accepted: [StaticString] = ["utf-8", "utf8", "us-ascii", "ascii", "utf-16"]
    if name.isEmpty || accepted.contains(where: { name.elementsEqual($0.bytes) }) { return }
    if let byte = bytes[at..<end].firstIndex(where: { $0 >= 0x80 }) {
      throw fault(.encoding("the declaration says `\(name[...].word(scalarsMax: 16))`"), at: byte)
    }
  }

  /// `&lt;` and the other four, or a numeric reference to a character that XML allows.
  mutating func reference() throws(BodyFault) {
    guard let found = XMLReference(bytes, at: at, end: end) else {
      let isCut = end - at < 12 && !bytes[at..<end].contains(UInt8(ascii: ";"))
      throw isCut ? fault(.truncated, at: end) : fault(.forbidden("an entity of the sender's own"))
    }
    at = found.next
  }

  /// A name as XML allows it, checked for ASCII; other scripts pass.
  mutating func name() throws(BodyFault) -> FieldTree.Stretch {
    let start = at
    while at < end, Self.isName(bytes[at]) { at += 1 }
    guard at > start else {
      throw at < end ? fault(.malformed("no name where one must be")) : fault(.truncated)
    }
    let first = bytes[start]
    guard first >= 0x80 || (first | 0x20 >= 0x61 && first | 0x20 <= 0x7A) || first == UInt8(ascii: "_") else {
      throw fault(.malformed("a name that begins with a digit or a mark"), at: start)
    }
    guard at - start <= CameraLimits.nameBytesMax else {
      throw fault(.tooLarge("\(CameraLimits.nameBytesMax) bytes of a name"), at: start)
    }
    return FieldTree.Stretch(start, at)
  }

  func localName(_ name: FieldTree.Stretch) -> FieldTree.Stretch {
    var start = Int(name.end)
    while start > Int(name.start), bytes[start - 1] != UInt8(ascii: ":") { start -= 1 }
    return FieldTree.Stretch(start, Int(name.end))
  }

  func same(_ left: FieldTree.Stretch, _ right: FieldTree.Stretch) -> Bool {
    guard left.count == right.count else { return false }
    for offset in 0..<left.count where bytes[Int(left.start) + offset] != bytes[Int(right.start) + offset] {
      return false
    }
    return true
  }

  @discardableResult
  mutating func skipSpace() -> Bool {
    let start = at
    while at < end, bytes[at] <= 0x20 { at += 1 }
    return at > start
  }

  mutating func expect(_ character: Unicode.Scalar) throws(BodyFault) {
    guard at < end else { throw fault(.truncated) }
    guard bytes[at] == UInt8(ascii: character) else {
      throw fault(.malformed("`\(character)` is missing"))
    }
    at += 1
  }

  func peek() -> UInt8? { at < end ? bytes[at] : nil }

  func starts(with text: StaticString) -> Bool {
    guard end - at >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount where text.utf8Start[index] != bytes[at + index] { return false }
    return true
  }

  func fault(_ cause: CameraDecodingCause, at offset: Int? = nil) -> BodyFault {
    BodyFault(operation: .readingXML, cause: cause, offset: offset ?? at)
  }

  private mutating func skip(past text: StaticString, from opening: Int) throws(BodyFault) {
    at += opening
    while at < end {
      if starts(with: text) {
        at += text.utf8CodeUnitCount
        return
      }
      at += 1
    }
    throw fault(.truncated, at: end)
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x80...0xFF: true
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"): true
    default: false
    }
  }
}
