import AccessModel
import Testing

@testable import ModbusDevices

/// Never lower on a vehicle: the loops decide at the last moment.
@Suite struct LowerTests {
  private static let notClear = CommandOutcome.Result.withheld("the presence loop is not clear")
  private let loop = WireAddress(table: .discreteInput, address: 2)

  /// A bus that polls too seldom to know by itself, some seconds after a reading.
  private func rarelyPolled() throws -> RehearsedBus {
    var bus = try RehearsedBus.one(
      ModbusBusSettings(
        device: "io-1", transport: .tcp(host: "127.0.0.1", port: 502), poll: .seconds(60)))
    bus.run(for: .seconds(5))
    return bus
  }

  @Test func lowerDecidedBeforeTheVehicleCame_isNotWritten() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(50))
    bus.values[1, default: [:]][loop] = 1
    bus.run(for: .milliseconds(110))
    bus.command(1, .lower)
    bus.run(for: .seconds(1))
    #expect(bus.result(of: 1) == Self.notClear)
    #expect(bus.writes.isEmpty)
  }

  @Test func lowerOnAFreshReading_isWrittenAtOnce() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(950))
    let reads = bus.reads.count
    bus.command(1, .lower)
    bus.run(for: .milliseconds(1))
    #expect(bus.result(of: 1) == .written)
    #expect(bus.reads.count == reads)
  }

  @Test func lowerOnAnOldReading_isWrittenAfterOneMore() throws {
    var bus = try rarelyPolled()
    let reads = bus.reads.count
    bus.command(1, .lower)
    bus.run(for: .milliseconds(2))
    #expect(bus.result(of: 1) == .written)
    #expect(bus.reads.count == reads + 1)
    #expect(bus.writes == ["1:1=1"])
  }

  @Test func lowerOnAnOldReading_isNotWritten_whenOneMoreFindsAVehicle() throws {
    var bus = try rarelyPolled()
    bus.values[1, default: [:]][loop] = 1
    bus.command(1, .lower)
    bus.run(for: .seconds(1))
    #expect(bus.result(of: 1) == Self.notClear)
    #expect(bus.writes.isEmpty)
  }

  @Test func lowerWhoseReadingFails_isNotWritten() throws {
    var bus = try rarelyPolled()
    bus.faults[1] = .exception(2)
    bus.command(1, .lower)
    bus.run(for: .seconds(1))
    guard case .notReady(let reason) = bus.result(of: 1) else { Issue.record("answered otherwise"); return }
    #expect(reason.contains("reading discrete inputs 0-3"))
    #expect(bus.writes.isEmpty)
  }

  @Test func retryOfALower_looksAtTheLoopsAgain() throws {
    var bus = try RehearsedBus.one(Samples.serial)
    bus.run(for: .milliseconds(150))
    bus.faults[1] = .noAnswer
    bus.command(1, .lower)
    bus.run(for: .milliseconds(500))
    bus.faults = [:]
    bus.values[1, default: [:]][loop] = 1
    bus.run(for: .seconds(1))
    // The first try may have been obeyed: that is more than not ready.
    #expect(bus.result(of: 1) == .failed("the presence loop is not clear"))
    #expect(bus.writes.isEmpty)
  }

  @Test func vehicleThatComesWhileTheRaiseIsReleased_isSeen() throws {
    var bus = try RehearsedBus.one(profile: Samples.relays(pulse: 5000))
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise)
    bus.run(for: .milliseconds(50))
    bus.roundTrip = .milliseconds(200)
    bus.command(2, .lower)
    bus.run(for: .milliseconds(200))
    #expect(bus.writes == ["1:0=1", "1:0=0"])
    bus.values[1, default: [:]][loop] = 1
    bus.run(for: .seconds(1))
    #expect(bus.result(of: 2) == Self.notClear)
    #expect(bus.writes == ["1:0=1", "1:0=0"])
  }

  @Test func boardThatAnswersSlowly_isLoweredToo() throws {
    let inputs = "  open_limit: {coil: 9}\n  presence: [{discrete_input: 2}]"
    let profile = try Samples.profile("  raise: {coil: 0}\n  lower: {coil: 1}", inputs: inputs)
    var bus = try RehearsedBus.one(profile: profile)
    bus.roundTrip = .milliseconds(200)
    bus.run(for: .seconds(2))
    let reads = bus.reads.count
    bus.command(1, .lower)
    bus.run(for: .milliseconds(600))
    #expect(bus.result(of: 1) == .written)
    #expect(bus.reads.count == reads + 2)
  }

  @Test func lowerOnASerialLine_waitsUntilItsReadingCanBeBelieved() throws {
    var bus = try RehearsedBus.one(Samples.serial)
    bus.run(for: .milliseconds(150))
    bus.faults[1] = .noAnswer
    bus.run(for: .milliseconds(500))
    bus.faults = [:]
    bus.command(1, .lower)
    bus.run(for: .milliseconds(900))
    #expect(bus.writes.isEmpty)
    bus.run(for: .milliseconds(150))
    #expect(bus.writes == ["1:1=1"])
  }

  @Test func barrierWithoutLoops_isNeverLowered_butStops() throws {
    let inputs = "  open_limit: {discrete_input: 0}"
    let outputs = "  raise: {coil: 0}\n  lower: {coil: 1}\n  stop: {coil: 2}"
    var bus = try RehearsedBus.one(profile: Samples.profile(outputs, inputs: inputs))
    bus.run(for: .milliseconds(50))
    bus.command(1, .lower)
    bus.command(2, .stop)
    bus.run(for: .seconds(1))
    #expect(bus.result(of: 1) == .notReady("profile Test board has no presence loop"))
    #expect(bus.result(of: 2) == .written)
    #expect(!bus.writes.contains("1:1=1"))
  }

  @Test func stop_isWritten_whateverTheLoopsSay() throws {
    var bus = try rarelyPolled()
    bus.values[1, default: [:]][loop] = 1
    bus.command(1, .lower)
    bus.command(2, .stop)
    bus.run(for: .milliseconds(1))
    #expect(bus.result(of: 2) == .written)
    #expect(bus.writes == ["1:2=1"])
  }
}
