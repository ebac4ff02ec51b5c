import AccessModel
import AccessSchedules
import GateKeeping
import Testing

/// Hours that a reload writes anew (P5).
@Suite struct ReloadedHoursTests {
  /// The site's `shift` begins 20 s after the epoch; written anew, it has begun already.
  private static let earlier = "weekly mon-sun 11:00-12:00"
  private static let over = "weekly mon-sun 13:00-14:00"

  /// A keeper whose door `front` has its hours, looked at at this second.
  private static func keeper(at seconds: Double) throws -> GateKeeper {
    var site = CaseSite()
    try site.set(["hours=shift"])
    var keeper = site.begin(at: CaseSite.now(0))
    for second in [0, seconds] { _ = keeper.step(.tick, at: CaseSite.now(second)) }
    return keeper
  }

  /// What the lock of `front` is told when the hours become these.
  private static func told(_ keeper: inout GateKeeper, _ hours: String, at seconds: Double) throws
    -> [DoorAction]
  {
    let schedule = try Schedule(parsing: hours)
    let calendar = SiteCalendar(zone: .utc, schedules: ["shift": schedule])
    let inputs = [(GateInput.calendar(calendar), seconds), (.tick, seconds + 6)]
    return inputs.flatMap { keeper.step($0.0, at: CaseSite.now($0.1)) }.compactMap { effect in
      if case .doorCommand(let command) = effect { command.action } else { nil }
    }
  }

  @Test func newHoursThatHaveBegun_releaseNothing() throws {
    var keeper = try Self.keeper(at: 5)
    #expect(try Self.told(&keeper, Self.earlier, at: 8) == [])
    #expect(keeper.doorViews.first?.mode == .locked)
  }

  @Test func newHoursThatAreOver_lockWhatTheOldOnesHadReleased() throws {
    var keeper = try Self.keeper(at: 25)
    #expect(keeper.doorViews.first?.mode == .unlocked)
    #expect(try Self.told(&keeper, Self.over, at: 30) == [.secure])
    #expect(keeper.doorViews.first?.mode == .locked)
  }

  @Test func newHoursThatLast_leaveTheDoorReleased() throws {
    var keeper = try Self.keeper(at: 25)
    #expect(try Self.told(&keeper, Self.earlier, at: 30) == [])
    #expect(keeper.doorViews.first?.mode == .unlocked)
  }
}
