/// A `multipart/form-data` body cut at its boundary (RFC 2046 §5.1.1), tolerant where cameras are careless.
///
/// Per-part Content-Length is ignored: cameras send wrong ones. LF-only line ends pass. A body without its
/// final boundary is truncated.
struct MultipartBody {
  struct Part {
    /// In lower case, as the file name.
    var name: [UInt8] = []
    var fileName: [UInt8] = []
    var content: Range<Int>
  }

  private(set) var parts: [Part] = []

  /// Nil when the body is no multipart body at all: no line that begins with the boundary.
  static func boundary(contentType: String?, body: [UInt8]) -> [UInt8]? {
    if let contentType, contentType.utf8.prefix(10).lowercasedASCII.elementsEqual("multipart/".utf8),
      let declared = parameter("boundary", of: Array(contentType.utf8)[...]), !declared.isEmpty,
      declared.count <= CameraLimits.boundaryBytesMax
    {
      let boundary = Array(declared)
      let delimiter = Array("--".utf8) + boundary
      // With the line feed no text can match half of it at every byte.
      if body.starts(with: delimiter) || ByteFinder([0x0A] + delimiter).find(in: body, from: 0) != nil {
        return boundary
      }
    }
    // A camera that declares none, or another one than it uses: the first line tells.
    let start = body.firstIndex { $0 > 0x20 } ?? 0
    let line = body[start...].prefix(CameraLimits.boundaryBytesMax + 4).prefix { $0 != 0x0A }.trimmed
    guard line.starts(with: "--".utf8), line.count > 2, start + line.count < body.count else { return nil }
    return Array(line.dropFirst(2))
  }

  init(_ body: [UInt8], boundary: [UInt8]) throws(BodyFault) {
    let delimiter = Array("--".utf8) + boundary
    let lineFinder = ByteFinder([0x0A] + delimiter)
    var at: Int
    let start = body.firstIndex { $0 > 0x20 } ?? 0
    if body[start...].starts(with: delimiter) {
      at = start + delimiter.count
    } else if let found = lineFinder.find(in: body, from: 0) {
      at = found + 1 + delimiter.count
    } else {
      throw Self.fault(.truncated, at: body.count)
    }
    while true {
      switch try Self.line(after: at, body) {
      case .end(let rest):
        guard body[rest...].allSatisfy({ $0 <= 0x20 }) else {
          throw Self.fault(.malformed("something after the last boundary"), at: rest)
        }
        return
      case .part(let headers):
        guard parts.count < CameraLimits.partsMax else {
          throw Self.fault(.tooLarge("\(CameraLimits.partsMax) parts"), at: headers)
        }
        var part = Part(content: headers..<headers)
        let content = try part.readHeaders(body, from: headers)
        // One byte back: an empty part's boundary follows its headers' blank line directly.
        guard let found = Self.delimiter(lineFinder, in: body, from: content - 1) else {
          throw Self.fault(.truncated, at: body.count)
        }
        let isCRLF = found > content && body[found - 1] == 0x0D
        part.content = content..<max(content, isCRLF ? found - 1 : found)
        parts.append(part)
        at = found + 1 + delimiter.count
      case .notABoundary:
        throw Self.fault(.malformed("a boundary that goes on"), at: at)
      }
    }
  }

  private enum Line {
    case part(Int)
    case end(Int)
    case notABoundary
  }

  /// What stands behind a boundary: `--`, or the end of its line.
  private static func line(after start: Int, _ body: [UInt8]) throws(BodyFault) -> Line {
    var at = start
    if at + 1 < body.count, body[at] == 0x2D, body[at + 1] == 0x2D { return .end(at + 2) }
    while at < body.count, body[at] == 0x20 || body[at] == 0x09 { at += 1 }
    if at < body.count, body[at] == 0x0D { at += 1 }
    guard at < body.count, !(at + 1 == body.count && body[at] == 0x2D) else {
      throw fault(.truncated, at: body.count)
    }
    return body[at] == 0x0A ? .part(at + 1) : .notABoundary
  }

  /// The line feed before the next boundary line; a longer line that only begins like it is content.
  private static func delimiter(_ finder: ByteFinder, in body: [UInt8], from start: Int) -> Int? {
    var at = start
    while let found = finder.find(in: body, from: at) {
      let behind = found + finder.pattern.count
      switch behind < body.count ? body[behind] : 0x0A {
      case 0x0A, 0x0D, 0x20, 0x09, 0x2D: return found
      default: at = found + 1
      }
    }
    return nil
  }

  fileprivate static func fault(_ cause: CameraDecodingCause, at offset: Int) -> BodyFault {
    BodyFault(operation: .readingMultipart, cause: cause, offset: offset)
  }

  /// `name="value"` or `name=value` of a header; nil when absent.
  fileprivate static func parameter(_ name: StaticString, of header: ArraySlice<UInt8>) -> ArraySlice<UInt8>?
  {
    var rest = header
    while let semicolon = rest.firstIndex(of: UInt8(ascii: ";")) {
      rest = rest[(semicolon + 1)...].trimmed
      let pair = rest.prefix { $0 != UInt8(ascii: ";") }
      guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
      guard pair[..<equals].trimmed.matches(name.bytes) else { continue }
      let value = pair[(equals + 1)...].trimmed
      guard value.first == 0x22 else { return value }
      return value.dropFirst().prefix { $0 != 0x22 }
    }
    return nil
  }
}

extension MultipartBody.Part {
  /// Whether the name or the file name holds the word, which is in lower case.
  func isNamed(with word: ByteFinder) -> Bool {
    word.find(in: name, from: 0) != nil || word.find(in: fileName, from: 0) != nil
  }

  /// Reads the header lines and answers where the content begins.
  fileprivate mutating func readHeaders(_ body: [UInt8], from start: Int) throws(BodyFault) -> Int {
    var at = start
    while true {
      guard at - start <= CameraLimits.partHeaderBytesMax else {
        throw MultipartBody.fault(
          .tooLarge("\(CameraLimits.partHeaderBytesMax) bytes of part headers"), at: at)
      }
      let window = body[at...].prefix(CameraLimits.partHeaderBytesMax + 2)
      guard let lineEnd = window.firstIndex(of: 0x0A) else {
        throw MultipartBody.fault(
          window.endIndex == body.endIndex
            ? .truncated : .tooLarge("\(CameraLimits.partHeaderBytesMax) bytes of part headers"),
          at: window.endIndex)
      }
      let line = body[at..<lineEnd].trimmed
      at = lineEnd + 1
      if line.isEmpty { return at }
      guard line.prefix(20).matches(("content-disposition:" as StaticString).bytes) else { continue }
      name = (MultipartBody.parameter("name", of: line) ?? []).lowercasedASCII
      fileName = (MultipartBody.parameter("filename", of: line) ?? []).lowercasedASCII
    }
  }
}
