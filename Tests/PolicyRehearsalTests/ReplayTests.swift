import AccessModel
import Foundation
import InputRing
import Testing

@testable import PolicyRehearsal

/// P11: what was recorded comes out equal, and what does not is found.
@Suite struct ReplayTests {
  private static let always = CivilTime(milliseconds: 0)...CivilTime(milliseconds: .max)

  private func check(
    _ day: RecordedDay, as site: ReplaySite? = nil, decision: String? = nil,
    changing: (inout RecordedTurn) -> Void = { _ in }
  ) throws -> (ReplayCheck.Tally, [ReplayCheck.Finding]) {
    var check = ReplayCheck(
      site ?? day.site, in: Self.always, decision: decision, kept: day.kept(at:))
    var findings: [ReplayCheck.Finding] = []
    try RingWalk(day.folder).forEach(since: Self.always.lowerBound) { step in
      if case .turn(var turn, let circumstances) = step {
        changing(&turn)
        findings += check.take(.turn(turn, circumstances))
      } else {
        findings += check.take(step)
      }
    }
    return (check.tally, findings)
  }

  @Test func recordedDay_comesOutEqual_wholeRun() throws {
    let day = RecordedDay()
    day.live()
    let (tally, findings) = try check(day)
    #expect(tally.decisions == day.decisions.count && tally.decisions > 60)
    #expect(tally.judged == tally.decisions && tally.differ == 0)
    #expect(findings.isEmpty)
    let reasons = Set(day.decisions.flatMap(\.reasons))
    // A day that exercises nothing would prove nothing.
    #expect(
      reasons.isSuperset(of: [
        .membership, .credentialNotFound, .credential, .invalidPIN, .pinMissing, .operatorCommand,
      ]))
  }

  @Test func recordingWhoseBeginningIsGone_settles_andThenComesOutEqual() throws {
    let day = RecordedDay(segmentBytes: 8 << 10)
    day.live(hours: 2)
    let files = try day.folder.files()
    #expect(files.count > 4)
    for file in files.prefix(2) { try FileManager.default.removeItem(atPath: file.path) }
    let (tally, findings) = try check(day)
    #expect(tally.unsettled > 0)
    #expect(tally.judged > 20 && tally.differ == 0, "\(findings)")
  }

  @Test func decisionThatWasMadeOtherwise_isFound() throws {
    let day = RecordedDay()
    day.live()
    let changed = try #require(day.decisions.first { $0.outcome == .granted })
    let (tally, findings) = try check(day) { turn in
      for index in turn.decisions.indices where turn.decisions[index].id == changed.id {
        turn.decisions[index].outcome = .denied
      }
    }
    #expect(tally.differ == 1)
    #expect(findings.map(\.recorded?.id) == [changed.id])
    #expect(findings.first?.replayed?.decision.outcome == .granted)
  }

  @Test func decisionThatIsAskedFor_isShown_equalOrNot() throws {
    let day = RecordedDay()
    day.live()
    let wanted = try #require(day.decisions.last)
    let (tally, findings) = try check(day, decision: wanted.id)
    #expect(tally.decisions == 1)
    #expect(findings.map(\.isEqual) == [true])
    #expect(findings.first?.replayed?.decision == wanted)
  }

  @Test func decisionsUnderOtherSettingsOrLists_areCounted_notJudged() throws {
    let day = RecordedDay()
    day.live()
    let (tally, _) = try check(day, as: RecordedDay.site(whenUnknown: .refer))
    #expect(tally.judged == 0 && tally.byOthers == [.settings: tally.decisions])
    var site = day.site
    site.lists.removeLast()
    let (later, _) = try check(day, as: site)
    #expect(later.judged == 0 && later.byOthers == [.lists: later.decisions])
  }
}
