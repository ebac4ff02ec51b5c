import AccessModel

/// What `gatectl replay` and `gatectl rehearse` ask of this program.
public struct ReplayRequest: Sendable {
  /// The settings of the daemon.
  public var file: String
  /// The settings that might be; nil: the recorded decisions are checked.
  public var policy: String?
  public var since: String?
  public var until: String?
  /// `<run>-<number>`: this decision alone.
  public var decision: String?
  public var json: Bool

  public init(
    file: String, policy: String?, since: String?, until: String?, decision: String?, json: Bool
  ) {
    self.file = file
    self.policy = policy
    self.since = since
    self.until = until
    self.decision = decision
    self.json = json
  }

  /// All equal; something differs; the command line is wrong; nothing is recorded; the settings have errors.
  enum Exit: Int32 {
    case equal = 0
    case differs = 1
    case usage = 64
    case nothingRecorded = 66
    case settings = 78
  }

  /// nil for a time that is none.
  func interval(now: CivilTime) -> ClosedRange<CivilTime>? {
    guard let from = Self.time(since, now) ?? (since == nil ? CivilTime(milliseconds: 0) : nil),
      let to = Self.time(until, now) ?? (until == nil ? CivilTime(milliseconds: .max) : nil), from <= to
    else { return nil }
    return from...to
  }

  /// `2026-11-24`, `2026-11-24T06:30` (both UTC), RFC 3339 with its offset, or `90m`, `36h`, `2d` before now.
  private static func time(_ text: String?, _ now: CivilTime) -> CivilTime? {
    guard let text else { return nil }
    let seconds: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]
    if let unit = text.last.flatMap({ seconds[$0] }), let count = Int64(text.dropLast()),
      (0...100_000).contains(count)
    {
      return now + .seconds(-count * unit)
    }
    return [text, text + ":00Z", text + "T00:00:00Z"].lazy.compactMap { CivilTime(rfc3339: $0) }.first
  }
}
