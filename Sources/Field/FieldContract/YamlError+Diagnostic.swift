internal import Yams

extension YamlError {
  /// The parser's complaint as `FILE:LINE: what. hint`.
  func diagnostic(file: String) -> Diagnostic {
    let (line, what, hint) = parts
    return Diagnostic(file: file, line: max(line, 1), what: what, hint: hint)
  }

  private var parts: (line: Int, what: String, hint: String) {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let hint =
        problem.contains("cannot start any token")
        ? "Indent with spaces, not tabs; put quotes round a text that begins with @, ` or %"
        : "Check the indentation and quotes here and on the line above"
      return (mark.line, "not valid YAML: \(problem)", hint)
    case .reader(let problem, let offset, _, let yaml):
      let line = yaml.prefix(offset ?? 0).count(where: \.isNewline) + 1
      return (line, "not valid YAML: \(problem)", "Remove the unprintable character")
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
      return (
        context.mark.line, "written here, and again further down in the same mapping: \(names)",
        "Keep one of them"
      )
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return (1, "not valid YAML", "Check indentation and quotes")
    }
  }
}
