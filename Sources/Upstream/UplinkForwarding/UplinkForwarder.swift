public import AccessModel

/// Forwards one stream of the outbox: in order, one batch in flight, at least once.
public actor UplinkForwarder {
  private let stream: String
  private let source: any OutboxSource
  private let transport: any UplinkTransport
  private let sleep: @Sendable (Span) async throws -> Void
  private let random: @Sendable () -> Double
  private let observer: @Sendable (UplinkCondition) -> Void
  private var machine: StateMachine
  private var trouble: UplinkCondition?

  private let wakes: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation
  private let executor: QueueExecutor

  /// The outbox may block on its disk.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// After a 413, so many accepted batches before a larger one is tried.
  static let batchesBeforeGrowth = 32

  /// `random` draws from 0 to 1; `observer` is called from the forwarder's queue and must not block.
  public init(
    stream: String, source: any OutboxSource, transport: any UplinkTransport,
    settings: ForwardingSettings = ForwardingSettings(),
    sleep: @escaping @Sendable (Span) async throws -> Void = {
      try await Task.sleep(for: .nanoseconds($0.nanoseconds))
    },
    random: @escaping @Sendable () -> Double = { .random(in: 0...1) },
    observer: @escaping @Sendable (UplinkCondition) -> Void
  ) {
    self.stream = stream
    self.source = source
    self.transport = transport
    self.sleep = sleep
    self.random = random
    self.observer = observer
    machine = StateMachine(stream: stream, settings: settings)
    (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    executor = QueueExecutor(label: "gatehouse.uplink.\(stream)")
  }

  /// New rows were committed. Never blocks; does not shorten a wait after a failure.
  public nonisolated func wake() { waker.yield() }

  /// Forwards until its task is cancelled, then shuts the transport down. Run it once.
  public func run() async {
    await withTaskCancellationHandler {
      while !Task.isCancelled { await turn() }
    } onCancel: {
      transport.shutdown()
    }
  }

  private func turn() async {
    switch machine.next() {
    case .read(let wanted): await read(wanted)
    case .send(let batch): await send(batch)
    case .rest:
      var iterator = wakes.makeAsyncIterator()
      await iterator.next(isolation: self)
      machine.woken()
    }
  }

  private func read(_ wanted: StateMachine.Read) async {
    do {
      machine.read(try pending(wanted))
      if case .journalFailing = trouble {
        trouble = nil
        observer(.journalAnswers)
      }
    } catch {
      await waitForJournal(error)
    }
  }

  private func send(_ batch: UplinkBatch) async {
    async let answer = transport.send(batch)
    // Best effort: an error will come again, and be told, when the rows are needed.
    if let wanted = machine.readAhead(during: batch), let found = try? pending(wanted) { machine.read(found) }
    let receipt = await answer
    // A transport that was shut down says nothing about the upstream.
    if Task.isCancelled, receipt != .accepted { return }
    switch machine.received(receipt, for: batch) {
    case .settle(let settlement): await settle(settlement)
    case .sendLess: break
    case .reduce(let condition): observer(condition)
    case .wait(let pause, let condition): await wait(pause, because: condition)
    }
  }

  private func settle(_ settlement: Settlement) async {
    while true {
      do {
        switch settlement {
        case .acknowledge(let sequence, let events):
          try source.acknowledge(stream: stream, through: sequence)
          trouble = nil
          observer(.delivered(events: events, through: sequence))
        case .quarantine(let sequence, let reason):
          try source.quarantine(stream: stream, sequence: sequence, reason: reason)
          observer(.quarantined(sequence: sequence, reason: reason))
        }
        return
      } catch {
        await waitForJournal(error)
        if Task.isCancelled { return }
      }
    }
  }

  private func pending(_ wanted: StateMachine.Read) throws -> [OutboxEvent] {
    try source.pending(
      stream: stream, after: wanted.after, rowsMax: wanted.rowsMax, bytesMax: wanted.bytesMax)
  }

  private func waitForJournal(_ error: any Error) async {
    let (pause, condition) = machine.journalFailed("\(error)")
    await wait(pause, because: condition)
  }

  private func wait(_ pause: Pause, because condition: UplinkCondition) async {
    if trouble != condition { observer(condition) }
    trouble = condition
    // Cancelled: `run` ends at its next look.
    try? await sleep(pause.span(fraction: random()))
  }
}
