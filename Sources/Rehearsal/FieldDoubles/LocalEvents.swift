internal import Foundation

/// One recorded event, as `gatectl events --json` prints it.
public struct LocalEvent: Sendable {
  public var id: Int64
  /// `gatehouse.<noun>.<fact>`.
  public var type: String
  public var lane: String?
  public var summary: String
  /// The members of its `data`, as text.
  public var data: [String: String]

  /// nil for a line that is no event.
  init?(line: Data) {
    guard let fields = FlatJSON.fields(of: line), let id = fields["id"].flatMap(Int64.init),
      let type = fields["type"]
    else { return nil }
    self.id = id
    self.type = type
    lane = fields["lane"]
    summary = fields["summary"] ?? ""
    data = fields.reduce(into: [:]) { data, field in
      if field.key.hasPrefix("data.") { data[String(field.key.dropFirst(5))] = field.value }
    }
  }
}

/// What a site records, followed through `gatectl events --follow` from the first event on.
public final class LocalEvents: @unchecked Sendable {
  // Unchecked: `process` and `rest` are set up before the process runs; afterwards only the pipe's
  // handler touches `rest`, which Foundation calls one at a time, and `process` is only terminated.
  public let events = Watched<[LocalEvent]>([])
  private let process = Process()
  private var rest = Data()

  public static let eventsMax = 100_000

  /// Starts following.
  public init(gatectl: String, socket: String) throws(RehearsalError) {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: gatectl)
    process.arguments = ["events", "--follow", "--after", "0", "--json", "--socket", socket]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    output.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let bytes = handle.availableData
      if bytes.isEmpty { handle.readabilityHandler = nil }
      self?.take(bytes)
    }
    do { try process.run() } catch {
      throw .tool(command: gatectl, reason: "cannot be started: \(error.localizedDescription)")
    }
  }

  /// Stops following.
  public func stop() { if process.isRunning { process.terminate() } }

  /// The first event of a type after a known one that satisfies a condition.
  public func first(
    _ type: String, after id: Int64, within limit: Duration, _ what: String,
    where condition: @escaping @Sendable (LocalEvent) -> Bool = { _ in true }
  ) async throws(RehearsalError) -> LocalEvent {
    try await events.first("\(type) (\(what)) in the journal", within: limit) { events in
      events.first { $0.id > id && $0.type == type && condition($0) }
    }
  }

  /// The latest event's id; 0 before the first.
  public var lastID: Int64 { events.read { $0.last?.id ?? 0 } }

  private func take(_ bytes: Data) {
    rest.append(bytes)
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = Data(rest[rest.startIndex..<end])
      rest = Data(rest[rest.index(after: end)...])
      guard let event = LocalEvent(line: line) else { continue }
      events.update { if $0.count < Self.eventsMax { $0.append(event) } }
    }
  }
}
