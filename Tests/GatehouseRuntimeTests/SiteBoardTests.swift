import AccessModel
import Testing

@testable import GatehouseRuntime

@Suite struct SiteBoardTests {
  private func time(_ seconds: Int64) -> CivilTime { CivilTime(milliseconds: seconds * 1000) }

  @Test func deviceThatFellSilent_keepsWhenItWasHeardLast_andSinceWhenItIsAsItIs() {
    let board = SiteBoard()
    board.expect([("cam", kind: "camera")], at: time(1))
    #expect(
      board.now.devices["cam"]
        == SiteBoard.DeviceEntry(kind: "camera", state: "not heard yet", since: time(1)))
    _ = board.heard("cam", at: time(5))
    _ = board.heard("cam", at: time(9))
    #expect(
      board.now.devices["cam"]
        == SiteBoard.DeviceEntry(kind: "camera", state: "online", since: time(5), heard: time(9)))
    let health = DeviceHealth(device: "cam", state: .offline, reason: "no answer")
    board.note([GateEvent(at: time(20), fact: .deviceChanged(health))])
    #expect(
      board.now.devices["cam"]
        == SiteBoard.DeviceEntry(
          kind: "camera", state: "offline", reason: "no answer", since: time(20), heard: time(9)))
  }
}
