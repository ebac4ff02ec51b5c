extension HouseRules {
  static let functionLinesMax = 60

  /// Measures by indentation, which swift-format keeps true: a body ends at a `}` as deep as its head.
  static func functionSizes(_ file: TextFile) -> [String] {
    guard file.isSwift else { return [] }
    return file.lines.indices.compactMap { start in
      guard isFunctionHead(file.lines[start]), let end = bodyEnd(file.lines, from: start),
        end - start + 1 > functionLinesMax
      else { return nil }
      return
        "\(file.path):\(start + 1): a function of \(end - start + 1) lines, more than \(functionLinesMax)"
    }
  }

  private static func isFunctionHead(_ line: Substring) -> Bool {
    let words = tokens(code(line))
    if words.contains("var") { return line.hasSuffix("{") }
    guard let first = words.first(where: { !modifiers.contains(String($0)) }) else { return false }
    return ["func", "init", "deinit", "subscript"].contains(first)
  }

  private static let modifiers: Set<String> = [
    "public", "package", "internal", "private", "fileprivate", "static", "class", "override", "mutating",
    "nonmutating", "nonisolated", "isolated", "final", "required", "convenience", "consuming", "borrowing",
    "inlinable", "discardableResult", "Test", "MainActor", "Sendable", "prefix", "postfix", "infix",
  ]

  private static func bodyEnd(_ lines: [Substring], from start: Int) -> Int? {
    let depth = indentation(lines[start])
    for index in lines.indices.dropFirst(start + 1) where !trimmed(lines[index]).isEmpty {
      let deep = indentation(lines[index])
      if deep > depth { continue }
      let first = trimmed(lines[index]).first
      if deep < depth { return nil }
      if first == "}" { return index }
      // `) -> Value {` and a lone `{` still belong to the head; after anything else there is no body below.
      guard first == ")" || first == "{" || trimmed(lines[index]).hasPrefix("where ") else { return nil }
    }
    return nil
  }

  private static func indentation(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
}
