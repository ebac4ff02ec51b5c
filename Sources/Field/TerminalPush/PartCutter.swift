/// Cuts a multipart body (RFC 2046 §5.1.1) at the boundary that its content type, or its first line, names.
enum PartCutter {
  /// Contents of the parts. Nil when the body is no multipart body; throws when it is not complete.
  static func parts(of body: [UInt8], contentType: String?) throws(BodyFault) -> [Range<Int>]? {
    guard let boundary = boundary(of: body, contentType) else { return nil }
    let delimiter = Array("--".utf8) + boundary
    var parts: [Range<Int>] = []
    var start: Int?
    var at = 0
    while at < body.count {
      let lineEnd = body[at...].firstIndex(of: 0x0A) ?? body.count
      if body[at..<lineEnd].starts(with: delimiter) {
        let rest = body[(at + delimiter.count)..<lineEnd].filter { $0 > 0x20 }
        if rest.isEmpty || rest == Array("--".utf8) {
          if let start { parts.append(content(body, start..<at)) }
          guard parts.count <= TerminalLimits.partsMax else {
            throw BodyFault(cause: .tooLarge("\(TerminalLimits.partsMax) parts"), offset: at)
          }
          if !rest.isEmpty { return parts }
          start = min(lineEnd + 1, body.count)
        }
      }
      at = lineEnd + 1
    }
    throw BodyFault(cause: .truncated, offset: body.count)
  }

  /// Behind the blank line that ends a part's headers, without the line end before the next boundary.
  private static func content(_ body: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var at = range.lowerBound
    while at < range.upperBound {
      let lineEnd = body[at..<range.upperBound].firstIndex(of: 0x0A) ?? range.upperBound
      let isBlank = body[at..<lineEnd].allSatisfy { $0 <= 0x20 }
      at = min(lineEnd + 1, range.upperBound)
      if isBlank { break }
    }
    return at..<range.upperBound
  }

  static func boundary(of body: [UInt8], _ contentType: String?) -> [UInt8]? {
    if let contentType, contentType.lowercased().hasPrefix("multipart/"),
      let place = contentType.firstRange(of: "boundary=")
    {
      let value = contentType[place.upperBound...].prefix { $0 != ";" }
      let bare = value.filter { $0 != "\"" && $0 != " " }
      if !bare.isEmpty, bare.utf8.count <= TerminalLimits.boundaryBytesMax {
        let found = Array(bare.utf8)
        // Some declare the boundary together with its dashes.
        return found.starts(with: Array("--".utf8)) && !body.starts(with: Array("--".utf8) + found)
          ? Array(found.dropFirst(2)) : found
      }
    }
    guard let start = body.firstIndex(where: { $0 > 0x20 }) else { return nil }
    let line = body[start...].prefix(TerminalLimits.boundaryBytesMax + 4).prefix { $0 > 0x20 }
    guard line.starts(with: Array("--".utf8)), line.count > 2 else { return nil }
    return Array(line.dropFirst(2))
  }
}
