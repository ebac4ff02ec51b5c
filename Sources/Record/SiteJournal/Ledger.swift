internal import GRDB

/// The counters that the next commit goes on from.
struct Ledger {
  struct Stream {
    let number: Int64
    var lastSequence: Int64
    /// The stream's own highest row; the highest of all streams is the journal's.
    var lastEvent: Int64
  }

  private(set) var streams: [String: Stream] = [:]
  private(set) var lastEvent: Int64 = 0

  /// As the file has it. Rows may all be purged by now, so the counters stand in a table of their own.
  init(_ database: Database) throws {
    let statement = try SQLStatement(database, "SELECT name, number, lastSequence, lastEvent FROM stream")
    try statement.forEach {
      let stream = Stream(number: $0.integer(1), lastSequence: $0.integer(2), lastEvent: $0.integer(3))
      streams[$0.text(0)] = stream
      lastEvent = max(lastEvent, stream.lastEvent)
      return true
    }
  }

  /// Takes the next row number and, for a forwarded event, the stream's next sequence.
  mutating func advance(_ name: String, isForwarded: Bool) throws(JournalError) -> (
    event: Int64, stream: Stream
  ) {
    guard streams[name] != nil || streams.count < JournalSchema.streamsMax else {
      throw .overLimit(operation: "commit events", cause: "more than \(JournalSchema.streamsMax) streams")
    }
    let number = Int64(streams.count) + 1
    var stream = streams[name] ?? Stream(number: number, lastSequence: 0, lastEvent: 0)
    lastEvent += 1
    stream.lastEvent = lastEvent
    if isForwarded { stream.lastSequence += 1 }
    streams[name] = stream
    return (lastEvent, stream)
  }
}
