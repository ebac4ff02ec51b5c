/// One thing that is wrong with a file an operator wrote, and what to do about it.
public struct Diagnostic: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var file: String
  /// 1-based.
  public var line: Int
  public var what: String
  public var hint: String

  public init(file: String, line: Int, what: String, hint: String) {
    self.file = file
    self.line = line
    self.what = what
    self.hint = hint
  }

  /// `FILE:LINE: what. hint`
  public var description: String { "\(file):\(line): \(what). \(hint)" }

  public static func < (left: Self, right: Self) -> Bool {
    (left.file, left.line, left.what) < (right.file, right.line, right.what)
  }
}

/// Every error of one or more files at once.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics.sorted() }

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
