internal import Yams

/// A bounded YAML file, read once; collects every error instead of stopping at the first.
public final class YAMLDocument {
  /// Name used in diagnostics.
  public let file: String
  /// The whole file, as it was read.
  public let text: String
  /// Everything found wrong so far, at most `diagnosticsMax`.
  public private(set) var diagnostics: [Diagnostic] = []

  /// Largest settings or profile file accepted.
  public static let bytesMax = 1 << 20
  /// More errors than this are counted, not listed.
  public static let diagnosticsMax = 200
  /// Aliases copy what they name, and copies of copies grow without bound.
  public static let aliasesMax = 4

  private let rootNode: Node
  private var unlisted = 0

  /// Reads a file; throws `DocumentError` when it cannot be read, is too large or is no UTF-8 text.
  public convenience init(path: String) throws(DocumentError) {
    let read: BoundedFile
    do {
      read = try BoundedFile(path: path, bytesMax: Self.bytesMax)
    } catch {
      throw Self.refusal(path, 1, "cannot read this file: \(error)", "Check the path and who may read it")
    }
    try self.init(file: path, bytes: read.bytes)
  }

  /// Throws `DocumentError` when the bytes are no UTF-8 text, and as `init(file:text:)`.
  public convenience init(file: String, bytes: [UInt8]) throws(DocumentError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let whole = String(decoding: bytes, as: UTF8.self)
      let line = whole.unicodeScalars.prefix { $0 != "\u{FFFD}" }.count { $0 == "\n" } + 1
      throw Self.refusal(file, line, "the file is no UTF-8 text", "Save it in the encoding UTF-8")
    }
    try self.init(file: file, text: text)
  }

  /// Throws `DocumentError` when the text is too large or not YAML, or has no mapping at its root.
  public init(file: String, text: String) throws(DocumentError) {
    self.file = file
    self.text = text
    guard text.utf8.count <= Self.bytesMax else {
      throw Self.refusal(
        file, 1, "the file is larger than \(Self.bytesMax) bytes", "Split it or remove what does not belong")
    }
    if let line = Self.lineOfExcessiveAlias(in: text) {
      throw Self.refusal(
        file, line, "the file has more than \(Self.aliasesMax) aliases (`*name`)",
        "Write the values out, or put quotes round a text with an asterisk")
    }
    // With the mark in place libyaml counts the first key as indented by one column.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    let node: Node?
    do {
      // Without rules for numbers and dates: each read says itself what it wants, `no` stays a word.
      node = try Yams.compose(yaml: text, .basic)
    } catch let error as YamlError {
      throw DocumentError([error.diagnostic(file: file)])
    } catch {
      throw Self.refusal(file, 1, "not valid YAML: \(error)", "Check indentation and quotes")
    }
    guard let node else {
      throw Self.refusal(file, 1, "the file is empty", "Begin with `key: value` lines")
    }
    guard node.mapping != nil else {
      throw Self.refusal(
        file, node.mark?.line ?? 1, "the file holds no mapping", "Begin with `key: value` lines")
    }
    rootNode = node
  }

  /// The mapping at the root.
  public var root: YAMLSection { YAMLSection(document: self, path: "", node: rootNode, fallbackLine: 1) }

  /// Adds an error found by the caller; the same one twice, from a section read twice, is one.
  public func report(line: Int, _ what: String, hint: String) {
    let diagnostic = Diagnostic(file: file, line: line, what: what, hint: hint)
    guard !diagnostics.contains(diagnostic) else { return }
    guard diagnostics.count < Self.diagnosticsMax else {
      unlisted += 1
      return
    }
    diagnostics.append(diagnostic)
  }

  /// Throws everything that was reported, if anything was.
  public func finish() throws(DocumentError) {
    guard !diagnostics.isEmpty else { return }
    guard unlisted > 0 else { throw DocumentError(diagnostics) }
    let last = diagnostics.map(\.line).max() ?? 1
    let rest = Diagnostic(
      file: file, line: last, what: "\(unlisted) more errors are not listed", hint: "Correct these first")
    throw DocumentError(diagnostics + [rest])
  }

  /// Reports a `!tag`: nothing here acts on one, and a value such as `!vault x` would be taken as it
  /// stands.
  func refuseTag(of node: Node) {
    let name = Tag.Name(rawValue: node.tag.rawValue)
    guard ![Tag.Name.str, .seq, .map].contains(name) else { return }
    report(
      line: node.mark?.line ?? 1, "the tag `\(name.rawValue)` is not known", hint: "Write the value alone")
  }

  private static func refusal(_ file: String, _ line: Int, _ what: String, _ hint: String) -> DocumentError {
    DocumentError([Diagnostic(file: file, line: line, what: what, hint: hint)])
  }

  /// Counts what could be an alias, before the parser sees it: it may count too many, never too few.
  private static func lineOfExcessiveAlias(in text: String) -> Int? {
    var (line, count, isComment, isLineStart) = (1, 0, false, true)
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"):
        (line, isComment, isLineStart) = (line + 1, false, true)
      case UInt8(ascii: "\r"), 0x85, 0xA8, 0xA9:
        // Ends a line for the parser too, alone or as the last byte of U+0085, U+2028, U+2029.
        (isComment, isLineStart) = (false, true)
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: "#") where isLineStart: isComment = true
      default:
        isLineStart = false
        if previous == UInt8(ascii: "*"), !isComment, isAnchorCharacter(byte) { count += 1 }
        if count > aliasesMax { return line }
      }
      previous = byte
    }
    return nil
  }

  private static func isAnchorCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
