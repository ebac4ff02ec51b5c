internal import Yams

/// One mapping of a YAML file: typed reads that report what is wrong with line and hint, and go on.
///
/// Each read marks its key as known; `finish()` reports the keys that nobody read.
public final class YAMLSection {
  /// Dotted path from the root, for messages: `lanes[0].barrier`.
  public let path: String
  /// 1-based line on which the mapping begins.
  public let line: Int
  /// Keys in the order of the file.
  public let keys: [String]

  private let document: YAMLDocument
  private let entries: [String: Entry]
  private var known: Set<String> = []

  private struct Entry {
    var line: Int
    var value: Node
  }

  init(document: YAMLDocument, path: String, node: Node?, fallbackLine: Int) {
    self.document = document
    self.path = path
    line = node?.mark?.line ?? fallbackLine
    var keys: [String] = []
    var entries: [String: Entry] = [:]
    for (key, value) in node?.mapping ?? Node.Mapping([]) {
      let keyLine = key.mark?.line ?? line
      guard let name = key.scalar?.string else {
        document.report(
          line: keyLine, "a key of \(path.isEmpty ? "the file" : "`\(path)`") is no word",
          hint: "Write `key: value` with a plain word as key")
        continue
      }
      document.refuseTag(of: value)
      keys.append(name)
      entries[name] = Entry(line: keyLine, value: value)
    }
    (self.keys, self.entries) = (keys, entries)
    if let node, node.mapping == nil {
      document.report(
        line: line, "`\(path)` must be a mapping", hint: "Write `key: value` lines, indented, below it")
    }
  }

  /// Whether the file gives this key a value.
  public func has(_ key: String) -> Bool { node(key) != nil }

  /// Whether the value of this key is one text or number, neither a mapping nor a list.
  public func isScalar(_ key: String) -> Bool { node(key)?.scalar != nil }

  /// Line of a key's value, or of the section when it is absent.
  public func line(of key: String) -> Int { node(key)?.mark?.line ?? line }

  /// Dotted path of a key from the root, for messages.
  public func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Reports an error at a key.
  public func report(_ key: String, _ what: String, hint: String) {
    document.report(line: line(of: key), what, hint: hint)
  }

  /// Reports an error at a line of the file.
  public func report(line: Int, _ what: String, hint: String) {
    document.report(line: line, what, hint: hint)
  }

  /// Reports that a required key is absent.
  public func missing(_ key: String, hint: String) {
    document.report(line: line, "`\(path(of: key))` is missing", hint: hint)
  }

  /// Reports keys that no read asked for, each with the nearest known name and the caller's own advice.
  public func finish(advice: (String) -> String? = { _ in nil }) {
    for key in keys where !known.contains(key) {
      let nearest = nearestName(to: key, among: known).map { "Did you mean `\($0)`?" }
      let list = known.isEmpty ? "Remove it" : "Known here: \(known.sorted().joined(separator: ", "))"
      let hint = advice(key).map { "\(nearest ?? list + ".") \($0)" } ?? nearest ?? list
      document.report(
        line: entries[key]?.line ?? line, "`\(path(of: key))` is not known", hint: hint)
    }
  }

  /// A mapping below this one; nil when absent.
  public func section(_ key: String) -> YAMLSection? {
    guard let node = node(key) else { return nil }
    return YAMLSection(document: document, path: path(of: key), node: node, fallbackLine: line)
  }

  /// A mapping below this one; when absent, one without keys, so that each read answers its default.
  public func sectionOrEmpty(_ key: String) -> YAMLSection {
    section(key) ?? YAMLSection(document: document, path: path(of: key), node: nil, fallbackLine: line)
  }

  /// A sequence of mappings; empty when absent.
  public func sections(_ key: String, countMax: Int = 1000) -> [YAMLSection] {
    elements(key, countMax: countMax).enumerated().map { index, node in
      YAMLSection(document: document, path: "\(path(of: key))[\(index)]", node: node, fallbackLine: line)
    }
  }

  /// A sequence of words; one bare word counts as a sequence of one.
  public func strings(_ key: String, countMax: Int = 1000) -> [String] {
    words(key, countMax: countMax).map(\.text)
  }

  /// As `strings`, each word with its line.
  public func words(_ key: String, countMax: Int = 1000) -> [(text: String, line: Int)] {
    if let text = node(key)?.scalar?.string { return text.isEmpty ? [] : [(text, line(of: key))] }
    return elements(key, countMax: countMax).compactMap { node in
      guard let text = node.scalar?.string else {
        return wrong(key, "must hold words only", hint: "Write `- word` lines")
      }
      return (text, node.mark?.line ?? line)
    }
  }

  func scalar(_ key: String) -> Scalar? {
    guard let node = node(key) else { return nil }
    return Scalar(text: node.scalar?.string, isQuoted: node.scalar.map { $0.style != .plain } ?? false)
  }

  /// A value as it stands in the file; the text is nil for a mapping or a list.
  struct Scalar {
    var text: String?
    var isQuoted: Bool

    /// For hints: what the file says.
    var quotation: String { text.map { "It says `\($0.prefix(80))`" } ?? "It is a mapping or a list" }
  }

  func wrong<Value>(_ key: String, _ what: String, hint: String) -> Value? {
    report(key, "`\(path(of: key))` \(what)", hint: hint)
    return nil
  }

  private func node(_ key: String) -> Node? {
    known.insert(key)
    guard let node = entries[key]?.value else { return nil }
    if let scalar = node.scalar, scalar.style == .plain, ["", "~", "null"].contains(scalar.string) {
      return nil
    }
    return node
  }

  private func elements(_ key: String, countMax: Int) -> [Node] {
    guard let node = node(key) else { return [] }
    guard let sequence = node.sequence else {
      report(key, "`\(path(of: key))` must be a list", hint: "Write `- ` before each item")
      return []
    }
    if sequence.count > countMax {
      report(
        key, "`\(path(of: key))` has \(sequence.count) items, at most \(countMax) are served",
        hint: "Split the site or remove some")
    }
    let items = Array(sequence.prefix(countMax))
    items.forEach(document.refuseTag)
    return items
  }
}
