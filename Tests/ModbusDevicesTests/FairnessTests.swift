import AccessModel
import Testing

@testable import ModbusDevices

/// One bus, many devices: a dead or slow one leaves the others their time.
@Suite struct FairnessTests {
  private func eight(_ settings: ModbusBusSettings? = nil) throws -> RehearsedBus {
    let profile = try Samples.relays()
    return RehearsedBus(
      settings, units: (1...8).map { BarrierUnit(barrier: BarrierID("b-\($0)"), unit: $0, profile: profile) })
  }

  private func rates(_ bus: inout RehearsedBus, over span: Span = .seconds(20)) -> [Int] {
    bus.answers = [:]
    bus.run(for: span)
    return (1...8).map { bus.answers[$0] ?? 0 }
  }

  @Test func deadUnitAmongEight_leavesTheOthersFourFifthsOfTheirRate() throws {
    var bus = try eight()
    let before = rates(&bus, over: .seconds(60))
    bus.faults[4] = .noAnswer
    let after = rates(&bus, over: .seconds(60))
    for (unit, pair) in zip(before, after).enumerated() where unit != 3 {
      #expect(pair.1 * 100 >= pair.0 * 80, "unit \(unit + 1): \(pair)")
    }
    #expect(after[3] == 0)
  }

  @Test func fiveDeadUnits_takeNoMoreThanOne() throws {
    var bus = try eight()
    let before = rates(&bus)
    for unit in 1...5 { bus.faults[unit] = .noAnswer }
    _ = rates(&bus, over: .seconds(10))
    let after = rates(&bus)
    for unit in 5..<8 { #expect(after[unit] * 100 >= before[unit] * 80, "\(before) \(after)") }
  }

  @Test func slowUnit_takesItsShareAndNoMore() throws {
    var bus = try eight()
    bus.roundTrips[2] = .milliseconds(400)
    let rates = rates(&bus)
    #expect(rates[1] > 2)
    for unit in [0, 2, 3, 4, 5, 6, 7] { #expect(rates[unit] >= 160, "\(rates)") }
  }

  @Test func unitsThatAreAlike_areReadAlike_onALineThatCannotKeepThePace() throws {
    var bus = try eight()
    bus.roundTrip = .milliseconds(30)
    let rates = rates(&bus)
    #expect(rates.allSatisfy { (80...85).contains($0) }, "\(rates)")
  }

  @Test func afterAnOutageOfAll_theFirstUnitStaysDead_andTheOthersComeBack() throws {
    var bus = try eight()
    bus.run(for: .seconds(1))
    for unit in 1...8 { bus.faults[unit] = .noAnswer }
    bus.run(for: .seconds(60))
    #expect(bus.healths.last?.state == .offline)
    bus.faults = [1: .noAnswer]
    let rates = rates(&bus)
    #expect(rates.dropFirst().allSatisfy { $0 > 100 }, "\(rates)")
  }

  @Test func unitThatComesBack_isFoundAgainWithinHalfAMinute() throws {
    var bus = try eight()
    bus.faults[4] = .noAnswer
    bus.run(for: .seconds(60))
    bus.faults = [:]
    bus.run(for: .seconds(30))
    #expect(bus.healths.last?.state == .online)
  }

  @Test func condition_saysWhatIsWrongAndSinceWhen() throws {
    var bus = try eight()
    bus.run(for: .seconds(1))
    bus.faults[4] = .noAnswer
    let brokenAt = bus.now
    bus.run(for: .seconds(5))
    let early = bus.schedule.conditions(before: [], at: bus.now)
    bus.run(for: .seconds(60))
    let late = bus.schedule.conditions(before: early, at: bus.now)
    #expect(late[3].state == .offline && late[3].serves == "barrier b-4" && late[3].unit == 4)
    #expect(late[3].reason.contains("no answer within 500 ms"))
    #expect(late[3].since == early[3].since && late[3].since >= brokenAt)
    #expect(late[0].state == .online)
  }

  @Test func unitThatIsNotReadAnyMore_isNotShownAsOnline() throws {
    let start = Moment(nanoseconds: 1_000_000_000)
    var unit = UnitCondition(unit: 1, serves: "barrier north", state: .online, reason: "", since: start)
    unit.heard = start + .seconds(5)
    let silenceMax = ModbusBus.silenceMin
    #expect(unit.aged(at: start + .seconds(65), silenceMax: silenceMax) == unit)
    let aged = unit.aged(at: start + .seconds(66), silenceMax: silenceMax)
    #expect(aged.state == .offline && aged.since == unit.heard && aged.heard == unit.heard)
    #expect(aged.reason == "nothing was read for 61 s although the line is open; restart the service")
  }
}
