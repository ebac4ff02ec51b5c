import AccessModel
import FieldContract
import HTTPActuators
import Testing
import UHPPOTEControllers

@testable import GatehouseRuntime

/// What a reload does to devices that run.
@Suite(.timeLimit(.minutes(1))) struct FleetTests {
  private func board(_ name: String, poll: Span = .milliseconds(500)) throws -> UHPPOTESettings {
    // Port 9 of the loopback: nobody answers.
    let endpoint = try #require(BoardEndpoint("127.0.0.1", port: 9))
    return UHPPOTESettings(
      device: DeviceID(name), serial: 1, reach: .address(endpoint),
      doors: [.init(door: DoorID(name), number: 1)], timeZone: "UTC", poll: poll,
      responseTimeout: .milliseconds(20), retries: 0)
  }

  @Test func controllerThatDidNotChange_runsOn() throws {
    let fleet = ControllerFleet(desk: ReaderDesk(door: FieldDoor(inbox: Inbox())))
    defer { fleet.stop() }
    try fleet.adopt([board("a"), board("b")])
    let before = fleet.doors
    try fleet.adopt([board("a"), board("b", poll: .seconds(1))])
    let after = fleet.doors
    #expect(before.map(\.0) == ["a", "b"] && after.map(\.0) == ["a", "b"])
    #expect(before.map(\.1)[0] === after.map(\.1)[0])
    #expect(before.map(\.1)[1] !== after.map(\.1)[1])
    fleet.adopt([])
    #expect(fleet.doors.isEmpty)
  }

  private func device(_ name: String, _ thing: HTTPTarget.Thing, port: Int = 9) throws -> HTTPFleet.Device {
    let profile = try HTTPProfile(
      file: "profile.yaml",
      text: "name: x\nrequests: {raise: {path: /raise}, release: {path: /release}}\n")
    return HTTPFleet.Device(
      settings: HTTPDeviceSettings(
        device: DeviceID(name), host: "127.0.0.1", port: port, trust: .plain,
        credentials: HTTPCredentials(user: "u", password: "p")),
      target: HTTPTarget(thing, profile: profile))
  }

  @Test func httpDeviceThatDidNotChange_runsOn() throws {
    let fleet = HTTPFleet(door: FieldDoor(inbox: Inbox()))
    defer { fleet.stop() }
    try fleet.adopt([device("a", .barrier("boom")), device("b", .door("hall"))])
    let (boom, hall) = (fleet.barriers, fleet.doors)
    #expect(boom.map(\.0) == ["boom"] && hall.map(\.0) == ["hall"])
    try fleet.adopt([device("a", .barrier("boom")), device("b", .door("hall"), port: 10)])
    #expect(fleet.barriers.map(\.1)[0] === boom.map(\.1)[0])
    #expect(fleet.doors.map(\.1)[0] !== hall.map(\.1)[0])
  }
}
