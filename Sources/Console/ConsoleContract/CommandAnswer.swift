/// What became of an operator's command.
public struct CommandAnswer: Hashable, Sendable, Codable {
  public var accepted: Bool
  /// A sentence for the operator: what happens now, or why not and what to do.
  public var text: String

  public init(accepted: Bool, text: String) {
    self.accepted = accepted
    self.text = text
  }
}

/// What became of a new settings file.
public struct ReloadAnswer: Hashable, Sendable, Codable {
  public var applied: Bool
  public var text: String
  /// `FILE:LINE: what. hint`, one for each error; the old settings stay in force when there are any.
  public var diagnostics: [String]

  public init(applied: Bool, text: String, diagnostics: [String] = []) {
    self.applied = applied
    self.text = text
    self.diagnostics = diagnostics
  }
}
