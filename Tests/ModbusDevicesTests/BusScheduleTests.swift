import AccessModel
import FieldContract
import Testing

@testable import ModbusDevices

@Suite struct BusScheduleTests {
  private let raise = WireAddress(table: .coil, address: 0)
  private let lower = WireAddress(table: .coil, address: 1)
  private let loop = WireAddress(table: .discreteInput, address: 2)

  private func pair() throws -> RehearsedBus {
    RehearsedBus(units: [
      BarrierUnit(barrier: Samples.north, unit: 1, profile: try Samples.relays()),
      BarrierUnit(barrier: Samples.south, unit: 2, profile: try Samples.relays()),
    ])
  }

  @Test func start_readsEverythingOnce_andWritesNothing() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .seconds(3))
    #expect(bus.writes.isEmpty)
    #expect(
      bus.reads.filter { $0.table == .coil } == [ReadRequest(table: .coil, address: 0, count: 3, offset: 4)])
    #expect(bus.healths.map(\.state) == [.online])
  }

  @Test func commandBeforeReadBack_isNotReady() throws {
    var bus = try RehearsedBus.one()
    bus.command(1, .raise)
    guard case .notReady = bus.result(of: 1) else { Issue.record("answered otherwise"); return }
    bus.run(for: .seconds(1))
    #expect(bus.writes.isEmpty)
  }

  @Test func unchangedInputs_areReportedEvery400Milliseconds_andChangesAtOnce() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(10_050))
    #expect((25...35).contains(bus.sensed.count))
    for (earlier, later) in zip(bus.sensed, bus.sensed.dropFirst()) {
      #expect(later.at - earlier.at <= .milliseconds(400))
    }
    bus.values[1, default: [:]][loop] = 1
    let count = bus.sensed.count
    bus.run(for: .milliseconds(110))
    #expect(bus.sensed.count == count + 1)
    #expect(bus.sensed.last?.presence == .occupied)
  }

  @Test func poll_keepsItsPace() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .seconds(10))
    #expect((99...102).contains(bus.reads.count))
  }

  @Test func pulse_goesOnAndOff_whilePollingGoesOn() throws {
    var bus = try RehearsedBus.one(profile: Samples.relays(pulse: 1000))
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise)
    bus.run(for: .milliseconds(500))
    #expect(bus.result(of: 1) == .written)
    #expect(bus.writes == ["1:0=1"])
    let reads = bus.reads.count
    bus.run(for: .milliseconds(700))
    #expect(bus.writes == ["1:0=1", "1:0=0"])
    #expect(bus.reads.count > reads + 4)
  }

  @Test func expiredCommand_isNeverWritten() throws {
    var bus = try pair()
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise, validFor: .milliseconds(100))
    bus.now = bus.now + .milliseconds(101)
    bus.run(for: .seconds(1))
    #expect(bus.result(of: 1) == .expired)
    #expect(bus.writes.isEmpty)
  }

  @Test func stop_passesAndCancelsTheOthers() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise)
    bus.command(2, .lower)
    bus.command(3, .stop)
    bus.run(for: .milliseconds(50))
    #expect(bus.result(of: 1) == .notReady("overtaken by a stop command"))
    #expect(bus.result(of: 2) == .notReady("overtaken by a stop command"))
    #expect(bus.result(of: 3) == .written)
    #expect(bus.writes == ["1:2=1"])
  }

  @Test func unansweredWriteOnTCP_isFailedAtOnce_theLineDropped_andTheUnitReadBack() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise)
    bus.faults[1] = .noAnswer
    bus.run(for: .milliseconds(500))
    guard case .failed(let reason) = bus.result(of: 1) else { Issue.record("answered otherwise"); return }
    #expect(
      reason.hasPrefix(
        "modbus tcp 127.0.0.1:502: unit 1 did not answer the write of coil 0 within 500 ms, the line is"))
    #expect(!bus.schedule.isConnected)
    bus.faults = [:]
    bus.run(for: .seconds(20))
    #expect(bus.connects.count == 2)
    #expect(bus.writes.isEmpty)
    #expect(bus.reads.filter { $0.table == .coil }.count == 2)
    #expect(bus.healths.last?.state == .online)
  }

  @Test func unansweredReleaseOnTCP_dropsTheLine_andIsNotRepeated() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise)
    bus.run(for: .milliseconds(99))
    #expect(bus.writes == ["1:0=1"])
    bus.faults[1] = .noAnswer
    bus.run(for: .milliseconds(510))
    #expect(!bus.schedule.isConnected)
    bus.faults = [:]
    bus.run(for: .seconds(20))
    #expect(bus.writes == ["1:0=1"])
    #expect(bus.healths.last?.reason.contains("raise output (coil 0) was on") == true)
  }

  @Test func unansweredWriteOnASerialLine_isTriedAgain_thenFailed_andTheUnitReadBack() throws {
    var bus = try RehearsedBus.one(Samples.serial)
    bus.run(for: .milliseconds(150))
    bus.command(1, .raise)
    bus.faults[1] = .noAnswer
    bus.run(for: .milliseconds(900))
    #expect(bus.result(of: 1) == nil)
    bus.run(for: .milliseconds(650))
    guard case .failed(let reason) = bus.result(of: 1) else { Issue.record("answered otherwise"); return }
    #expect(reason.hasPrefix("modbus rtu /dev/x unit 1: no answer within 500 ms (3 tries)"))
    bus.faults = [:]
    bus.run(for: .seconds(20))
    #expect(bus.writes.isEmpty)
    #expect(bus.reads.filter { $0.table == .coil }.count >= 2)
    #expect(bus.healths.last?.state == .online)
  }

  @Test func toggleInput_isNotWrittenTwice() throws {
    var bus = try RehearsedBus.one(profile: Samples.profile("  raise: {coil: 0, repeatable: false}"))
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise)
    bus.faults[1] = .noAnswer
    bus.run(for: .milliseconds(550))
    guard case .failed = bus.result(of: 1) else { Issue.record("answered otherwise"); return }
  }

  @Test func commandThatExpiresBetweenTries_isFailed_notExpired() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise, validFor: .milliseconds(300))
    bus.faults[1] = .noAnswer
    bus.run(for: .milliseconds(600))
    guard case .failed = bus.result(of: 1) else { Issue.record("answered otherwise"); return }
  }

  @Test func refusedWrite_isNotRepeated() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise)
    bus.faults[1] = .exception(2)
    bus.run(for: .milliseconds(5))
    guard case .failed(let reason) = bus.result(of: 1) else { Issue.record("answered otherwise"); return }
    #expect(reason.contains("exception 2 (illegal data address) writing coil 0"))
  }

  @Test func silentUnit_stopsReporting_andTheOtherGoesOn() throws {
    var bus = try pair()
    bus.run(for: .seconds(1))
    bus.faults[2] = .noAnswer
    bus.run(for: .seconds(5))
    let count = bus.sensed.count
    bus.run(for: .seconds(20))
    let later = bus.sensed.dropFirst(count)
    #expect(later.allSatisfy { $0.barrier == Samples.north })
    #expect(later.count >= 40)
    #expect(bus.healths.map(\.state) == [.online, .degraded])
    #expect(bus.connects.count == 1)
    bus.faults = [:]
    bus.run(for: .seconds(11))
    #expect(bus.healths.map(\.state) == [.online, .degraded, .online])
    #expect(bus.writes.isEmpty)
  }

  @Test func commandForALiveUnit_isWritten_whileAnotherIsDead() throws {
    var bus = try pair()
    bus.run(for: .seconds(1))
    bus.faults[2] = .noAnswer
    bus.run(for: .seconds(5))
    bus.command(1, .raise)
    bus.run(for: .milliseconds(550))
    #expect(bus.result(of: 1) == .written)
  }

  @Test func noUnitAnswers_reconnectsWithGrowingGaps_forEver() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .seconds(1))
    bus.faults[1] = .noAnswer
    bus.run(for: .seconds(120))
    #expect(bus.healths.map(\.state) == [.online, .offline])
    let gaps = zip(bus.connects.dropFirst(), bus.connects.dropFirst(2)).map { $1 - $0 }
    #expect(gaps.allSatisfy { $0 <= .seconds(11) })
    #expect((gaps.last ?? .zero) > (gaps.first ?? .zero))
    bus.faults = [:]
    bus.run(for: .seconds(11))
    #expect(bus.healths.last?.state == .online)
  }

  @Test func refusedConnection_isTriedForEver_andToldOnce() throws {
    var bus = try RehearsedBus.one()
    bus.cannotConnect = true
    bus.run(for: .seconds(300))
    #expect(bus.connects.count > 30)
    bus.run(for: .milliseconds(1))
    #expect(bus.reads.isEmpty)
    #expect(bus.schedule.health()?.state == .offline)
    #expect(
      bus.schedule.health()?.reason.hasPrefix("modbus tcp 127.0.0.1:502: cannot connect: refused") == true)
  }

  @Test func exception_degrades_withoutReconnecting() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .seconds(1))
    bus.faults[1] = .exception(2)
    bus.run(for: .seconds(30))
    #expect(bus.healths.map(\.state) == [.online, .degraded])
    #expect(bus.healths.last?.reason.contains("reading discrete inputs 0-3") == true)
    #expect(bus.connects.count == 1)
  }

  @Test func lostConnection_answersWhatWaits_andKeepsNothingForLater() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise)
    bus.command(2, .lower)
    bus.faults[1] = .closed("reset")
    bus.run(for: .milliseconds(5))
    guard case .failed = bus.result(of: 1), case .notReady = bus.result(of: 2) else {
      Issue.record("answered otherwise: \(bus.schedule.outcomes)")
      return
    }
    bus.faults = [:]
    bus.run(for: .seconds(12))
    #expect(bus.writes.isEmpty)
    #expect(bus.schedule.outcomes.count == 2)
  }

  @Test func pulseCutByADisconnection_isFoundOn_reported_andReleasedByTheNextCommand() throws {
    var bus = try RehearsedBus.one()
    bus.run(for: .milliseconds(50))
    bus.command(1, .raise)
    bus.run(for: .milliseconds(10))
    #expect(bus.writes == ["1:0=1"])
    bus.faults[1] = .closed("reset")
    bus.run(for: .milliseconds(200))
    bus.faults = [:]
    bus.run(for: .seconds(12))
    #expect(bus.writes == ["1:0=1"])
    #expect(bus.healths.last?.state == .degraded)
    #expect(bus.healths.last?.reason.contains("raise output (coil 0) was on") == true)
    bus.command(2, .lower)
    bus.run(for: .milliseconds(200))
    #expect(bus.writes == ["1:0=1", "1:0=0", "1:1=1", "1:1=0"])
    #expect(bus.healths.last?.state == .online)
  }

  @Test func serialLine_waitsOutALateAnswer_beforeAskingTheSameUnitAgain() throws {
    var bus = try RehearsedBus.one(Samples.serial)
    bus.run(for: .milliseconds(150))
    bus.faults[1] = .noAnswer
    let count = bus.reads.count
    bus.run(for: .milliseconds(1400))
    #expect(bus.reads.count == count + 1)
    bus.run(for: .milliseconds(300))
    #expect(bus.reads.count == count + 2)
  }

  @Test func serialLine_writesAtOnceAfterAnUnansweredRead_forItsEchoIsAnother() throws {
    var bus = try RehearsedBus.one(Samples.serial)
    bus.run(for: .milliseconds(150))
    bus.faults[1] = .noAnswer
    bus.run(for: .milliseconds(600))
    bus.faults = [:]
    bus.command(1, .raise)
    bus.run(for: .milliseconds(10))
    #expect(bus.result(of: 1) == .written)
  }

  @Test func backoff_staysWithinItsBounds() {
    for jitter in [0, 0.5, 0.999, 1, 7, -1, Double.infinity] {
      var backoff = Backoff()
      for _ in 0..<50 {
        let span = backoff.next(jitter: jitter)
        #expect(span >= Backoff.shortest && span <= Backoff.longest)
      }
    }
  }
}
