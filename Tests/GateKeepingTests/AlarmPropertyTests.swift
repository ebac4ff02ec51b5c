import AccessModel
import GateKeeping
import Testing

/// What holds of alarms whatever happens.
@Suite struct AlarmPropertyTests {
  /// SplitMix64: the same seed, the same day.
  private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((word ^ (word >> 31)) % UInt64(sides))
    }
  }

  private static let codes: [AlarmCode] = [
    .diskLow, .restartLoop, .clonedPlate, .duress, .interlockBroken, .antiPassback, .listRefused,
  ]
  private static let points = ["mains", "cabinet", "help", "fire", "tunnel-co"]

  private static func words(_ dice: inout Dice) -> [String] {
    let point = points[dice.roll(points.count)]
    let code = codes[dice.roll(codes.count)].rawValue
    switch dice.roll(10) {
    case 0: return ["ack", "\(dice.roll(40) + 1)"]
    case 1: return ["shelve", "\(dice.roll(40) + 1)", "\(dice.roll(900))"]
    case 2: return ["unshelve", "\(dice.roll(40) + 1)"]
    case 3: return [dice.roll(2) == 0 ? "offline" : "online"]
    case 4, 5: return ["input", point, ["active", "inactive", "stale", "faulty", "35"][dice.roll(5)]]
    case 6: return ["trouble", code, "x\(dice.roll(3))"]
    case 7: return ["fine", code, "x\(dice.roll(3))"]
    case 8: return ["read", ["S1", "HELD1", "TWICE1", "5T0LEN", "Z9"][dice.roll(5)]]
    default: return [dice.roll(2) == 0 ? "verify" : "reject", "1-\(dice.roll(60))", "li", "seen"]
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func nothingCriticalIsHidden_theLoopNeverSpins_andARestartForgetsNothing(_ seed: UInt64) throws {
    var dice = Dice(state: seed)
    var site = CaseSite()
    site.alarms = AlarmRules(escalateAfter: .seconds(60), floodCount: 5, hitLapse: .seconds(600))
    var keeper = site.begin(at: CaseSite.now(0))
    var seconds = 0.0
    var numbers: Set<UInt64> = []
    for _ in 0..<500 {
      let now = CaseSite.now(seconds)
      for input in try site.inputs(Self.words(&dice), at: now) {
        for case .record(let event) in keeper.step(input, at: now) {
          guard case .alarmRaised(let alarm) = event.fact else { continue }
          numbers.insert(alarm.number)
          #expect(alarm.code.priority != .critical || alarm.annunciation != .listed)
        }
      }
      _ = keeper.step(.tick, at: now)
      if let deadline = keeper.nextDeadline { #expect(deadline > now.moment) }
      for view in keeper.alarmViews where view.alarm.code.priority == .critical {
        #expect(view.root == nil && view.state != .shelved)
      }
      seconds += Double(dice.roll(40))
    }
    #expect(numbers.count > 20)
    let kept = keeper.keptState
    let after = GateKeeper(layout: site.layout, run: 2, kept: kept, now: CaseSite.now(seconds))
    #expect(after.keptState == kept)
    #expect(after.hitViews == keeper.hitViews)
  }

  @Test func fullBook_givesAwayTheLeastUrgent_andCountsNobodyTwice() {
    let site = CaseSite()
    let now = CaseSite.now(0)
    var keeper = site.begin(at: now)
    for index in 0..<500 {
      _ = keeper.step(.condition(.interlockBroken, subject: "c\(index)", what: "it is so"), at: now)
    }
    for index in 0..<500 {
      _ = keeper.step(.condition(.diskLow, subject: "d\(index)", what: "it is so"), at: now)
    }
    let views = keeper.alarmViews
    #expect(views.count == 512)
    #expect(views.count { $0.alarm.code == .interlockBroken } == 500)
    #expect(Set(views.map(\.alarm.number)).count == 512)
  }

  @Test func claimsThatAreTooMany_lapse_andAreCounted() throws {
    let site = CaseSite()
    var keeper = site.begin(at: CaseSite.now(0))
    var pending = 0
    for minute in 0..<300 {
      // Late reads: claims without alarms.
      let now = CaseSite.now(Double(minute) * 61)
      let effects = try site.inputs(["read", "S1", "captured=-50"], at: now).flatMap {
        keeper.step($0, at: now)
      }
      pending += effects.count {
        if case .record(let event) = $0, case .hitPending = event.fact { true } else { false }
      }
    }
    #expect(pending == 300)
    #expect(keeper.hitViews.count == 256)
    #expect(keeper.hitTallies == [HitTally(list: "stolen", isExact: true, lapsed: 44)])
  }
}
