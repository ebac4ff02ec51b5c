/// One line of the daemon's answer.
public enum ControlResponse: Hashable, Sendable {
  case status(SiteStatus)
  case alarm(AlarmLine)
  case hit(HitLine)
  case hitCounts(HitCounts)
  case event(EventLine)
  case explanation(Explanation)
  case command(CommandAnswer)
  case reload(ReloadAnswer)
  case fault(ControlFault)
  /// Closes a list of alarms, claims or events and says how many there were.
  case end(count: Int)

  /// No further line belongs to the same request.
  public var isLast: Bool {
    switch self {
    case .alarm, .hit, .hitCounts, .event: false
    case .status, .explanation, .command, .reload, .fault, .end: true
    }
  }
}

extension ControlResponse: Codable {
  /// `{"v":1,"event":{...}}`: the one key beside the version says what the line is.
  private enum Key: String, CodingKey {
    case v, status, alarm, hit, event, explanation, command, reload, fault, end
    case hitCounts
  }

  public func encode(to encoder: any Encoder) throws {
    var line = encoder.container(keyedBy: Key.self)
    try line.encode(ControlLine.version, forKey: .v)
    switch self {
    case .status(let value): try line.encode(value, forKey: .status)
    case .alarm(let value): try line.encode(value, forKey: .alarm)
    case .explanation(let value): try line.encode(value, forKey: .explanation)
    case .hit(let value): try line.encode(value, forKey: .hit)
    case .hitCounts(let value): try line.encode(value, forKey: .hitCounts)
    case .event(let value): try line.encode(value, forKey: .event)
    case .command(let value): try line.encode(value, forKey: .command)
    case .reload(let value): try line.encode(value, forKey: .reload)
    case .fault(let value): try line.encode(value, forKey: .fault)
    case .end(let count): try line.encode(count, forKey: .end)
    }
  }

  public init(from decoder: any Decoder) throws {
    let line = try decoder.container(keyedBy: Key.self)
    let version = try line.decode(Int.self, forKey: .v)
    guard version == ControlLine.version else { throw ControlFault.version(version, verb: nil) }
    guard let key = line.allKeys.first(where: { $0 != .v }) else { throw ControlFault.unreadable }
    switch key {
    case .v, .end: self = .end(count: try line.decode(Int.self, forKey: .end))
    case .status: self = .status(try line.decode(SiteStatus.self, forKey: key))
    case .alarm: self = .alarm(try line.decode(AlarmLine.self, forKey: key))
    case .explanation: self = .explanation(try line.decode(Explanation.self, forKey: key))
    case .hit: self = .hit(try line.decode(HitLine.self, forKey: key))
    case .hitCounts: self = .hitCounts(try line.decode(HitCounts.self, forKey: key))
    case .event: self = .event(try line.decode(EventLine.self, forKey: key))
    case .command: self = .command(try line.decode(CommandAnswer.self, forKey: key))
    case .reload: self = .reload(try line.decode(ReloadAnswer.self, forKey: key))
    case .fault: self = .fault(try line.decode(ControlFault.self, forKey: key))
    }
  }
}
