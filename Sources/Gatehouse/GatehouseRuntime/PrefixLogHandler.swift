import Logging

/// swift-log by way of the event log, with a `key=value` tail; never waits for the reader of the log.
struct PrefixLogHandler: LogHandler {
  let log: EventLog
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
    let tail = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    log.say(Self.priority(event.level), "\(event.message)\(tail)")
  }

  /// journald's level prefix (sd-daemon(3)).
  private static func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
