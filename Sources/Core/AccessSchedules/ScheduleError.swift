/// Why a schedule's text or a zone's bytes were refused: what is wrong, and where.
public enum ScheduleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// 1-based line and column (in characters) of the text.
  case text(line: Int, column: Int, what: String)
  /// Byte offset in the zone file.
  case zone(offset: Int, what: String)

  public var description: String {
    switch self {
    case .text(let line, let column, let what): "line \(line), column \(column): \(what)"
    case .zone(let offset, let what): "zone file, byte \(offset): \(what)"
    }
  }
}
