internal import FieldContract

/// One value of a JSON document (RFC 8259); texts and numbers as they were written.
enum JSONValue: Hashable, Sendable {
  case object([Member])
  case array([JSONValue])
  case text(String)
  case number(String)
  case bool(Bool)
  case null

  struct Member: Hashable, Sendable {
    var name: String
    var value: JSONValue
  }

  /// The value of a key; nil for anything but an object that has it.
  subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  var elements: [JSONValue] {
    guard case .array(let values) = self else { return [] }
    return values
  }

  /// A text or number as one word, without control characters, trimmed; nil when empty.
  var word: String? {
    switch self {
    case .text(let text): Word.clean(text)
    case .number(let text): text
    case .bool(let value): "\(value)"
    case .object, .array, .null: nil
    }
  }

  /// A scanned code, whole; nil when empty.
  var code: String? {
    guard case .text(let text) = self else { return word }
    return Word.clean(text, scalarsMax: ReaderFact.textBytesMax)
  }

  var integer: Int? { word.flatMap { Int($0) } }
}

/// Words that a terminal wrote.
enum Word {
  /// Nil when nothing is left.
  static func clean(_ text: some StringProtocol, scalarsMax: Int = TerminalLimits.wordScalarsMax) -> String? {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalars.count == scalarsMax { break }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: continue
      case .spaceSeparator where scalars.isEmpty: continue
      default: scalars.append(scalar)
      }
    }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return scalars.isEmpty ? nil : String(scalars)
  }
}
