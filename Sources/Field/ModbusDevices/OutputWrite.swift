internal import AccessModel

/// What an output is for.
enum OutputRole: String, Hashable, Sendable {
  case raise, lower, stop, lock

  init(_ action: BarrierAction) {
    self =
      switch action {
      case .raise: .raise
      case .lower: .lower
      case .stop: .stop
      }
  }
}

/// One write that moves, or releases, an output.
struct OutputWrite: Hashable, Sendable {
  enum Effect: Hashable {
    /// On, until we release it after this span, or until something else is commanded.
    case on(Span?)
    /// On, until the board releases it by itself, which is after this span at the latest.
    case boardTimed(Span)
    /// Nothing yet: it sets the board's clock.
    case prepare
    /// Lets go of an output instead of commanding it.
    case release
  }

  var role: OutputRole
  var at: WireAddress
  var value: UInt16
  var effect: Effect
  var isRepeatable: Bool

  var isRelease: Bool { effect == .release }

  /// A coil that carries more than on and off goes out as it is.
  var isVerbatim: Bool {
    switch effect {
    case .boardTimed: at.table == .coil && value > 1
    case .on, .prepare, .release: false
    }
  }
}
