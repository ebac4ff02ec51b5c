import AccessModel
import FieldDoubles
import Synchronization

/// What the senders of a crash test share: whether they may post, how many vehicles are admitted, and when
/// the first post of a round was begun.
final class CrashTraffic: Sendable {
  enum Gate: Sendable {
    case open, shut
    /// Finish what was begun, then end.
    case closing
  }

  private struct Round {
    var startedAt = Moment.zero
    var firstPostAt: Moment?
    var membersLeft: [Int] = CrashSite.lanes.map { _ in 0 }
    var posts = 0
  }

  let gate = Watched(Gate.open)
  private let round = Mutex(Round())
  private static let patience = Duration.seconds(600)

  func begin(at moment: Moment, membersPerLane: Int) {
    round.withLock {
      $0.startedAt = moment
      $0.firstPostAt = nil
      $0.membersLeft = CrashSite.lanes.map { _ in membersPerLane }
    }
  }

  /// nil as long as the daemon can have received nothing.
  var firstPostAt: Moment? { round.withLock { $0.firstPostAt } }

  /// A post that was begun then was answered, or lost its connection.
  func tookPost(begunAt moment: Moment) {
    round.withLock {
      guard moment >= $0.startedAt else { return }
      $0.firstPostAt = min($0.firstPostAt ?? moment, moment)
    }
  }

  /// A number that no other read has.
  func nextRead() -> Int {
    round.withLock {
      $0.posts += 1
      return $0.posts
    }
  }

  /// Whether one more permitted vehicle comes to the lane.
  func takesMember(lane: Int) -> Bool {
    round.withLock {
      guard $0.membersLeft[lane] > 0 else { return false }
      $0.membersLeft[lane] -= 1
      return true
    }
  }

  /// Waits while the gate is shut.
  func pass() async throws {
    guard gate.value == .shut else { return }
    try await gate.until("the cameras may post", within: Self.patience) { $0 != .shut }
  }
}
