import Foundation
import GateKeeping
import Testing

@testable import GateSimulation

@Suite struct SimulationTests {
  private static func folder() -> String {
    FileManager.default.temporaryDirectory.appending(path: "simulation-\(UUID())").path
  }

  @Test func aFewSites_keepTheirPromises() throws {
    for seed in UInt64(1)...3 {
      let report = try SiteRun(seed: seed, folder: Self.folder(), days: 1, stepsMax: 20_000).play()
      #expect(report.steps > 500)
    }
  }

  @Test func equalSeeds_giveEqualRuns() throws {
    func play() throws -> [String: Int] {
      try SiteRun(seed: 5, folder: Self.folder(), days: 1, stepsMax: 5000).play().coverage.counts
    }
    let first = try play()
    #expect(try play() == first)
    #expect(!first.isEmpty)
  }

  @Test func aFaultTakenAway_shiftsNoHabit() {
    let all = SitePlan(seed: 9)
    let few = SitePlan(seed: 9, only: [])
    #expect(few.faults.isEmpty)
    #expect(few.layout == all.layout)
    #expect(few.vehicles == all.vehicles)
  }

  @Test func agenda_isInOrderOfTime_thenOfEntry() {
    var agenda = Agenda<Int>()
    for (number, at) in [30, 10, 20, 10, 30, 5].enumerated() { agenda.add(number, at: Int64(at)) }
    var order: [Int] = []
    while let next = agenda.take() { order.append(next.event) }
    #expect(order == [5, 1, 3, 2, 0, 4])
  }

  @Test func anAlarmThatWasOnItsWayToTheDisk_isUnsureOnce_andNoOther() {
    var book = PromiseBook(SitePlan(seed: 1))
    let first = book.learns(PromiseBook.AlarmFact(key: "tamper a", isRaised: true))
    book.saveAlarms([])
    let second = book.learns(PromiseBook.AlarmFact(key: "fault b", isRaised: true))
    book.restartAlarms()
    #expect(book.unsureAlarms == ["fault b"])
    let over = book.learns(PromiseBook.AlarmFact(key: "fault b", isRaised: false))
    let again = book.learns(PromiseBook.AlarmFact(key: "fault b", isRaised: true))
    #expect([first, second, over, again] == [false, false, true, false])
  }

  @Test func whatIsHeldToBeImpossible_isAPairThatExists_andFailsWhenItIsMet() throws {
    #expect(Coverage.impossible.keys.allSatisfy(Coverage.pairs.contains))
    #expect(Set(Coverage.pairs).count == 418)
    var coverage = Coverage()
    coverage.count(.tick, [], grants: [0])
    #expect(coverage.counts == ["grants 0 tick": 1])
    #expect(throws: Violation.self) { try coverage.checkExcuses(["grants 0 tick": "never"]) }
    try coverage.checkExcuses(["grants 1 tick": "never"])
  }
}
