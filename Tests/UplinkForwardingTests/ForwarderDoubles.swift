import AccessModel
import Synchronization
import UplinkForwarding

/// An outbox in memory whose calls can be made to fail.
final class MemoryOutbox: OutboxSource {
  struct Failure: Error, CustomStringConvertible { var description: String { "disk I/O error" } }

  struct Contents {
    var waiting: [OutboxEvent] = []
    var quarantined: [Int64] = []
    var reads = 0
    var readFailuresToCome = 0
    var settlementFailuresToCome = 0
  }

  let contents = Mutex(Contents())

  init(_ waiting: [OutboxEvent] = []) { contents.withLock { $0.waiting = waiting } }

  func add(_ events: [OutboxEvent]) { contents.withLock { $0.waiting += events } }

  func pending(stream: String, after sequence: Int64, rowsMax: Int, bytesMax: Int) throws -> [OutboxEvent] {
    try contents.withLock {
      $0.reads += 1
      try Self.fail(&$0.readFailuresToCome)
      return Array($0.waiting.drop { $0.sequence <= sequence }.prefix(rowsMax))
    }
  }

  func acknowledge(stream: String, through sequence: Int64) throws {
    try contents.withLock {
      try Self.fail(&$0.settlementFailuresToCome)
      $0.waiting.removeAll { $0.sequence <= sequence }
    }
  }

  func quarantine(stream: String, sequence: Int64, reason: String) throws {
    try contents.withLock {
      try Self.fail(&$0.settlementFailuresToCome)
      $0.waiting.removeAll { $0.sequence == sequence }
      $0.quarantined.append(sequence)
    }
  }

  private static func fail(_ failuresToCome: inout Int) throws {
    guard failuresToCome > 0 else { return }
    failuresToCome -= 1
    throw Failure()
  }
}

/// Answers by a rule, keeps what was sent, and can hold its answer back until it is let go.
final class ScriptedTransport: UplinkTransport {
  struct Record {
    var sent: [[Int64]] = []
    var inFlight = 0
    var inFlightMax = 0
    var isShutDown = false
  }

  let record = Mutex(Record())
  private let answer: @Sendable (Int, UplinkBatch) async -> UplinkReceipt

  /// The rule gets the number of the request, from 1, and the batch.
  init(_ answer: @escaping @Sendable (Int, UplinkBatch) async -> UplinkReceipt) { self.answer = answer }

  func send(_ batch: UplinkBatch) async -> UplinkReceipt {
    let number = record.withLock {
      $0.sent.append(batch.events.map(\.sequence))
      $0.inFlight += 1
      $0.inFlightMax = max($0.inFlightMax, $0.inFlight)
      return $0.sent.count
    }
    let receipt = await answer(number, batch)
    record.withLock { $0.inFlight -= 1 }
    return receipt
  }

  func shutdown() { record.withLock { $0.isShutDown = true } }

  var sent: [[Int64]] { record.withLock { $0.sent } }
}

/// A forwarder in virtual time: waits are written down and over at once; conditions come as a stream.
struct Rig {
  let forwarder: UplinkForwarder
  let conditions: AsyncStream<UplinkCondition>
  let sleeps = Slept()

  final class Slept: Sendable {
    let spans = Mutex<[Span]>([])
    var all: [Span] { spans.withLock { $0 } }
  }

  init(
    _ outbox: MemoryOutbox, _ transport: ScriptedTransport,
    _ settings: ForwardingSettings = ForwardingSettings()
  ) {
    let (conditions, told) = AsyncStream.makeStream(of: UplinkCondition.self)
    self.conditions = conditions
    forwarder = UplinkForwarder(
      stream: "events", source: outbox, transport: transport, settings: settings,
      sleep: { [sleeps] span in sleeps.spans.withLock { $0.append(span) } }, random: { 1 },
      observer: { told.yield($0) })
  }

  /// Runs until a condition fulfils the test; everything told until then.
  func run(until isLast: @Sendable (UplinkCondition) -> Bool) async -> [UplinkCondition] {
    let running = Task { await forwarder.run() }
    var told: [UplinkCondition] = []
    for await condition in conditions {
      told.append(condition)
      if isLast(condition) { break }
    }
    running.cancel()
    await running.value
    return told
  }
}
