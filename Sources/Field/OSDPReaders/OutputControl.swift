internal import AccessModel

/// One output of a reader and what it shall do (OSDP 2.2 §6.10).
struct OutputControl: Hashable, Sendable {
  enum Action: UInt8, Hashable, Sendable {
    case nothing = 0
    /// For good; ends a timed action.
    case off, on
    /// For good, once the running timed action has ended.
    case offAfterTimed, onAfterTimed
    /// For the timer's length, then back to what it was for good.
    case onTimed, offTimed
  }

  var output: UInt8
  var action: Action
  /// Tenths of a second, for a timed action.
  var tenths: UInt16 = 0

  var bytes: [UInt8] { [output, action.rawValue] + littleEndian(tenths) }

  /// What a door's command means for an output; a lock that needs current to hold works the other way round.
  init(_ output: UInt8, for action: DoorAction, energisedReleases: Bool) {
    self.output = output
    switch action {
    case .release(let span):
      self.action = energisedReleases ? .onTimed : .offTimed
      tenths = Self.tenths(span)
    case .holdReleased: self.action = energisedReleases ? .on : .off
    case .secure: self.action = energisedReleases ? .off : .on
    }
  }

  init(output: UInt8, action: Action, tenths: UInt16 = 0) {
    self.output = output
    self.action = action
    self.tenths = tenths
  }

  /// Rounded up, since 0 would mean for ever to some readers.
  static func tenths(_ span: Span) -> UInt16 {
    let milliseconds = max(span.milliseconds, 1)
    return UInt16(clamping: milliseconds / 100 + (milliseconds % 100 == 0 ? 0 : 1))
  }
}
