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
    #expect(KeptSnapshot.unpacked([]) == KeptState())
    #expect(KeptSnapshot.unpacked(Array("not this".utf8)) == nil)
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
