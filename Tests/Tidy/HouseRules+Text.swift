extension HouseRules {
  static func trimmed(_ line: Substring) -> Substring {
    line.drop { $0 == " " || $0 == "\t" }
  }

  /// The line without the comment at its end; a `//` in a string cuts too much and only loses a complaint.
  static func code(_ line: Substring) -> Substring {
    guard line.contains("/"), let comment = line.firstRange(of: "//") else { return line }
    return line[..<comment.lowerBound]
  }

  /// Identifiers and keywords of the line.
  static func tokens(_ line: Substring) -> [Substring] {
    line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// `import X`, with any access level, attribute or kind before or within it.
  static func importedModule(_ line: Substring) -> String? {
    guard line.contains("import") else { return nil }
    var words = line.split(separator: " ").drop { word in
      word.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }
    guard words.popFirst() == "import" else { return nil }
    if let kind = words.first,
      ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"].contains(kind)
    {
      words.removeFirst()
    }
    return words.first?.split(separator: ".").first.map(String.init)
  }

  static func declaredType(_ line: Substring) -> String? {
    let words = tokens(code(line))
    guard
      let kind = words.firstIndex(where: {
        ["struct", "class", "enum", "actor", "protocol", "typealias"].contains($0)
      }), kind + 1 < words.count
    else { return nil }
    return String(words[kind + 1])
  }

  /// Names that say nothing; Foundation's own cannot be helped.
  static func vagueName(_ line: Substring) -> String? {
    guard line.contains("Manager") || line.contains("Helper") || line.contains("Util") else { return nil }
    for token in tokens(line) where token != "FileManager" {
      for word in ["Manager", "Helper", "Util", "Utils", "Utility", "Utilities"] {
        guard let found = token.firstRange(of: word) else { continue }
        let next = found.upperBound < token.endIndex ? token[found.upperBound] : nil
        if next?.isLowercase != true { return "says \(word)" }
      }
    }
    return nil
  }

  /// Whether the text occurs where a token begins: `usleep(` does not start with `sleep(`.
  static func startsToken(_ text: String, in line: Substring) -> Bool {
    line.ranges(of: text).contains { range in
      guard range.lowerBound > line.startIndex else { return true }
      let before = line[line.index(before: range.lowerBound)]
      return !(before.isLetter || before.isNumber || before == "_")
    }
  }
}
