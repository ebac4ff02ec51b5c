import AccessModel
import FieldContract
import Foundation
import Testing

@testable import ModbusDevices

/// Locks: released for a time and then secured, whatever the line does meanwhile.
@Suite struct DoorTests {
  private let relay = WireAddress(table: .coil, address: 0)

  private func profile(_ relay: String = "{coil: 0}", _ rest: String = "") throws -> DoorProfile {
    try DoorProfile(file: "d", text: "name: D\nchannels: 4\nrelay: \(relay)\n\(rest)")
  }

  private func bus(
    _ profile: DoorProfile? = nil, kind: DoorProfile.LockKind = .failSecure,
    _ settings: ModbusBusSettings? = nil
  ) throws -> RehearsedBus {
    let lock = try #require(try (profile ?? self.profile()).lock(channel: 1, kind: kind))
    var bus = RehearsedBus(settings, doors: [DoorUnit(door: Samples.door, unit: 1, lock: lock)])
    bus.run(for: .milliseconds(50))
    return bus
  }

  @Test func release_isEndedAfterItsSpan_andNothingIsWrittenAtStart() throws {
    var bus = try bus()
    bus.run(for: .seconds(5))
    #expect(bus.writes.isEmpty)
    bus.door(1, .release(.seconds(3)))
    bus.run(for: .seconds(10))
    #expect(bus.result(of: 1) == .written)
    #expect(bus.writes == ["1:0=1", "1:0=0"])
    let open = try #require(bus.writeMoments.last) - bus.writeMoments[0]
    #expect((3000...3010).contains(open.milliseconds))
  }

  @Test func failSafeLock_isReleasedByLettingGo() throws {
    var bus = try bus(kind: .failSafe)
    bus.door(1, .release(.seconds(1)))
    bus.run(for: .seconds(2))
    #expect(bus.writes == ["1:0=0", "1:0=1"])
  }

  @Test func securing_isTriedUntilItIsConfirmed_overAnOutage() throws {
    var bus = try bus()
    bus.door(1, .release(.seconds(2)))
    bus.run(for: .seconds(1))
    #expect(bus.writes == ["1:0=1"])
    bus.faults[1] = .noAnswer
    bus.run(for: .seconds(30))
    #expect(bus.writes == ["1:0=1"])
    bus.faults = [:]
    bus.run(for: .seconds(15))
    #expect(bus.writes == ["1:0=1", "1:0=0"])
    #expect(bus.healths.last?.state == .online)
  }

  @Test func refusedSecuring_isReported_andTriedAgainWithoutSpinning() throws {
    var bus = try bus()
    bus.door(1, .release(.seconds(1)))
    bus.run(for: .milliseconds(900))
    bus.writeFault = .exception(4)
    bus.run(for: .seconds(10))
    #expect(bus.healths.contains { $0.state == .degraded && $0.reason.contains("could not be secured") })
    #expect((5...40).contains(bus.failedWrites))
    bus.writeFault = nil
    bus.run(for: .seconds(2))
    #expect(bus.writes == ["1:0=1", "1:0=0"])
    #expect(bus.healths.last?.state == .online)
  }

  @Test func releaseOfUnknownFate_isFailed_andSecuredAllTheSame() throws {
    var bus = try bus()
    bus.faults[1] = .noAnswer
    bus.door(1, .release(.seconds(2)))
    bus.run(for: .seconds(1))
    guard case .failed = bus.result(of: 1) else { Issue.record("answered otherwise"); return }
    // It was carried out, only the answer was lost.
    bus.values[1, default: [:]][relay] = 1
    bus.faults = [:]
    bus.run(for: .seconds(15))
    #expect(bus.writes == ["1:0=0"])
  }

  @Test func holdDuringAnOutage_isRefused_andTheDoorIsNotSecuredAfterwards() throws {
    var bus = try bus()
    bus.door(1, .release(.seconds(2)))
    bus.run(for: .seconds(1))
    bus.faults[1] = .noAnswer
    bus.run(for: .seconds(10))
    bus.door(2, .holdReleased)
    guard case .notReady = bus.result(of: 2) else { Issue.record("answered otherwise"); return }
    bus.faults = [:]
    bus.run(for: .seconds(20))
    #expect(bus.writes == ["1:0=1"])
  }

  @Test func expiredRelease_isNeverWritten() throws {
    var bus = try bus()
    bus.door(1, .release(.seconds(1)), validFor: .milliseconds(10))
    bus.now = bus.now + .milliseconds(11)
    bus.run(for: .seconds(3))
    #expect(bus.result(of: 1) == .expired)
    #expect(bus.writes.isEmpty)
  }

  @Test func holdAndSecure_areLevels() throws {
    var bus = try bus()
    bus.door(1, .holdReleased)
    bus.run(for: .seconds(60))
    #expect(bus.writes == ["1:0=1"])
    #expect(bus.healths.map(\.state) == [.online])
    bus.door(2, .secure)
    bus.run(for: .seconds(1))
    #expect(bus.writes == ["1:0=1", "1:0=0"])
  }

  @Test func boardsClock_takesTheLengthInTicks_andAHoldIsRenewedWhenItRanOut() throws {
    let timed = try profile("{coil: 0, timer: {start: {coil: 512}, tick_milliseconds: 100}}")
    var bus = try bus(timed)
    bus.door(1, .release(.milliseconds(2050)))
    bus.run(for: .milliseconds(500))
    #expect(bus.writes == ["1:512=21"])
    bus.door(2, .holdReleased)
    bus.run(for: .seconds(10))
    #expect(bus.writes == ["1:512=21", "1:0=1", "1:0=1"])
    bus.door(3, .secure)
    bus.run(for: .seconds(10))
    #expect(bus.writes.suffix(1) == ["1:0=0"] && bus.writes.count == 4)
  }

  @Test func boardsClockWithRegisters_isSetBeforeItIsStarted() throws {
    let text = try Samples.profileText("door/template")
    let lock = try #require(try DoorProfile(file: "t", text: text).lock(channel: 2, kind: .failSecure))
    let words = OutputBoard(lock).writes(for: .release(.seconds(4))).map { "\($0.at.words)=\($0.value)" }
    #expect(words == ["holding_register 37=1", "holding_register 53=3", "coil 17=1"])
  }

  @Test func doorOnAFixedPulse_cannotBeHeld() throws {
    var bus = try bus(profile("{coil: 0, kind: pulse, pulse_milliseconds: 300}"))
    bus.door(1, .holdReleased)
    guard case .notReady(let reason) = bus.result(of: 1) else { Issue.record("answered otherwise"); return }
    #expect(reason.contains("cannot hold a door"))
    bus.door(2, .release(.seconds(9)))
    bus.run(for: .seconds(1))
    #expect(bus.writes == ["1:0=1", "1:0=0"])
  }

  @Test func lockFoundReleased_isReported_andLeftAlone() throws {
    let lock = try #require(try profile().lock(channel: 1, kind: .failSecure))
    var bus = RehearsedBus(doors: [DoorUnit(door: Samples.door, unit: 1, lock: lock)])
    bus.values[1] = [relay: 1]
    bus.run(for: .seconds(5))
    #expect(bus.writes.isEmpty)
    #expect(bus.healths.last?.reason.contains("stood released when the device was read back") == true)
  }

  @Test(arguments: ["moxa-iologik-e1214", "advantech-adam-6060", "waveshare-relay-8ch", "template"])
  func shippedProfile_isSound(name: String) throws {
    let profile = try DoorProfile(file: name, text: try Samples.profileText("door/\(name)"))
    #expect(profile.channelCount >= 6)
    #expect(profile.lock(channel: profile.channelCount, kind: .failSafe) != nil)
    #expect(profile.lock(channel: 0, kind: .failSafe) == nil)
  }

  @Test(arguments: [
    ("name: D", "`relay` is missing"), ("name: D\nrelay: {holding_register: 1, value: 1}", "secured again"),
    ("name: D\nrelay: {coil: 0, timer: {tick_milliseconds: 5}}", "`relay.timer.start` is missing"),
    ("name: D\nchannels: 65\nrelay: {coil: 0}", "from 1 to 64"),
  ])
  func brokenProfile_isRefused(text: String, what: String) throws {
    let error = try #require(throws: DocumentError.self) { try DoorProfile(file: "d", text: text) }
    #expect(error.diagnostics.contains { $0.what.contains(what) }, "\(error)")
  }
}
