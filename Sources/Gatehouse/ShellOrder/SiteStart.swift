package import AccessModel
package import GateKeeping
package import SiteJournal

/// What a run of the daemon takes over from the journal, in this order: its number, then what was kept.
package struct SiteStart {
  /// The first half of every decision's identifier.
  package let run: UInt32
  private let kept: KeptState?

  /// Counts the run in the journal, where that can commit.
  package init(from journal: Journal, at time: CivilTime) {
    run = RunCounter.next(in: journal, at: time)
    kept = KeptSnapshot.read { (try? journal.snapshot($0)) ?? [] }
  }

  /// False when what the last run kept cannot be read.
  package var isKeptReadable: Bool { kept != nil }

  /// A keeper that goes on from there, and has written nothing (P5).
  package func keeper(of layout: SiteLayout, now: Now) -> GateKeeper {
    GateKeeper(layout: layout, run: run, kept: kept ?? KeptState(), now: now)
  }
}
