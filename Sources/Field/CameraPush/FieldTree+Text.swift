extension FieldTree {
  /// Text of a leaf, attribute or JSON value without the white space around it; nil where there is no text.
  ///
  /// Several paths and records may ask for the same value, so no more than `bytesMax` raw bytes are read.
  func text(_ node: Int32, bytesMax: Int = CameraLimits.textBytesMax) -> ArraySlice<UInt8>? {
    let node = nodes[Int(node)]
    switch node.kind {
    case .branch, .list, .null: return nil
    case .leaf, .attribute, .literal:
      let range = node.value.range.prefix(bytesMax)
      return (node.isValueEscaped ? unescape(range)[...] : bytes[range]).trimmed
    }
  }

  func name(_ node: Int32) -> ArraySlice<UInt8> {
    let node = nodes[Int(node)]
    let range = node.name.range.prefix(CameraLimits.textBytesMax)
    return node.isNameEscaped ? unescape(range)[...] : bytes[range]
  }

  /// Whether an escaped JSON name means `name`; ends at the first byte that differs.
  func isEscapedName(_ stretch: Stretch, _ name: [UInt8]) -> Bool {
    // No byte takes more than the six of `\u0041`.
    guard stretch.count <= 6 * name.count else { return false }
    let end = Int(stretch.end)
    var at = Int(stretch.start)
    var rest = name[...]
    while at < end {
      if bytes[at] == UInt8(ascii: "\\"), let escape = JSONEscape(bytes, at: at, end: end) {
        for byte in String(Character(escape.scalar)).utf8 where rest.popFirst() != byte { return false }
        at = escape.next
      } else {
        guard rest.popFirst() == bytes[at] else { return false }
        at += 1
      }
    }
    return rest.isEmpty
  }

  /// The readers have checked every escape: one can fail only where the range was cut.
  private func unescape(_ range: Range<Int>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(range.count)
    var at = range.lowerBound
    let end = range.upperBound
    while at < end {
      switch (format, bytes[at]) {
      case (.json, UInt8(ascii: "\\")):
        guard let escape = JSONEscape(bytes, at: at, end: end) else { return text }
        text.append(contentsOf: String(Character(escape.scalar)).utf8)
        at = escape.next
      case (.xml, UInt8(ascii: "&")):
        guard let reference = XMLReference(bytes, at: at, end: end) else { return text }
        text.append(contentsOf: String(Character(reference.scalar)).utf8)
        at = reference.next
      case (.xml, UInt8(ascii: "<")):
        at = passMarkup(at, end, into: &text)
      default:
        text.append(bytes[at])
        at += 1
      }
    }
    return text
  }

  /// Keeps what a CDATA section holds, drops comments and processing instructions; answers the byte behind.
  private func passMarkup(_ start: Int, _ end: Int, into text: inout [UInt8]) -> Int {
    let isCDATA = bytes[start..<end].starts(with: "<![CDATA[".utf8)
    let isComment = bytes[start..<end].starts(with: "<!--".utf8)
    let close: [UInt8] = isCDATA ? Array("]]>".utf8) : isComment ? Array("-->".utf8) : Array("?>".utf8)
    let inside = start + (isCDATA ? 9 : isComment ? 4 : 2)
    var at = inside
    while at < end, !bytes[at..<end].starts(with: close) { at += 1 }
    if isCDATA, inside <= at { text.append(contentsOf: bytes[inside..<at]) }
    return min(at + close.count, end)
  }
}

extension Sequence<UInt8> {
  var lowercasedASCII: [UInt8] { map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
}

extension ArraySlice<UInt8> {
  /// Without ASCII white space at either end.
  var trimmed: ArraySlice<UInt8> {
    var slice = self
    while let first = slice.first, first <= 0x20 { slice = slice.dropFirst() }
    while let last = slice.last, last <= 0x20 { slice = slice.dropLast() }
    return slice
  }

  /// Equality that ignores the case of ASCII letters; `word` is written in lower case.
  func matches(_ word: some Collection<UInt8>) -> Bool {
    guard count == word.count else { return false }
    return zip(self, word).allSatisfy { byte, other in
      byte == other || ((0x41...0x5A).contains(byte) && byte | 0x20 == other)
    }
  }

  /// A String without control and format characters, trimmed, of at most `scalarsMax` Unicode scalars.
  func word(scalarsMax: Int) -> String {
    let trimmed = self.trimmed
    if trimmed.count <= scalarsMax, trimmed.allSatisfy({ (0x20...0x7E).contains($0) }) {
      return String(decoding: trimmed, as: UTF8.self)
    }
    var scalars = String.UnicodeScalarView()
    // A scalar takes at most four bytes; twice that leaves room for what is dropped.
    for scalar in String(decoding: trimmed.prefix(scalarsMax * 8), as: UTF8.self).unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: continue
      case .spaceSeparator where scalars.isEmpty: continue
      default: scalars.append(scalar)
      }
      if scalars.count == scalarsMax { break }
    }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
