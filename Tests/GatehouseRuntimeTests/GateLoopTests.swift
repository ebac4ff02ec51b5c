import AccessModel
import FieldContract
import Foundation
import GateKeeping
import PlateMatching
import SiteJournal
import Synchronization
import Testing

@testable import GatehouseRuntime
@testable import ShellOrder

@Suite struct GateLoopTests {
  /// A loop on a real journal in a folder of its own, with an actuator that looks into the journal.
  private final class Bench: Sendable {
    let folder: String
    let journal: Journal
    let inbox = Inbox()
    let loop: GateLoop
    let witness: Witness

    init(whenJournalFails: JournalFailurePolicy = .hold) throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "gate-loop-\(UUID())").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      journal = try Journal(folder: folder) { $0.data }
      witness = Witness(journal: journal)
      let dispatch = FieldDispatch()
      dispatch.replace(barriers: ["boom": witness], doors: [:], readers: [:])
      let lane = Lane(
        id: "north", name: "North", barrier: Barrier(id: "boom", device: "io"),
        accessPoints: [AccessPoint(id: "north-in", direction: .entry, memberships: ["residents"])])
      var layout = SiteLayout(
        source: "urn:test", lanes: [lane], cameras: [CameraAssignment(device: "cam", accessPoint: "north-in")]
      )
      layout.whenJournalFails = whenJournalFails
      loop = GateLoop(
        keeper: GateKeeper(layout: layout, run: 1, now: SystemClock.now()), inbox: inbox,
        recorder: EventRecorder(journal: journal, privacy: .none, isForwarding: true), dispatch: dispatch,
        board: SiteBoard(), onEvents: { _ in }, onOutage: { _ in }, onRecovery: { _ in },
        onTurn: {})
      loop.start()
    }

    func end() throws {
      inbox.close()
      #expect(loop.join(within: .seconds(5)))
      try journal.close()
      try FileManager.default.removeItem(atPath: folder)
    }
  }

  /// Notes, for each command, whether its decision was on disk when it was performed.
  private final class Witness: BarrierActuator {
    let journal: Journal
    let recorded = Mutex<[Bool]>([])

    init(journal: Journal) { self.journal = journal }

    func perform(_ command: BarrierCommand) {
      let types = (try? journal.latestEvents(limit: 10))?.map(\.type) ?? []
      let isRecorded =
        types.contains("gatehouse.barrier.commanded") && types.contains("gatehouse.access.decided")
      recorded.withLock { $0.append(isRecorded) }
    }
  }

  @Test func submittedRead_isOnDisk_whenItIsAnswered() async throws {
    let bench = try Bench()
    let read = PlateRead(device: "cam", plate: "ZZ9", capturedAt: SystemClock.civil())
    let result = await FieldDoor(inbox: bench.inbox).submit([read])
    #expect(result == .committed)
    let types = try bench.journal.latestEvents(limit: 10).map(\.type)
    #expect(types == ["gatehouse.plate.read", "gatehouse.access.decided"])
    try bench.end()
  }

  @Test func command_isPerformed_onlyAfterItsDecisionIsCommitted() async throws {
    let bench = try Bench()
    let answer = await withCheckedContinuation { continuation in
      let opening = OperatorOpening(
        number: 1, lane: "north", operatorName: "wu", reason: nil, askedAt: SystemClock.moment())
      #expect(bench.inbox.offer(.order(.operatorOpens(opening), number: 1, continuation)))
    }
    #expect(answer.accepted)
    #expect(bench.witness.recorded.withLock { $0 } == [true])
    try bench.end()
  }

  @Test func atStart_nothingIsPerformed() async throws {
    let bench = try Bench()
    _ = bench.inbox.offer(
      .input(.barrierSensed(BarrierSensed(barrier: "boom", openLimit: true, at: SystemClock.moment()))))
    try bench.end()
    #expect(bench.witness.recorded.withLock { $0.isEmpty })
  }

  /// A member's read while nothing can be recorded; what its camera hears, and what the iron was told.
  private func readDuringOutage(_ policy: JournalFailurePolicy) async throws -> (
    SubmissionResult, commands: Int
  ) {
    let bench = try Bench(whenJournalFails: policy)
    let now = SystemClock.civil()
    let member = WatchlistEntry(
      id: "m", plate: "A1", purpose: .membership, action: .admit, authority: "Estate", reference: "1",
      validUntil: now + .seconds(1000))
    let list = PlateIndex(
      edition: ListEdition(list: "residents", version: "1", issuedAt: now), entries: [member])
    _ = bench.inbox.offer(.input(.lists([list])))
    try bench.journal.close()
    let read = PlateRead(device: "cam", plate: "A1", capturedAt: now)
    let result = await FieldDoor(inbox: bench.inbox).submit([read])
    try bench.end()
    return (result, bench.witness.recorded.withLock { $0.count })
  }

  @Test func whileNothingCanBeRecorded_aSiteThatHolds_movesNothing_andTheCameraComesAgain() async throws {
    let (result, commands) = try await readDuringOutage(.hold)
    #expect(result == .journalUnavailable)
    #expect(commands == 0)
  }

  @Test func whileNothingCanBeRecorded_aSiteThatGoesOn_raises_andKeepsWhatItActedOn() async throws {
    let (result, commands) = try await readDuringOutage(.goOn)
    #expect(result == .unrecorded)
    #expect(commands == 1)
  }

  @Test func newsOfARefusedEvent_doesNotFollowItIntoTheStreamThatRefuses() throws {
    let bench = try Bench()
    let recorder = EventRecorder(journal: bench.journal, privacy: .none, isForwarding: true)
    let now = SystemClock.civil()
    let events = [EventStream.site, .access].map {
      GateEvent(at: now, fact: .eventQuarantined(stream: $0, sequence: 7, reason: "no"))
    }
    try recorder.commit(events, snapshots: [:], at: now)
    #expect(try bench.journal.latestEvents(limit: 2).map(\.sequence) == [nil, 1])
    try bench.end()
  }

  @Test func fullInbox_refusesReads_andTakesWhatMustArrive() {
    let inbox = Inbox()
    for _ in 0..<Inbox.itemsMax { #expect(inbox.offer(.input(.tick))) }
    let reading = BarrierSensed(barrier: "boom", at: SystemClock.moment())
    #expect(!inbox.offer(.input(.barrierSensed(reading))))
    #expect(inbox.offer(.input(.lists([]))))
    #expect(inbox.refusals == 1)
    #expect(inbox.take(within: .zero)?.count == Inbox.batchMax)
  }

  @Test func outage_keepsABoundedNumberOfFacts_andAsksTheDiskOnlyNowAndThen() {
    var outage = JournalOutage()
    let now = SystemClock.moment()
    outage.begin(at: now)
    let event = GateEvent(at: SystemClock.civil(), fact: .siteStopping)
    outage.keep(Array(repeating: event, count: JournalOutage.eventsMax + 5))
    #expect(outage.pending.count == JournalOutage.eventsMax)
    #expect(outage.dropped == 5)
    #expect(outage.waits(at: now))
    #expect(!outage.waits(at: now + JournalOutage.retry))
  }

  @Test func pseudonym_isTheSameForTheSamePlate_andAnotherForAnotherKey() {
    let one = Pseudonym(key: Array("0123456789abcdef".utf8))
    let other = Pseudonym(key: Array("fedcba9876543210".utf8))
    #expect(one.of("A1") == one.of("A1"))
    #expect(one.of("A1") != one.of("A2"))
    #expect(one.of("A1") != other.of("A1"))
    #expect(one.of("A1").count == 32)
  }
}
