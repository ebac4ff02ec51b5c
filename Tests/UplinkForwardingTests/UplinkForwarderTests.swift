import AccessModel
import Synchronization
import Testing
import UplinkForwarding

@Suite(.timeLimit(.minutes(1))) struct UplinkForwarderTests {
  private static func delivers(through sequence: Int64) -> @Sendable (UplinkCondition) -> Bool {
    { if case .delivered(_, sequence) = $0 { true } else { false } }
  }

  @Test func backlog_leavesInOrder_inFullBatches_oneAtATime() async {
    let outbox = MemoryOutbox(events(1...2500))
    let transport = ScriptedTransport { _, _ in
      await Task.yield()
      return .accepted
    }
    let rig = Rig(outbox, transport, ForwardingSettings(batchEventsMax: 1000))
    let told = await rig.run(until: Self.delivers(through: 2500))
    #expect(transport.sent.map(\.count) == [1000, 1000, 500])
    #expect(transport.sent.flatMap { $0 } == Array(1...2500))
    #expect(transport.record.withLock { $0.inFlightMax } == 1)
    #expect(outbox.contents.withLock { $0.waiting.isEmpty })
    #expect(
      told == [
        .delivered(events: 1000, through: 1000), .delivered(events: 1000, through: 2000),
        .delivered(events: 500, through: 2500),
      ])
    #expect(rig.sleeps.all.isEmpty)
  }

  @Test func nextRows_areReadWhileABatchIsInFlight() async {
    let outbox = MemoryOutbox(events(1...20))
    let transport = ScriptedTransport { number, _ in
      // The first answer waits for the second read: without reading ahead this would never end.
      while number == 1, outbox.contents.withLock({ $0.reads }) < 2 { await Task.yield() }
      return .accepted
    }
    _ = await Rig(outbox, transport, ForwardingSettings(batchEventsMax: 10)).run(
      until: Self.delivers(through: 20))
    #expect(transport.sent.map(\.count) == [10, 10])
  }

  @Test func wake_sendsWhatWasCommittedMeanwhile() async {
    let outbox = MemoryOutbox(events(1...1))
    let rig = Rig(outbox, ScriptedTransport { _, _ in .accepted })
    let told = await rig.run { condition in
      if condition == .delivered(events: 1, through: 1) {
        outbox.add(events(2...3))
        rig.forwarder.wake()
      }
      return condition == .delivered(events: 2, through: 3)
    }
    #expect(told.count == 2)
  }

  @Test func upstreamDown_isToldOnce_retriedWithGrowingWaits_andNothingIsLost() async {
    let outbox = MemoryOutbox(events(1...3))
    let transport = ScriptedTransport { number, _ in number <= 4 ? .down : .accepted }
    let rig = Rig(outbox, transport)
    let told = await rig.run(until: Self.delivers(through: 3))
    #expect(told == [.unreachable(reason: "down"), .delivered(events: 3, through: 3)])
    #expect(rig.sleeps.all == [250, 500, 1000, 2000].map { .milliseconds($0) })
    #expect(transport.sent == Array(repeating: [1, 2, 3], count: 5))
  }

  @Test func poison_isSetAside_andTheStreamGoesOn() async {
    let outbox = MemoryOutbox(events(1...100))
    let transport = ScriptedTransport { _, batch in
      batch.events.contains { $0.sequence == 42 } ? .refused : .accepted
    }
    let told = await Rig(outbox, transport).run(until: Self.delivers(through: 100))
    #expect(told.contains(.quarantined(sequence: 42, reason: "the upstream refused it with status 422: no")))
    #expect(outbox.contents.withLock { $0.quarantined } == [42])
    #expect(outbox.contents.withLock { $0.waiting.isEmpty })
  }

  @Test func upstreamThatRefusesEverything_isToldAndCostsThreeEvents() async {
    let outbox = MemoryOutbox(events(1...100))
    let rig = Rig(
      outbox, ScriptedTransport { _, _ in .refused }, ForwardingSettings(refusalsOfOneEventMax: .max))
    let told = await rig.run { if case .refusingEverything = $0 { true } else { false } }
    #expect(told.count == 4)
    #expect(outbox.contents.withLock { $0.quarantined } == [1, 2, 3])
    #expect(outbox.contents.withLock { $0.waiting.count } == 97)
  }

  @Test(arguments: [UplinkReceipt.accepted, .refused])
  func outboxThatCannotSettle_isToldOnce_andNothingIsSentTwice(receipt: UplinkReceipt) async {
    let outbox = MemoryOutbox(events(1...1))
    outbox.contents.withLock { $0.settlementFailuresToCome = 3 }
    let transport = ScriptedTransport { _, _ in receipt }
    let rig = Rig(outbox, transport)
    let told = await rig.run { if case .journalFailing = $0 { false } else { true } }
    #expect(told.first == .journalFailing(reason: "disk I/O error"))
    #expect(told.count == 2)
    #expect(transport.sent == [[1]])
    #expect(outbox.contents.withLock { $0.waiting.isEmpty })
    #expect(rig.sleeps.all == [250, 500, 1000].map { .milliseconds($0) })
  }

  @Test func outboxThatCannotBeRead_isRead_whenItAnswersAgain() async {
    let outbox = MemoryOutbox()
    outbox.contents.withLock { $0.readFailuresToCome = 3 }
    let rig = Rig(outbox, ScriptedTransport { _, _ in .accepted })
    let told = await rig.run { $0 == .journalAnswers }
    #expect(told == [.journalFailing(reason: "disk I/O error"), .journalAnswers])
    #expect(rig.sleeps.all == [250, 500, 1000].map { .milliseconds($0) })
  }

  @Test func cancelling_shutsTheTransportDown_andTheBatchInFlightStaysInTheOutbox() async {
    let outbox = MemoryOutbox(events(1...2))
    let transport = ScriptedTransport { _, _ in
      while !Task.isCancelled { await Task.yield() }
      return .down
    }
    let rig = Rig(outbox, transport)
    let running = Task { await rig.forwarder.run() }
    while transport.sent.isEmpty { await Task.yield() }
    running.cancel()
    await running.value
    #expect(transport.record.withLock { $0.isShutDown })
    #expect(outbox.contents.withLock { $0.waiting.count } == 2)
    #expect(rig.sleeps.all.isEmpty)
  }

  @Test func cancellingAnIdleForwarder_endsIt() async {
    let outbox = MemoryOutbox()
    let rig = Rig(outbox, ScriptedTransport { _, _ in .accepted })
    let running = Task { await rig.forwarder.run() }
    while outbox.contents.withLock({ $0.reads }) == 0 { await Task.yield() }
    running.cancel()
    await running.value
  }
}
