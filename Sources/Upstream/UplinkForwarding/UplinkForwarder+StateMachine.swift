internal import AccessModel

extension UplinkForwarder {
  /// What the outbox has to be told about rows that need no further attempt.
  package enum Settlement: Equatable {
    case acknowledge(through: Int64, events: Int)
    case quarantine(sequence: Int64, reason: String)
  }

  /// Decides what the forwarder does next; reads no clock, draws no random number, calls nobody.
  package struct StateMachine {
    /// Read from the outbox, in order, not yet accepted or set aside.
    package private(set) var rows: [OutboxEvent] = []
    private var readThrough: Int64 = 0
    /// False once a read came back empty, until the next wake.
    private var moreMayWait = true
    /// What the upstream takes in one request, as learnt from its 413s.
    package private(set) var bytesMax: Int
    private var batchesSinceReduction = 0
    /// So many rows at the head were refused together: at least one of them is poison.
    private var suspects = 0
    private var failures = 0
    private var quarantinesInARow = 0
    private var refusalsOfHead = 0

    private let stream: String
    private let settings: ForwardingSettings

    /// For one stream from its beginning.
    package init(stream: String, settings: ForwardingSettings) {
      self.stream = stream
      self.settings = settings
      bytesMax = settings.batchBytesMax
    }
  }
}

extension UplinkForwarder.StateMachine {
  /// See `UplinkForwarder.Settlement`.
  package typealias Settlement = UplinkForwarder.Settlement
  /// See `UplinkForwarder.Pause`.
  package typealias Pause = UplinkForwarder.Pause

  /// What to do next.
  package enum Next: Equatable {
    case read(Read)
    case send(UplinkBatch)
    /// Everything is forwarded: wait for a wake.
    case rest
  }

  /// Arguments of `OutboxSource.pending`.
  package struct Read: Equatable {
    /// `after` excluded.
    package var after: Int64, rowsMax: Int, bytesMax: Int
  }

  /// What follows from a receipt.
  package enum Verdict: Equatable {
    /// Tell the outbox, then go on at once.
    case settle(Settlement)
    /// Go on at once with a smaller batch.
    case sendLess
    /// As `sendLess`; the limit in bytes is lower from now on.
    case reduce(UplinkCondition)
    case wait(Pause, because: UplinkCondition)
  }

  /// Asked after each answer.
  package func next() -> Next {
    if rows.isEmpty { return moreMayWait ? .read(wanted) : .rest }
    var bytes = 1
    let eventsMax = quarantinesInARow > 0 ? 1 : suspects > 0 ? max(suspects / 2, 1) : settings.batchEventsMax
    let fitting = rows.prefix(eventsMax).prefix {
      bytes += UplinkBatch.bytes(of: $0)
      return bytes <= bytesMax
    }
    return .send(UplinkBatch(stream: stream, events: Array(rows.prefix(max(fitting.count, 1)))))
  }

  /// What to read while a batch is in flight; nil when the batch after it is here already.
  package func readAhead(during batch: UplinkBatch) -> Read? {
    moreMayWait && rows.count == batch.events.count ? wanted : nil
  }

  /// Rows were committed.
  package mutating func woken() { moreMayWait = true }

  /// Rows that the outbox gave, none when nothing waits.
  package mutating func read(_ found: [OutboxEvent]) {
    moreMayWait = !found.isEmpty
    rows += found
    readThrough = found.last?.sequence ?? readThrough
  }

  /// What came back of a batch.
  package mutating func received(_ receipt: UplinkReceipt, for batch: UplinkBatch) -> Verdict {
    switch receipt {
    case .accepted: return accepted(batch)
    case .rejected(let status, let reason):
      let reason = "the upstream refused it with status \(status): \(reason)"
      return batch.events.count == 1 ? refusedAlone(batch, reason) : refused(batch)
    case .tooLarge(let reason):
      guard batch.events.count > 1 else {
        return refusedAlone(batch, "too large for the upstream: \(reason)")
      }
      bytesMax = max(batch.bytes / 2, 1)
      batchesSinceReduction = 0
      return .reduce(.batchReduced(bytesMax: bytesMax, reason: reason))
    case .retryLater(let after, let reason):
      letGo()
      return .wait(backOff(after: after), because: .unreachable(reason: reason))
    case .misconfigured(let reason):
      letGo()
      return .wait(backOff(), because: .misconfigured(reason: reason))
    }
  }

  /// The outbox did not answer a read or take a settlement.
  package mutating func journalFailed(_ reason: String) -> (Pause, UplinkCondition) {
    (backOff(), .journalFailing(reason: reason))
  }

  private var wanted: Read {
    Read(after: readThrough, rowsMax: settings.batchEventsMax, bytesMax: settings.batchBytesMax)
  }

  private mutating func accepted(_ batch: UplinkBatch) -> Verdict {
    (failures, quarantinesInARow, refusalsOfHead) = (0, 0, 0)
    suspects = max(suspects - batch.events.count, 0)
    batchesSinceReduction += 1
    if bytesMax < settings.batchBytesMax, batchesSinceReduction == UplinkForwarder.batchesBeforeGrowth {
      bytesMax = min(bytesMax &* 2, settings.batchBytesMax)
      batchesSinceReduction = 0
    }
    return drop(batch, .acknowledge(through: batch.events.last?.sequence ?? 0, events: batch.events.count))
  }

  private mutating func refused(_ batch: UplinkBatch) -> Verdict {
    suspects = batch.events.count
    return .sendLess
  }

  private mutating func refusedAlone(_ batch: UplinkBatch, _ reason: String) -> Verdict {
    refusalsOfHead += 1
    guard
      quarantinesInARow < settings.quarantinesInARowMax || refusalsOfHead >= settings.refusalsOfOneEventMax
    else {
      letGo()
      return .wait(backOff(), because: .refusingEverything(reason: reason))
    }
    quarantinesInARow += 1
    (suspects, refusalsOfHead) = (0, 0)
    return drop(batch, .quarantine(sequence: batch.events.last?.sequence ?? 0, reason: reason))
  }

  private mutating func drop(_ batch: UplinkBatch, _ settlement: Settlement) -> Verdict {
    rows.removeFirst(batch.events.count)
    return .settle(settlement)
  }

  /// Rows are read anew after a wait: it may last a day, and what they say may have been redacted meanwhile
  /// (P10).
  private mutating func letGo() {
    rows = []
    (readThrough, moreMayWait) = (0, true)
  }

  /// Full jitter: anywhere between nothing and a ceiling that doubles; `Retry-After` is a floor below it.
  private mutating func backOff(after: Span? = nil) -> Pause {
    let doubled = settings.backoffBase.nanoseconds.multipliedReportingOverflow(by: 1 << min(failures, 32))
    failures += 1
    let ceiling = doubled.overflow ? settings.backoffMax : Span(nanoseconds: doubled.partialValue)
    guard let after else { return Pause(atLeast: .zero, jitterMax: min(ceiling, settings.backoffMax)) }
    return Pause(
      atLeast: min(max(after, .zero), settings.retryAfterMax), jitterMax: settings.backoffBase)
  }
}
