internal import AccessModel
internal import GRDB

extension Journal {
  /// Most events that one read returns.
  public static let eventsPerReadMax = 10_000

  /// Events after a row number, oldest first.
  public func events(after id: Int64, limit: Int) throws(JournalError) -> [StoredEvent] {
    try events("WHERE event.id > ? ORDER BY event.id", id, limit: limit)
  }

  /// The newest events, oldest of them first.
  public func latestEvents(limit: Int) throws(JournalError) -> [StoredEvent] {
    try events("WHERE event.id <= ? ORDER BY event.id DESC", .max, limit: limit).reversed()
  }

  /// What the last commit with this key wrote; nil when none did.
  public func snapshot(_ key: String) throws(JournalError) -> [UInt8]? {
    try read("read a snapshot") { database in
      try SQLStatement(database, "SELECT value FROM snapshot WHERE key = ?").first(.text(key)) { $0.bytes(0) }
    }
  }

  private func events(_ clause: String, _ id: Int64, limit: Int) throws(JournalError) -> [StoredEvent] {
    try read("read events") { database in
      let statement = try SQLStatement(
        database,
        """
        SELECT event.id, stream.name, sequence, recordedTime, unlisted, time, type, subject, evidence, data
        FROM event JOIN stream ON stream.number = event.stream \(clause) LIMIT ?
        """)
      var events: [StoredEvent] = []
      let rowsMax = min(max(limit, 0), Self.eventsPerReadMax)
      try statement.forEach(.integer(id), .integer(Int64(rowsMax))) {
        events.append(
          StoredEvent(
            id: $0.integer(0), eventID: eventID($0.integer(0)), stream: $0.text(1),
            sequence: $0.optionalInteger(2), type: $0.text(6), subject: $0.optionalText(7),
            time: CivilTime(milliseconds: $0.integer(5)), recordedAt: CivilTime(milliseconds: $0.integer(3)),
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
