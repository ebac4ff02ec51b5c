internal import AccessModel
internal import GRDB

extension Journal {
  /// Most events that one read returns.
  public static let eventsPerReadMax = 10_000

  /// Events after a row number, oldest first.
  public func events(after id: Int64, limit: Int) throws(JournalError) -> [StoredEvent] {
    try events("WHERE event.id > ? ORDER BY event.id", .integer(id), limit: limit)
  }

  /// The newest events, oldest of them first.
  public func latestEvents(limit: Int) throws(JournalError) -> [StoredEvent] {
    try events("WHERE event.id <= ? ORDER BY event.id DESC", .integer(.max), limit: limit).reversed()
  }

  /// What the last commit with this key wrote; nil when none did.
  public func snapshot(_ key: String) throws(JournalError) -> [UInt8]? {
    try read("read a snapshot") { database in
      try SQLStatement(database, "SELECT value FROM snapshot WHERE key = ?").first(.text(key)) { $0.bytes(0) }
    }
  }

  /// The first events of one topic after a row number, oldest first.
  public func events(
    topic: String, after id: Int64 = 0, limit: Int
  ) throws(JournalError) -> [StoredEvent] {
    try events(Self.topicAfter, .text(topic), .integer(id), limit: limit)
  }

  /// The last events of one topic up to and with a row number, oldest first.
  public func events(
    topic: String, through id: Int64, limit: Int
  ) throws(JournalError) -> [StoredEvent] {
    try events(Self.topicThrough, .text(topic), .integer(id), limit: limit).reversed()
  }

  /// The event with this row number; nil when there is none, or none any more.
  public func event(_ id: Int64) throws(JournalError) -> StoredEvent? {
    try events("WHERE event.id = ?", .integer(id), limit: 1).first
  }

  /// The event that went upstream with this sequence of a stream.
  public func event(stream: String, sequence: Int64) throws(JournalError) -> StoredEvent? {
    try events(Self.bySequence, .text(stream), .integer(sequence), limit: 1).first
  }

  static let topicAfter = "WHERE topic = ? AND event.id > ? ORDER BY event.id"
  static let topicThrough = "WHERE topic = ? AND event.id <= ? ORDER BY event.id DESC"
  static let bySequence =
    "WHERE event.stream = (SELECT number FROM stream WHERE name = ?) AND sequence = ?"

  static func query(_ clause: String) -> String {
    """
    SELECT event.id, stream.name, sequence, recordedTime, unlisted, time, type, subject, evidence, data, topic
    FROM event JOIN stream ON stream.number = event.stream \(clause) LIMIT ?
    """
  }

  private func events(
    _ clause: String, _ values: SQLValue..., limit: Int
  ) throws(JournalError) -> [StoredEvent] {
    try read("read events") { database in
      let statement = try SQLStatement(database, Self.query(clause))
      var events: [StoredEvent] = []
      let rowsMax = min(max(limit, 0), Self.eventsPerReadMax)
      try statement.forEach(values + [.integer(Int64(rowsMax))]) {
        events.append(
          StoredEvent(
            id: $0.integer(0), eventID: eventID($0.integer(0)), stream: $0.text(1),
            sequence: $0.optionalInteger(2), type: $0.text(6), subject: $0.optionalText(7),
            topic: $0.optionalText(10), time: CivilTime(milliseconds: $0.integer(5)),
            recordedAt: CivilTime(milliseconds: $0.integer(3)),
            isUnlisted: $0.integer(4) != 0, data: $0.bytes(9), evidence: Self.names($0.optionalText(8))))
        return true
      }
      return events
    }
  }

  static func names(_ lines: String?) -> [String] {
    lines?.split(separator: "\n").map(String.init) ?? []
  }
}
