import AccessModel
import GateKeeping
import Testing

@testable import GatehouseRuntime
@testable import ShellOrder

@Suite struct KeptSnapshotTests {
  @Test func whatIsKept_comesBackAsItWas() {
    let kept = KeptState(
      visits: [Visit(token: "7-1", uses: 2, validUntil: CivilTime(milliseconds: 1_795_000_000_000))],
      doors: [KeptState.SetDoor(door: "front", mode: .lockedDown)], firePanels: ["fire"])
    #expect(KeptSnapshot.unpacked(KeptSnapshot.packed(kept)) == kept)
    #expect(KeptSnapshot.read { _ in [] } == KeptState())
    #expect(KeptSnapshot.read { _ in Array("not this".utf8) } == nil)
    #expect(KeptSnapshot.unpacked(Array("not this".utf8)) == nil)
  }

  @Test func whoIsInside_isWrittenByBuckets_andComesBack() {
    var rows: [String: [UInt8]] = [:]
    let time = CivilTime(milliseconds: 1_795_000_000_000)
    var kept = KeptState(
      siteMode: .lockdown, lanes: [KeptState.SetLane(lane: "north", mode: .closed, cycles: 7)])
    kept.areas = AreaBook(
      presences: (0..<1000).map {
        Presence(subject: "credential C\($0)", area: $0 % 2 == 0 ? "yard" : nil, since: time)
      }, counts: [AreaCount(area: "yard", count: 500, hasFirst: true)])
    rows.merge(KeptSnapshot.changes(from: KeptState(), to: kept)) { _, new in new }
    #expect(rows.count > 200)
    #expect(KeptSnapshot.read { rows[$0] ?? [] } == kept)
    var next = kept
    next.areas = AreaBook(
      presences: (0..<1000).map {
        Presence(subject: "credential C\($0)", area: $0 % 2 == 0 || $0 == 7 ? "yard" : nil, since: time)
      }, counts: [AreaCount(area: "yard", count: 501, hasFirst: true)])
    let changes = KeptSnapshot.changes(from: kept, to: next)
    #expect(changes.count == 2, "one bucket and the counts")
    rows.merge(changes) { _, new in new }
    #expect(KeptSnapshot.read { rows[$0] ?? [] } == next)
  }

  @Test func lockdown_outlivesARestart_andWritesNothing() {
    let door = Door(
      id: "front", device: "rd", readers: [DoorReader(device: "rd", accessPoint: "front-in")])
    let layout = SiteLayout(source: "urn:test", lanes: [], cameras: [], doors: [door])
    let now = SystemClock.now()
    var before = GateKeeper(layout: layout, run: 1, now: now)
    let order = OperatorDoorOrder(
      number: 1, door: nil, order: .set(.lockedDown), operatorName: "wu", reason: nil, askedAt: now.moment)
    _ = before.step(.operatorSetsDoor(order), at: now)
    var after = GateKeeper(layout: layout, run: 2, kept: before.keptState, now: now)
    #expect(after.doorViews.map(\.mode) == [.lockedDown])
    let effects = after.step(.tick, at: now)
    #expect(!effects.contains { if case .doorCommand = $0 { true } else { false } })
  }
}
