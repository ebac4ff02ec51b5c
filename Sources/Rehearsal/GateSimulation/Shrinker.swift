internal import AccessModel
internal import GateKeeping

/// Makes the least of a broken promise: as few kinds of fault as it needs, then as few inputs.
package struct Shrinker {
  package struct Result {
    package var violation: Violation
    package var faults: [FaultKind]
    /// A `.case`; nil where the keeper alone does not break the promise (shell, journal, uplink).
    package var caseText: String?
  }

  private let seed: UInt64
  private let folder: String
  /// Replays of the tape, at most.
  private static let replaysMax = 3000

  /// Plays below `folder`.
  package init(seed: UInt64, folder: String) { (self.seed, self.folder) = (seed, folder) }

  /// Nil when the seed breaks nothing.
  package func shrink() -> Result? {
    var faults = Set(FaultKind.allCases)
    guard var found = violation(only: faults) else { return nil }
    for kind in FaultKind.allCases {
      var fewer = faults
      fewer.remove(kind)
      guard let same = violation(only: fewer), same.promise == found.promise else { continue }
      (faults, found) = (fewer, same)
    }
    let run = SiteRun(seed: seed, folder: folder, only: faults, keepsTape: true)
    _ = try? run.play()
    let tape = run.recorded.flatMap { shorten($0, found) }
    return Result(
      violation: found, faults: FaultKind.allCases.filter(faults.contains),
      caseText: tape.map { $0.caseText(about: found) })
  }

  private func violation(only faults: Set<FaultKind>) -> Violation? {
    do throws(Violation) {
      _ = try SiteRun(seed: seed, folder: folder, only: faults).play()
      return nil
    } catch { return error }
  }

  /// Delta debugging (Zeller, Hildebrandt 2002): leaves out ever smaller pieces while the promise stays
  /// broken.
  private func shorten(_ tape: Tape, _ wanted: Violation) -> Tape? {
    var best = tape
    guard best.replay()?.promise == wanted.promise else { return nil }
    var (size, replays) = (best.entries.count / 2, 0)
    while size > 0, replays < Self.replaysMax {
      var start = 0
      while start < best.entries.count, replays < Self.replaysMax {
        var fewer = best
        fewer.entries.removeSubrange(start..<min(start + size, best.entries.count))
        replays += 1
        if fewer.replay()?.promise == wanted.promise { best = fewer } else { start += size }
      }
      size /= 2
    }
    return best
  }
}
