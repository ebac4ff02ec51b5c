internal import AccessModel
internal import GateKeeping
internal import SiteJournal
internal import UplinkForwarding

/// The uplink: the house's state machine, a link that flaps, and an upstream.
extension SiteRun {
  /// New rows are in the outbox; they may gather for a while.
  func wakeUplink(_ index: Int) {
    guard !uplinks[index].isBusy, !uplinks[index].isWakeDue else { return }
    uplinks[index].isWakeDue = true
    afterInThisRun(plan.uplinkLag) { [unowned self] () throws(Violation) in
      uplinks[index].isWakeDue = false
      uplinks[index].machine.woken()
      try pump(index)
    }
  }

  /// As `UplinkForwarder.turn`, until something has to be waited for.
  private func pump(_ index: Int) throws(Violation) {
    guard let journal = disk.journal, machine != nil else { return }
    uplinks[index].isBusy = true
    let stream = uplinks[index].stream.rawValue
    while true {
      switch uplinks[index].machine.next() {
      case .rest:
        uplinks[index].isBusy = false
        return
      case .read(let wanted):
        do {
          let rows = try journal.pending(
            stream: stream, after: wanted.after, rowsMax: wanted.rowsMax, bytesMax: wanted.bytesMax)
          uplinks[index].machine.read(rows.map { OutboxEvent(sequence: $0.sequence, wire: $0.envelope) })
        } catch {
          return wait(index, uplinks[index].machine.journalFailed("\(error)").0)
        }
      case .send(let batch):
        let receipt = try send(batch, index)
        return afterInThisRun(link.milliseconds(30...2000)) { [unowned self] () throws(Violation) in
          try take(receipt, for: batch, index)
        }
      }
    }
  }

  /// What comes back of a batch: lost on the way, refused, or taken; the receipt may be lost as well.
  private func send(_ batch: UplinkBatch, _ index: Int) throws(Violation) -> UplinkReceipt {
    guard isLinkUp else { return .retryLater(after: nil, reason: "no route") }
    let isFaulty = plan.faults.contains(.link)
    if isFaulty {
      if batch.events.contains(where: { Self.isPoison($0.sequence) }) {
        return .rejected(status: 422, reason: "not understood")
      }
      if batch.events.count > 1, link.happens(perMille: 20) { return .tooLarge(reason: "too much") }
      if link.happens(perMille: 50) { return .retryLater(after: .seconds(20), reason: "busy") }
    }
    try book.forwarded(batch)
    try uplinks[index].receive(batch)
    if isFaulty, link.happens(perMille: 50) { return .retryLater(after: nil, reason: "the receipt is lost") }
    return .accepted
  }

  private func take(_ receipt: UplinkReceipt, for batch: UplinkBatch, _ index: Int) throws(Violation) {
    switch uplinks[index].machine.received(receipt, for: batch) {
    case .settle(let settlement): try settle(settlement, index)
    case .sendLess, .reduce: try pump(index)
    case .wait(let pause, _): wait(index, pause)
    }
  }

  private func settle(_ settlement: UplinkForwarder.Settlement, _ index: Int) throws(Violation) {
    let stream = uplinks[index].stream
    do {
      switch settlement {
      case .acknowledge(let sequence, _):
        try disk.journal?.acknowledge(stream: stream.rawValue, through: sequence)
      case .quarantine(let sequence, let reason):
        try disk.journal?.quarantine(stream: stream.rawValue, sequence: sequence, reason: reason)
        uplinks[index].setAside(sequence)
        offer([.note(.eventQuarantined(stream: stream, sequence: sequence, reason: reason))])
        offer([.condition(.uplinkQuarantine, subject: stream.rawValue, what: reason)])
      }
    } catch {
      let pause = uplinks[index].machine.journalFailed("\(error)").0
      return afterInThisRun(pause.span(fraction: link.fraction()).nanoseconds) {
        [unowned self] () throws(Violation) in try settle(settlement, index)
      }
    }
    try pump(index)
  }

  private func wait(_ index: Int, _ pause: UplinkForwarder.Pause) {
    afterInThisRun(max(pause.span(fraction: link.fraction()).nanoseconds, 1_000_000)) {
      [unowned self] () throws(Violation) in try pump(index)
    }
  }

  /// Events that the upstream never takes.
  private static func isPoison(_ sequence: Int64) -> Bool { sequence % 977 == 5 }

  /// Nothing goes wrong any more and nobody comes: within three hours everything must be upstream.
  func settle() throws(Violation) {
    plan.faults = []
    (isLinkUp, disk.isFailing) = (true, false)
    disk.fill(false)
    if machine == nil { try switchOn() }
    for index in uplinks.indices { wakeUplink(index) }
    guard let owing = try? disk.journal?.backlog() else { throw Violation("P7", "no backlog can be read") }
    let end = now + 10_800_000_000_000
    while let next = agenda.nextAt, next <= end, let entry = agenda.take() {
      now = entry.at
      try entry.event()
    }
    for owed in owing {
      guard let upstream = uplinks.first(where: { $0.stream.rawValue == owed.stream }) else { continue }
      for sequence in Swift.stride(from: Int64(1), through: owed.lastSequence, by: 1)
      where !upstream.received.contains(sequence) && !upstream.setAside.contains(sequence) {
        throw Violation("P7", "\(owed.stream) \(sequence) of \(owed.lastSequence) never came upstream")
      }
    }
  }
}
