/// What arrived of each stream, and whether anything is missing: the receiver's side of "nothing lost"
/// (P7).
public struct StreamLedger: Sendable {
  /// One stream as it arrived.
  public struct Stream: Sendable {
    /// The first sequence that ever arrived.
    public var first: Int64
    /// The highest sequence that arrived.
    public var last: Int64
    /// Events that came for the first time.
    public var distinct = 1
    /// Events that came again, as at-least-once permits.
    public var duplicates = 0
    /// Sequences that were jumped over.
    public var missing: Int64 = 0
  }

  /// By the stream's name.
  public private(set) var streams: [String: Stream] = [:]
  /// First arrivals by type.
  public private(set) var counts: [String: Int] = [:]
  /// A line for each fault of the sender, at most `faultsMax`.
  public private(set) var faults: [String] = []
  public private(set) var batches = 0
  /// Events in the largest batch.
  public private(set) var largestBatch = 0

  public static let faultsMax = 20

  public init() {}

  /// First arrivals of all streams.
  public var distinct: Int { streams.values.reduce(0) { $0 + $1.distinct } }
  public var duplicates: Int { streams.values.reduce(0) { $0 + $1.duplicates } }
  public var missing: Int64 { streams.values.reduce(0) { $0 + $1.missing } }

  mutating func noteBatch(of events: Int) {
    batches += 1
    largestBatch = max(largestBatch, events)
  }

  /// False when the event came before.
  mutating func take(_ event: UpstreamEvent) -> Bool {
    guard event.sequence >= 0 else {
      note("\(event.type) \(event.id) has no sequence")
      return true
    }
    guard var stream = streams[event.stream] else {
      streams[event.stream] = Stream(first: event.sequence, last: event.sequence)
      counts[event.type, default: 0] += 1
      return true
    }
    defer { streams[event.stream] = stream }
    guard event.sequence > stream.last else {
      stream.duplicates += 1
      return false
    }
    let jumped = event.sequence - stream.last - 1
    if jumped > 0 {
      stream.missing += jumped
      note("stream \(event.stream) jumps from \(stream.last) to \(event.sequence)")
    }
    stream.last = event.sequence
    stream.distinct += 1
    counts[event.type, default: 0] += 1
    return true
  }

  private mutating func note(_ fault: String) {
    if faults.count < Self.faultsMax { faults.append(fault) }
  }
}
