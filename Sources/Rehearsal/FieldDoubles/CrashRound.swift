public import AccessModel

/// One life of the daemon as the field saw it, from its start to its end.
public struct CrashRound: Sendable {
  public var number: Int
  /// Just before the process was started.
  public var startedAt: Now
  /// The first post that this process can have received was begun then; nil when it received none.
  public var firstPostAt: Moment?
  public var barriers: [String: BarrierLog] = [:]

  /// What one barrier received in the round.
  public struct BarrierLog: Sendable {
    /// Every write, of whatever value.
    public var writes: [Moment]
    /// Each rising edge of a command's coil.
    public var commands: [ReceivedCommand]

    public init(writes: [Moment], commands: [ReceivedCommand]) {
      self.writes = writes
      self.commands = commands
    }
  }

  public init(number: Int, startedAt: Now) {
    self.number = number
    self.startedAt = startedAt
  }

  /// What the civil clock said at a moment of the round.
  func civil(of moment: Moment) -> CivilTime { startedAt.civil + (moment - startedAt.moment) }
}
