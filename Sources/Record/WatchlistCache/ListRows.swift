/// Where the rows of a list lie in its file, found without decoding any: a list of a million rows is read a
/// thousand at a time.
///
/// It only tells strings and nesting apart; what it hands out is decoded by a JSON decoder, which finds
/// every fault in it.
struct ListRows {
  /// The document with no rows.
  private(set) var head: [UInt8] = []
  /// What lies between the brackets of `entries`; nil when the document has none.
  private(set) var rows: Range<Int>?
  /// Whether a name beside `entries` is written with escapes: only a decoder knows which one it is.
  private(set) var hasEscapedName = false

  /// Rows handed out at once.
  static let chunkMax = 1000

  /// Nil when the brackets do not close or `entries` comes twice.
  init?(_ content: [UInt8]) {
    var scanner = JSONScanner(content)
    var key: Range<Int>?
    var opened: Int?
    while let token = scanner.next() {
      switch token {
      case .string(let text): if scanner.depth == 1 { key = text }
      case .colon:
        guard scanner.depth == 1, let name = key else { continue }
        if content[name].contains(UInt8(ascii: "\\")) { hasEscapedName = true }
      case .open:
        let isEntries = key.map { content[$0].elementsEqual("entries".utf8) } ?? false
        if scanner.depth == 2, isEntries, content[scanner.at - 1] == UInt8(ascii: "[") {
          guard rows == nil, opened == nil else { return nil }
          opened = scanner.at
        }
      case .close:
        if scanner.depth == 1, let start = opened {
          rows = start..<scanner.at - 1
          opened = nil
        }
      case .comma: if scanner.depth == 1 { key = nil }
      }
    }
    guard scanner.depth == 0, scanner.isWhole else { return nil }
    guard let rows else {
      head = content
      return
    }
    head = Array(content[..<rows.lowerBound]) + Array(content[rows.upperBound...])
  }

  /// The next rows after `start`, at most `chunkMax`, and where those behind them begin.
  static func chunk(
    of content: [UInt8], from start: Int, to end: Int
  ) -> (rows: Range<Int>, next: Int?) {
    var scanner = JSONScanner(content, from: start, to: end)
    var count = 1
    while let token = scanner.next() {
      guard token == .comma, scanner.depth == 0 else { continue }
      if count == chunkMax { return (start..<scanner.at - 1, scanner.at) }
      count += 1
    }
    return (start..<end, nil)
  }
}

/// Tells strings, brackets and commas of JSON text apart; everything else is passed over.
struct JSONScanner {
  enum Token: Equatable {
    /// What lies between the quotation marks.
    case string(Range<Int>)
    case open, close, comma, colon
  }

  private let content: [UInt8]
  private let end: Int
  /// Behind the token found last.
  private(set) var at: Int
  /// Brackets open after the token found last.
  private(set) var depth = 0
  /// No string was cut off and no bracket closed that was not open.
  private(set) var isWhole = true

  init(_ content: [UInt8], from start: Int = 0, to end: Int? = nil) {
    self.content = content
    self.end = min(end ?? content.count, content.count)
    at = start
  }

  mutating func next() -> Token? {
    while at < end {
      let byte = content[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return string()
      case UInt8(ascii: ","): return .comma
      case UInt8(ascii: ":"): return .colon
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        return .open
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard depth > 0 else {
          isWhole = false
          return nil
        }
        depth -= 1
        return .close
      default: break
      }
    }
    return nil
  }

  private mutating func string() -> Token? {
    let start = at
    while at < end {
      let byte = content[at]
      at += 1
      if byte == UInt8(ascii: "\"") { return .string(start..<at - 1) }
      if byte == UInt8(ascii: "\\") { at = min(at + 1, end) }
    }
    isWhole = false
    return nil
  }
}
