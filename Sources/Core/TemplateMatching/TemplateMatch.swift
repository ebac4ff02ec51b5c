/// One entry that scored at or above the threshold: a claim that a person verifies (P8).
public struct TemplateMatch: Hashable, Sendable {
  /// Place of the entry in the gallery.
  public let position: Int
  /// Inner product in double precision, summed in 16 lanes (component mod 16), lanes folded by halves.
  public let score: Double
  /// Why the entry may be matched: all of it that is told.
  public let grounds: TemplateGrounds
}

/// What a lookup of the best has to say; of a probe that matches nothing there is nothing to tell but that
/// (P10).
public enum TemplateAnswer: Hashable, Sendable {
  case match(TemplateMatch)
  case nothing
}

/// The best so far: score descending, then position ascending.
struct Ranking {
  private(set) var best: [(score: Double, position: Int)] = []
  private let limit: Int
  private let threshold: Double

  init(limit: Int, threshold: Double) {
    self.limit = limit
    self.threshold = threshold
  }

  /// Whoever scores less has no place; whoever scores just this may have one.
  var cutoff: Double {
    guard best.count == limit, let worst = best.last else { return threshold }
    return max(threshold, worst.score)
  }

  mutating func enter(score: Double, position: Int) {
    guard score >= cutoff else { return }
    let place =
      best.firstIndex { $0.score < score || ($0.score == score && $0.position > position) } ?? best.count
    guard place < limit else { return }
    if best.count == limit { best.removeLast() }
    best.insert((score, position), at: place)
  }
}
