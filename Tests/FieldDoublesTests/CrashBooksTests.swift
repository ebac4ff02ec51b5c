import AccessModel
import Testing

@testable import FieldDoubles

/// The checker finds every fault that it is there for, and no other.
@Suite struct CrashBooksTests {
  private static let start = CivilTime(milliseconds: 1_795_000_000_000)

  private func event(
    _ stream: String, _ sequence: Int64, _ type: String, _ data: String, id: String? = nil,
    at milliseconds: Int64 = 0
  ) -> UpstreamEvent {
    UpstreamEvent(
      id: id ?? "\(stream)-\(sequence)", source: "urn:gatehouse:crash", type: "gatehouse.\(type)",
      stream: stream,
      sequence: sequence, time: (Self.start + .milliseconds(milliseconds)).description,
      dataJSON: ArraySlice(data.utf8))
  }

  private func read(_ sequence: Int64, track: String) -> UpstreamEvent {
    event("access", sequence, "plate.read", #"{"device":"cam-1","track":"\#(track)"}"#)
  }

  private func granted(_ sequence: Int64, _ decision: String) -> UpstreamEvent {
    event("access", sequence, "access.decided", #"{"decision":"\#(decision)","outcome":"granted"}"#)
  }

  private func command(
    _ sequence: Int64, _ action: String, at milliseconds: Int64, for decision: String? = nil,
    barrier: String = "north-boom"
  ) -> UpstreamEvent {
    let cause = decision.map { #""decision":"\#($0)""# } ?? #""closing":"passed""#
    return event(
      "access", sequence, "barrier.commanded", #"{"barrier":"\#(barrier)","action":"\#(action)",\#(cause)}"#,
      at: milliseconds)
  }

  private func moment(_ milliseconds: Int64) -> Moment { .zero + .milliseconds(milliseconds) }

  /// A life of the daemon in which the north barrier got these commands, each as a pulse of 100 ms.
  private func round(
    _ pulses: [(BarrierAction, Int64)], number: Int = 1, startingAt start: Int64 = 0,
    firstPostAt: Int64? = 50,
    occupancyKnownFor known: Span? = nil
  ) -> CrashRound {
    var round = CrashRound(
      number: number, startedAt: Now(moment: moment(start), civil: Self.start + .milliseconds(start)))
    round.firstPostAt = firstPostAt.map(moment)
    round.barriers["north-boom"] = CrashRound.BarrierLog(
      writes: pulses.flatMap { [moment($0.1), moment($0.1 + 100)] },
      commands: pulses.map { ReceivedCommand(action: $0.0, at: moment($0.1), occupancyKnownFor: known) })
    return round
  }

  private func findings(
    accepted: [String] = [], _ events: [UpstreamEvent], _ rounds: [CrashRound] = []
  ) -> CrashFindings {
    var books = CrashBooks()
    for track in accepted { books.accept(CrashBooks.key(device: "cam-1", track: track)) }
    for event in events { books.take(event) }
    for round in rounds { books.close(round) }
    return books.findings()
  }

  private var soundEvents: [UpstreamEvent] {
    [
      read(1, track: "a"), granted(2, "1-1"), command(3, "raise", at: 60, for: "1-1"), read(4, track: "a"),
      command(5, "lower", at: 1500), read(6, track: "b"), granted(7, "2-1"),
      command(8, "raise", at: 2070, for: "2-1"),
    ]
  }

  private var soundRounds: [CrashRound] {
    [
      round([(.raise, 65), (.lower, 1505)]),
      round([(.raise, 2075)], number: 2, startingAt: 2000, firstPostAt: 2040),
    ]
  }

  @Test func soundRun_hasNoFault() {
    let events = soundEvents + [soundEvents[3], event("site", 1, "site.started", "{}"), soundEvents[4]]
    let all = findings(accepted: ["a", "a", "b"], events, soundRounds)
    #expect(all.faults == [])
  }

  @Test func acceptedRead_thatIsNotUpstream_isLost() {
    #expect(
      findings(accepted: ["a", "b"], [read(1, track: "a")]).lost
        == ["read cam-1/b: answered 2xx 1 times, upstream 0"])
  }

  @Test func readAcceptedTwice_andRecordedOnce_isLost_evenWhenItsEventCameTwice() {
    let events = [read(1, track: "a"), read(1, track: "a")]
    #expect(
      findings(accepted: ["a", "a"], events).lost == ["read cam-1/a: answered 2xx 2 times, upstream 1"])
  }

  @Test func missingSequence_isAGap_andSoIsALateBeginning() {
    #expect(
      findings([read(1, track: "a"), read(3, track: "b")]).gaps
        == ["stream access: 3 came after 1", "stream access: 1 of 3 never came"])
    #expect(
      findings([read(2, track: "a")]).gaps
        == ["stream access: 2 came after 0", "stream access: 1 of 2 never came"])
  }

  @Test func gapThatIsFilledLater_isOutOfOrder() {
    #expect(
      findings([read(1, track: "a"), read(3, track: "c"), read(2, track: "b")]).gaps
        == ["stream access: 3 came after 1", "stream access: 2 came after 3"])
  }

  @Test func sequenceThatIsGivenTwice_andIdentifierThatChangesItsContent_areFound() {
    let other = event("access", 1, "plate.read", "{}", id: "other")
    #expect(
      findings([read(1, track: "a"), other]).gaps == ["stream access: 1 is both access-1 and other"])
    #expect(
      findings([read(1, track: "a"), read(1, track: "b")]).gaps
        == ["event access-1 came again with another content"])
  }

  @Test(arguments: [2, 4, 7])
  func pulseWhoseCommandIsNotUpstream_isUnrecorded(position: Int) {
    var events = soundEvents
    events[position] = read(events[position].sequence, track: "instead")
    #expect(findings(events, soundRounds).moves.count == 1)
  }

  @Test func pulse_isNotExcused_byACommandOfAnotherBarrier_anotherLife_orAfterIt() {
    func moves(_ command: UpstreamEvent) -> Int {
      let events = [read(1, track: "a"), granted(2, "1-1"), command]
      return findings(events, [round([(.raise, 65)]), round([], number: 2, startingAt: 2000)]).moves.count
    }
    #expect(moves(command(3, "raise", at: 60, for: "1-1")) == 0)
    #expect(moves(command(3, "raise", at: 60, for: "1-1", barrier: "south-boom")) == 1)
    #expect(moves(command(3, "raise", at: 2001, for: "1-1")) == 1)
    #expect(moves(command(3, "raise", at: 80, for: "1-1")) == 1)
  }

  @Test func secondPulse_needsACommandOfItsOwn() {
    let moves = findings(Array(soundEvents.prefix(3)), [round([(.raise, 65), (.raise, 700)])]).moves
    #expect(moves.count == 1)
    #expect(moves.first?.contains("north-boom got raise number 2") == true)
  }

  @Test func raiseWithoutAGrant_andGrantThatRaisesTwice_areFound() {
    let raise = command(1, "raise", at: 60, for: "1-1")
    #expect(findings([raise]).moves == ["raise for 1-1, which granted nothing"])
    #expect(
      findings([
        granted(1, "1-1"), command(2, "raise", at: 60, for: "1-1"), command(3, "raise", at: 70, for: "1-1"),
      ])
      .moves == ["decision 1-1 raised more than once"])
  }

  @Test func writeBeforeTheFirstPost_isFound_andAnyWriteWhereThereWasNone() {
    var round = round([], firstPostAt: 50)
    round.barriers["north-boom"]?.writes = [moment(49), moment(51)]
    #expect(
      findings([], [round]).harm
        == ["round 1: north-boom was written to 49 ms after the start, before any read"])
    round.firstPostAt = nil
    #expect(findings([], [round]).harm.count == 2)
  }

  @Test func lowering_isHarm_onlyWhereTheMasterHadKnownOfTheVehicle() {
    let events = [command(1, "lower", at: 60)]
    func harm(_ known: Int64) -> [String] {
      findings(events, [round([(.lower, 65)], occupancyKnownFor: .milliseconds(known))]).harm
    }
    #expect(harm(100) == [])
    #expect(harm(400) == ["round 1: north-boom was lowered on a loop that it knew to be occupied for 400 ms"])
  }
}
