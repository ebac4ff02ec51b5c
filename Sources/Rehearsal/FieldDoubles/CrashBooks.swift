internal import AccessModel
internal import Foundation

/// The books of a crash test over all lives of the daemon: what was promised to the cameras, what arrived
/// upstream, and what the barriers were told.
public struct CrashBooks: Sendable {
  private struct Stream: Sendable {
    /// The identifier under each sequence.
    var ids: [Int64: String] = [:]
    var last: Int64 = 0
  }

  struct Command: Sendable {
    var barrier: String
    var action: String
    var at: CivilTime
    /// nil for what the daemon does to close.
    var decision: String?
  }

  /// Answered 2xx, by read: as many times as it was answered so.
  private var accepted: [String: Int] = [:]
  private var recorded: [String: Int] = [:]
  private var digests: [String: Int] = [:]
  private var streams: [String: Stream] = [:]
  private var disorder: [String] = []
  private(set) var commands: [Command] = []
  private(set) var granted: Set<String> = []
  private(set) var rounds: [CrashRound] = []

  public init() {}

  /// 2xx so far.
  public var readsAccepted: Int { accepted.values.reduce(0, +) }
  /// Distinct events upstream.
  public var events: Int { digests.count }
  /// Raise pulses that the barriers saw in closed rounds.
  public var raises: Int { pulses(.raise) }
  public var lowers: Int { pulses(.lower) }

  public var roundsClosed: Int { rounds.count }

  /// What names a read on both sides.
  public static func key(device: String, track: String) -> String { "\(device)/\(track)" }

  /// A camera got a 2xx for a read.
  public mutating func accept(_ key: String) { accepted[key, default: 0] += 1 }

  /// The daemon's life has ended, and with it everything that it sent to the barriers.
  public mutating func close(_ round: CrashRound) { rounds.append(round) }

  /// An event arrived upstream, for the first time or again.
  public mutating func take(_ event: UpstreamEvent) {
    var hasher = Hasher()
    for text in [event.source, event.type, event.stream, event.time] { hasher.combine(text) }
    hasher.combine(event.sequence)
    hasher.combine(event.dataJSON)
    let digest = hasher.finalize()
    if let known = digests[event.id] {
      if known != digest { disorder.append("event \(event.id) came again with another content") }
      return
    }
    digests[event.id] = digest
    file(event)
    switch event.type {
    case "gatehouse.plate.read":
      let data = event.data
      recorded[Self.key(device: data["device"] ?? "", track: data["track"] ?? ""), default: 0] += 1
    case "gatehouse.access.decided":
      let data = event.data
      if data["outcome"] == AccessOutcome.granted.rawValue { granted.insert(data["decision"] ?? "") }
    case "gatehouse.barrier.commanded":
      let data = event.data
      commands.append(
        Command(
          barrier: data["barrier"] ?? "", action: data["action"] ?? "",
          at: CivilTime(rfc3339: event.time) ?? CivilTime(milliseconds: 0), decision: data["decision"]))
    default: break
    }
  }

  /// Everything that is wrong; complete once all rounds are closed and the outbox is empty.
  public func findings() -> CrashFindings {
    var findings = CrashFindings()
    for (key, count) in accepted.sorted(by: { $0.key < $1.key }) where recorded[key, default: 0] < count {
      findings.lost.append("read \(key): answered 2xx \(count) times, upstream \(recorded[key, default: 0])")
    }
    findings.gaps = disorder
    for (name, stream) in streams.sorted(by: { $0.key < $1.key }) {
      let missing = stream.last - Int64(stream.ids.count)
      if missing > 0 { findings.gaps.append("stream \(name): \(missing) of \(stream.last) never came") }
    }
    findings.moves = unrecordedMoves()
    findings.harm = writesAtStart() + loweredOnVehicles()
    return findings
  }

  private mutating func file(_ event: UpstreamEvent) {
    var stream = streams[event.stream] ?? Stream()
    defer { streams[event.stream] = stream }
    if let other = stream.ids[event.sequence] {
      disorder.append("stream \(event.stream): \(event.sequence) is both \(other) and \(event.id)")
      return
    }
    if event.sequence != stream.last + 1 {
      disorder.append("stream \(event.stream): \(event.sequence) came after \(stream.last)")
    }
    guard event.sequence > 0 else { return }
    stream.ids[event.sequence] = event.id
    stream.last = max(stream.last, event.sequence)
  }

  private func pulses(_ action: BarrierAction) -> Int {
    rounds.reduce(0) { $0 + $1.barriers.values.reduce(0) { $0 + $1.commands.count { $0.action == action } } }
  }
}
