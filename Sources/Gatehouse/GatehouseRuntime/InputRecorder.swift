import AccessModel
import GateKeeping
import GatehouseSettings
import InputRing
import ShellOrder

/// Hands each turn of the gate loop to the ring of inputs.
final class InputRecorder: Sendable {
  private let ring: RingWriter

  /// What is on no list leaves the ring a little before it leaves the journal, never after (P10).
  static let slack = Span.seconds(60)

  /// Nil for a site that keeps no inputs.
  init?(_ site: Site, keeper: GateKeeper, at now: Now, log: EventLog) {
    guard site.journal.inputRingBytesMax > 0 else {
      // What was kept before must not outlive its time for want of somebody who deletes it.
      Self.folder(of: site).clear()
      return nil
    }
    ring = RingWriter(
      folder: Self.folder(of: site),
      limits: RingWriter.Limits(
        bytes: Int(clamping: site.journal.inputRingBytesMax), retention: site.unlistedRetention),
      layout: keeper.layout, opening: Self.opening(keeper, isRunStart: true), at: now,
      onTrouble: { error in
        log.say(
          error == nil ? 5 : 4,
          error.map { "inputs are not kept for replay: \($0)" } ?? "inputs are kept again")
      })
  }

  static func folder(of site: Site) -> RingFolder { RingFolder(site.journal.folder + "/inputs") }

  /// Takes what the keeper was told in this turn; waits for nothing.
  func take(_ steps: [TurnStep], of keeper: GateKeeper, at now: Now) {
    let decisions = steps.lazy.flatMap(\.effects).compactMap { effect -> RecordedDecision? in
      guard case .record(let event) = effect, case .accessDecided(let decision) = event.fact else {
        return nil
      }
      return RecordedDecision(decision)
    }
    let turn =
      steps.isEmpty
      ? nil
      : TracedTurn(
        now: now, inputs: steps.map(\.input), decisions: Array(decisions), numbersUsed: keeper.numbersUsed)
    let opens = turn != nil && ring.wantsOpening
    ring.append(turn, thenOpen: opens ? Self.opening(keeper, isRunStart: false) : nil, at: now.moment)
  }

  /// `now` is how late it is at most, for the question of what is past its time.
  func letGo(now: CivilTime, retention: Span) {
    let span = max(retention - Self.slack, .zero)
    ring.letGo(before: now + Span(nanoseconds: -span.nanoseconds), at: now)
  }

  func close() { ring.close() }

  private static func opening(_ keeper: GateKeeper, isRunStart: Bool) -> SegmentOpening {
    SegmentOpening(
      run: keeper.run, isRunStart: isRunStart, numbersUsed: keeper.numbersUsed,
      kept: KeptSnapshot.packed(keeper.keptState))
  }
}
