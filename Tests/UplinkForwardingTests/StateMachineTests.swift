import AccessModel
import Testing

@testable import UplinkForwarding

/// A machine with rows in hand and an outbox behind it, driven by receipts.
private struct Bench {
  var machine: UplinkForwarder.StateMachine
  private var outbox: [OutboxEvent]

  init(_ rows: ClosedRange<Int64>, _ settings: ForwardingSettings = ForwardingSettings()) {
    machine = .init(stream: "s", settings: settings)
    outbox = events(rows)
    machine.read(outbox)
  }

  var batch: UplinkBatch? {
    guard case .send(let batch) = machine.next() else { return nil }
    return batch
  }

  mutating func answer(_ receipt: UplinkReceipt) throws -> UplinkForwarder.StateMachine.Verdict {
    answer(receipt, for: try #require(batch))
  }

  /// After a wait the machine holds nothing: it reads the outbox again.
  private mutating func answer(
    _ receipt: UplinkReceipt, for batch: UplinkBatch
  ) -> UplinkForwarder.StateMachine.Verdict {
    let verdict = machine.received(receipt, for: batch)
    switch verdict {
    case .settle(.acknowledge(let sequence, _)), .settle(.quarantine(let sequence, _)):
      outbox.removeAll { $0.sequence <= sequence }
    case .wait: if case .read = machine.next() { machine.read(outbox) }
    case .sendLess, .reduce: break
    }
    return verdict
  }

  /// Answers as an upstream does that refuses batches with these events, until one is set aside; the
  /// sizes sent.
  mutating func run(poison: Set<Int64>) throws -> (sizes: [Int], quarantined: Int64?) {
    var sizes: [Int] = []
    while let batch {
      sizes.append(batch.events.count)
      let isRefused = batch.events.contains { poison.contains($0.sequence) }
      let verdict = answer(isRefused ? .refused : .accepted, for: batch)
      if case .settle(.quarantine(let sequence, _)) = verdict { return (sizes, sequence) }
      if case .wait = verdict { return (sizes, nil) }
    }
    return (sizes, nil)
  }
}

@Suite struct StateMachineTests {
  @Test func empty_readsFromTheStart_thenRests() {
    var machine = UplinkForwarder.StateMachine(stream: "s", settings: ForwardingSettings())
    #expect(machine.next() == .read(.init(after: 0, rowsMax: 2000, bytesMax: 4 << 20)))
    machine.read([])
    #expect(machine.next() == .rest)
    machine.woken()
    #expect(machine.next() == .read(.init(after: 0, rowsMax: 2000, bytesMax: 4 << 20)))
  }

  @Test func loneEvent_leavesAtOnce() throws {
    #expect(sequences(try #require(Bench(7...7).batch)) == [7])
  }

  @Test(arguments: [(eventsMax: 4, bytesMax: 1 << 20), (100, 401), (100, 500), (4, 401)])
  func batch_isBoundedByEventsAndBytes(eventsMax: Int, bytesMax: Int) throws {
    let bench = Bench(1...9, ForwardingSettings(batchEventsMax: eventsMax, batchBytesMax: bytesMax))
    let batch = try #require(bench.batch)
    #expect(sequences(batch) == [1, 2, 3, 4])
    #expect(batch.bytes == 401)
  }

  @Test func eventLargerThanTheLimit_goesAlone() throws {
    let bench = Bench(1...3, ForwardingSettings(batchBytesMax: 50))
    #expect(sequences(try #require(bench.batch)) == [1])
  }

  @Test func accepted_retiresTheBatch_andTheRestFollows() throws {
    var bench = Bench(1...5, ForwardingSettings(batchEventsMax: 3))
    #expect(try bench.answer(.accepted) == .settle(.acknowledge(through: 3, events: 3)))
    #expect(sequences(try #require(bench.batch)) == [4, 5])
    #expect(try bench.answer(.accepted) == .settle(.acknowledge(through: 5, events: 2)))
    #expect(bench.machine.next() == .read(.init(after: 5, rowsMax: 3, bytesMax: 4 << 20)))
  }

  @Test func readAhead_happensOnce_afterTheLastRowRead() throws {
    var bench = Bench(1...3)
    let batch = try #require(bench.batch)
    #expect(bench.machine.readAhead(during: batch) == .init(after: 3, rowsMax: 2000, bytesMax: 4 << 20))
    bench.machine.read(events(4...5))
    #expect(bench.machine.readAhead(during: batch) == nil)
    bench.machine.read([])
    #expect(bench.machine.received(.accepted, for: batch) == .settle(.acknowledge(through: 3, events: 3)))
    #expect(sequences(try #require(bench.batch)) == [4, 5])
  }

  @Test func readAhead_thatFoundNothing_isNotRepeated() throws {
    var bench = Bench(1...3)
    let batch = try #require(bench.batch)
    bench.machine.read([])
    #expect(bench.machine.readAhead(during: batch) == nil)
  }

  @Test func failures_doubleTheCeilingUpToItsLimit_andAcceptanceResetsIt() throws {
    var bench = Bench(1...2, ForwardingSettings(batchEventsMax: 1, backoffMax: .seconds(3)))
    func ceiling(_ milliseconds: Int64) -> UplinkForwarder.StateMachine.Verdict {
      .wait(
        .init(atLeast: .zero, jitterMax: .milliseconds(milliseconds)), because: .unreachable(reason: "down"))
    }
    for expected in [250, 500, 1000, 2000, 3000, 3000] as [Int64] {
      #expect(try bench.answer(.down) == ceiling(expected))
    }
    _ = try bench.answer(.accepted)
    #expect(try bench.answer(.down) == ceiling(250))
  }

  @Test func thousandFailures_stayAtTheLimit() throws {
    var bench = Bench(1...1)
    for _ in 1...1000 { _ = try bench.answer(.down) }
    guard case .wait(let pause, _) = try bench.answer(.down) else { return #expect(Bool(false)) }
    #expect(pause.jitterMax == .seconds(60))
  }

  @Test(arguments: [(120, 120), (100_000, 900), (-5, 0)] as [(Int64, Int64)])
  func retryAfter_isAFloorWithinBounds(asked: Int64, floor: Int64) throws {
    var bench = Bench(1...1)
    let verdict = try bench.answer(.retryLater(after: .seconds(asked), reason: "busy"))
    let pause = UplinkForwarder.Pause(atLeast: .seconds(floor), jitterMax: .milliseconds(250))
    #expect(verdict == .wait(pause, because: .unreachable(reason: "busy")))
  }

  @Test(arguments: [(0.0, 1000), (0.5, 1125), (1.0, 1250), (7.0, 1250), (-1.0, 1000)] as [(Double, Int64)])
  func pause_addsARandomPartOfItsJitter(fraction: Double, milliseconds: Int64) {
    let pause = UplinkForwarder.Pause(atLeast: .seconds(1), jitterMax: .milliseconds(250))
    #expect(pause.span(fraction: fraction) == .milliseconds(milliseconds))
  }

  @Test func misconfigured_waitsAndSetsNothingAside() throws {
    var bench = Bench(1...1)
    for _ in 1...50 {
      guard
        case .wait(_, .misconfigured(reason: "wrong CA")) = try bench.answer(
          .misconfigured(reason: "wrong CA"))
      else { return #expect(Bool(false), "something else than a wait") }
    }
    #expect(sequences(try #require(bench.batch)) == [1])
  }

  @Test(arguments: [UplinkReceipt.down, .misconfigured(reason: "wrong CA")])
  func wait_letsGoOfAllRows_becauseTheyMayBeRedactedMeanwhile(receipt: UplinkReceipt) throws {
    var machine = UplinkForwarder.StateMachine(stream: "s", settings: ForwardingSettings(batchEventsMax: 2))
    machine.read(events(1...2))
    guard case .send(let batch) = machine.next() else { return #expect(Bool(false)) }
    machine.read(events(3...4))
    _ = machine.received(receipt, for: batch)
    #expect(machine.rows.isEmpty)
    #expect(machine.next() == .read(.init(after: 0, rowsMax: 2, bytesMax: 4 << 20)))
  }

  @Test func journalFailure_backsOff() {
    var bench = Bench(1...1)
    let (pause, condition) = bench.machine.journalFailed("disk")
    #expect(pause == .init(atLeast: .zero, jitterMax: .milliseconds(250)))
    #expect(condition == .journalFailing(reason: "disk"))
  }
}

@Suite struct PoisonTests {
  @Test(arguments: 1...16 as ClosedRange<Int64>)
  func poison_isFoundByHalving_whereverItStands(position: Int64) throws {
    var bench = Bench(1...16)
    let (sizes, quarantined) = try bench.run(poison: [position])
    #expect(quarantined == position)
    #expect(sizes.count <= 6)
    _ = try bench.run(poison: [position])
    #expect(bench.machine.rows.isEmpty)
  }

  @Test func poisonIn2000_costsElevenRequests() throws {
    var bench = Bench(1...2000)
    let (sizes, quarantined) = try bench.run(poison: [1])
    #expect(quarantined == 1)
    #expect(sizes == [2000, 1000, 500, 250, 125, 62, 31, 15, 7, 3, 1])
  }

  @Test func scatteredPoison_isAllSetAside_becauseOthersAreAcceptedBetween() throws {
    let poison: Set<Int64> = [1, 2, 3, 100, 101, 102, 777, 1999, 2000]
    var bench = Bench(1...2000)
    var found: [Int64] = []
    while let sequence = try bench.run(poison: poison).quarantined { found.append(sequence) }
    #expect(found == poison.sorted())
    #expect(bench.machine.rows.isEmpty)
  }

  @Test func afterAPoison_theNextGoesAlone_andItsAcceptanceOpensTheBatchAgain() throws {
    var bench = Bench(1...10, ForwardingSettings(batchEventsMax: 4))
    #expect(try bench.run(poison: [1]).quarantined == 1)
    #expect(sequences(try #require(bench.batch)) == [2])
    _ = try bench.answer(.accepted)
    #expect(sequences(try #require(bench.batch)) == [3, 4, 5, 6])
  }

  @Test func upstreamThatRefusesEverything_costsThreeEventsAndThenOneInTenRefusals() throws {
    var bench = Bench(1...2000)
    let everything = Set(1...2000 as ClosedRange<Int64>)
    for expected in 1...3 as ClosedRange<Int64> {
      #expect(try bench.run(poison: everything).quarantined == expected)
    }
    let reason = "the upstream refused it with status 422: no"
    for expected in 4...5 as ClosedRange<Int64> {
      for _ in 1...9 {
        guard case .wait(_, .refusingEverything(reason)) = try bench.answer(.refused) else {
          return #expect(Bool(false), "something else than a wait")
        }
      }
      #expect(try bench.answer(.refused) == .settle(.quarantine(sequence: expected, reason: reason)))
    }
    #expect(try bench.answer(.accepted) == .settle(.acknowledge(through: 6, events: 1)))
    #expect(try bench.run(poison: [7]).quarantined == 7)
  }

  @Test func longWaitsInThatState_areAtTheBackoffLimit() throws {
    var bench = Bench(1...100, ForwardingSettings(quarantinesInARowMax: 0))
    for _ in 1...30 { _ = try bench.answer(.refused) }
    guard case .wait(let pause, _) = try bench.answer(.refused) else { return #expect(Bool(false)) }
    #expect(pause.jitterMax == .seconds(60))
  }

  @Test func outageInTheMiddleOfASearch_doesNotLoseIt() throws {
    var bench = Bench(1...8)
    #expect(try bench.answer(.refused) == .sendLess)
    _ = try bench.answer(.down)
    #expect(sequences(try #require(bench.batch)) == [1, 2, 3, 4])
    #expect(try bench.run(poison: [6]).quarantined == 6)
  }

  @Test func tooLarge_halvesTheBytes_andTheLimitIsKept() throws {
    var bench = Bench(1...8)
    #expect(try bench.answer(.large) == .reduce(.batchReduced(bytesMax: 400, reason: "big")))
    #expect(sequences(try #require(bench.batch)) == [1, 2, 3])
    _ = try bench.answer(.accepted)
    #expect(sequences(try #require(bench.batch)) == [4, 5, 6])
  }

  @Test func tooLargeAlone_isSetAside() throws {
    var bench = Bench(1...1)
    let reason = "too large for the upstream: big"
    #expect(try bench.answer(.large) == .settle(.quarantine(sequence: 1, reason: reason)))
  }

  @Test func reducedLimit_doublesAfterThirtyTwoBatches_neverAboveTheSetting() throws {
    var bench = Bench(1...200, ForwardingSettings(batchBytesMax: 801))
    _ = try bench.answer(.large)
    #expect(bench.machine.bytesMax == 400)
    for _ in 1...31 { _ = try bench.answer(.accepted) }
    #expect(bench.machine.bytesMax == 400)
    _ = try bench.answer(.accepted)
    #expect(bench.machine.bytesMax == 800)
    bench.machine.read(events(201...600))
    for _ in 1...32 { _ = try bench.answer(.accepted) }
    #expect(bench.machine.bytesMax == 801)
  }
}
