internal import AccessModel

/// The points of one board in the order in which an installer tries them: what is read comes first.
///
/// A walk only lists; `BoardWalker` performs one step at a time, and whoever calls it asks a person before
/// each step that moves something.
public struct BoardWalk: Sendable {
  /// One thing to try.
  public struct Step: Hashable, Sendable {
    /// As the profile calls the point: `open_limit`, `raise`, `channel 3`, `co`.
    public let point: String
    /// Where it is on the wire, for comparing with the manual.
    public let address: String
    /// What the person at the board is asked to do or to expect.
    public let prompt: String
    /// True: iron moves or a lock lets go. Ask before performing it.
    public let moves: Bool
    /// What a reading is counted in; empty for a contact.
    public let unit: String

    let work: Work
  }

  enum Work: Hashable {
    case contact(InputPoint)
    case channel(InputChannel)
    case writes([OutputWrite], end: OutputWrite?, after: Span)
  }

  /// Inputs first, then outputs.
  public let steps: [Step]

  /// Of a barrier: its inputs, then raise, stop, and lower, which is the last to be tried.
  public init(barrier profile: BarrierProfile) {
    let inputs: [(String, InputPoint?, String)] = [
      ("open_limit", profile.openLimit, "Is it on exactly while the barrier is fully open?"),
      ("closed_limit", profile.closedLimit, "Is it on exactly while the barrier is fully closed?"),
      ("fault", profile.fault, "Is it on exactly while the controller reports a fault?"),
      ("arming", profile.arming, "Is it on exactly while something metal is on the loop before the barrier?"),
      (
        "passage", profile.passage,
        "Is it on exactly while something metal is on the loop behind the barrier?"
      ),
    ]
    let loops = profile.presence.enumerated().map { index, point in
      ("presence \(index + 1)", point, "Is it on exactly while something metal is on the loop?")
    }
    let reads = inputs.compactMap { name, point, prompt in point.map { (name, $0, prompt) } } + loops
    let board = OutputBoard(profile)
    let actions: [(BarrierAction, String)] = [
      (.raise, "The barrier opens. Keep clear of it"),
      (.stop, "The barrier stops, if it is moving"),
      (.lower, "THE BARRIER CLOSES. Look that nobody and nothing is under it"),
    ]
    steps =
      reads.map { Step($0.0, $0.1.at, $0.2, .contact($0.1)) }
      + actions.compactMap { action, prompt in
        guard let point = profile.output(action) else { return nil }
        let writes = board.writes(for: action).filter { $0.role == OutputRole(action) && !$0.isRelease }
        return Step(action.rawValue, point.at, prompt, Self.work(writes, point))
      }
  }

  /// Of a relay board that locks hang on: each channel for a second.
  public init(door profile: DoorProfile, kind: DoorProfile.LockKind) {
    steps = (1...profile.channelCount).compactMap { channel in
      guard let lock = profile.lock(channel: channel, kind: kind) else { return nil }
      let writes = OutputBoard(lock).writes(for: .release(Self.releaseSpan))
      return Step(
        "channel \(channel)", lock.point.at, "The lock on channel \(channel) lets go for a second",
        Self.work(writes, lock.point))
    }
  }

  /// Of an input board or a sensor: each channel.
  public init(inputs profile: InputsProfile) {
    steps = profile.channelNames.compactMap { name in
      guard let channel = profile.channel(name), let span = channel.spans.first else { return nil }
      let prompt =
        channel.isAnalogue
        ? "Is this what the device shows?" : "Is it active exactly while the thing happens?"
      return Step(name, span.at, prompt, .channel(channel))
    }
  }

  private static let releaseSpan = Span.seconds(1)

  /// What is put on is let go of again: after its pulse, or after a second for a level, which nobody ends.
  private static func work(_ writes: [OutputWrite], _ point: OutputPoint) -> Work {
    guard let last = writes.last, case .on(let span) = last.effect, let off = point.off else {
      return .writes(writes, end: nil, after: .zero)
    }
    let end = OutputWrite(role: last.role, at: last.at, value: off, effect: .release, isRepeatable: true)
    return .writes(writes, end: end, after: span ?? releaseSpan)
  }
}

extension BoardWalk.Step {
  fileprivate init(_ point: String, _ at: WireAddress, _ prompt: String, _ work: BoardWalk.Work) {
    var (moves, unit) = (false, "")
    switch work {
    case .contact: break
    case .channel(let channel): unit = channel.unit
    case .writes: moves = true
    }
    self.init(point: point, address: at.words, prompt: prompt, moves: moves, unit: unit, work: work)
  }
}
