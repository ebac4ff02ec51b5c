internal import GateKeeping
internal import ShellOrder

/// One thing in the inbox of a simulated daemon, and who waits for its answer.
struct SimItem: TurnItem {
  enum Answer {
    /// Everything it told is on disk.
    case committed
    /// It was done, and nothing of it is on disk (`go_on`).
    case unrecorded
    /// Nothing of it was done.
    case turnedAway
  }

  var inputs: [GateInput]
  /// What whoever waits for the answer does with it.
  var answered: ((Answer) -> Void)?

  var isAsked: Bool { answered != nil }
}
