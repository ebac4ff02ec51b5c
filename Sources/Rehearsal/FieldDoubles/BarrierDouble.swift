public import AccessModel

/// A fault that a rehearsal gives a barrier.
public enum BarrierDefect: String, Sendable, CaseIterable {
  /// Commands are acknowledged and nothing moves.
  case stuck
  /// Connected, and no request is ever answered.
  case silent
}

/// One rising edge of a command coil.
public struct ReceivedCommand: Sendable {
  public var action: BarrierAction
  public var at: Moment
  /// For how long the master has known, from its own reading, that the loop is occupied; nil when it is
  /// not.
  public var occupancyKnownFor: Span?

  public init(action: BarrierAction, at: Moment, occupancyKnownFor: Span? = nil) {
    self.action = action
    self.at = at
    self.occupancyKnownFor = occupancyKnownFor
  }
}

/// What a barrier double knows of itself.
public struct BarrierState: Sendable {
  public var motion: BarrierMotion
  public var defect: BarrierDefect?
  /// The latest commands, oldest first; at most `commandsMax`.
  public var commands: [ReceivedCommand] = []
  /// All commands since the start, by action.
  public var commandCounts: [BarrierAction: Int] = [:]
  /// When the latest writes came, of whatever value, oldest first; at most `commandsMax`.
  public var writes: [Moment] = []
  /// Masters that are connected.
  public var masters = 0
  fileprivate var coils: [Bool] = []
  /// When a reading first said that the loop is occupied, as long as it is.
  fileprivate var occupancyToldAt: Moment?

  public static let commandsMax = 10_000

  /// Raise commands since the start.
  public var raises: Int { commandCounts[.raise, default: 0] }

  fileprivate mutating func note(writeAt moment: Moment) {
    if writes.count == Self.commandsMax { writes.removeFirst() }
    writes.append(moment)
  }
}

/// Which coil and which discrete input means what; the profile `generic-two-relay`.
struct BarrierWiring: Sendable {
  var coils: [(address: Int, action: BarrierAction)] = [(0, .raise), (1, .lower), (2, .stop)]

  func inputs(of motion: BarrierMotion, fault: Bool) -> [Bool] {
    [motion.openLimit, motion.closedLimit, motion.isOccupied, fault]
  }
}

/// A barrier with two relays and a presence loop behind a Modbus TCP slave; listens from `init` to `stop`.
public final class BarrierDouble: Sendable {
  public let name: String
  public let state: Watched<BarrierState>
  private let slave: ModbusSlave

  /// Where a master finds it.
  public var port: UInt16 { slave.port }

  /// - Parameters:
  ///   - port: 0 takes any free one.
  ///   - travel: from limit to limit.
  public init(
    name: String, address: String = "127.0.0.1", port: UInt16 = 0, travel: Span = .seconds(1)
  ) throws(RehearsalError) {
    let state = Watched(BarrierState(motion: BarrierMotion(travel: travel, at: MonotonicClock.now())))
    let wiring = BarrierWiring()
    let behaviour = ModbusBehaviour(
      answers: { state.read { $0.defect } != .silent },
      inputs: {
        state.update { state in
          let moment = MonotonicClock.now()
          state.motion.advance(to: moment)
          state.occupancyToldAt = state.motion.isOccupied ? state.occupancyToldAt ?? moment : nil
          return wiring.inputs(of: state.motion, fault: false)
        }
      },
      coilsAfterRequest: { coils, isWrite in
        if isWrite { state.update { $0.note(writeAt: MonotonicClock.now()) } }
        Self.take(coils, wired: wiring, into: state)
      },
      mastersChanged: { count in state.update { $0.masters = count } },
      tick: { Self.tick(state) })
    self.name = name
    self.state = state
    slave = try ModbusSlave(name: name, address: address, port: port, behaviour: behaviour)
  }

  /// A vehicle comes onto the presence loop.
  public func vehicleArrives() { occupy(true) }

  /// The vehicle leaves the presence loop.
  public func vehicleLeaves() { occupy(false) }

  /// Waits for the open limit, then drives a vehicle over the loop.
  public func driveThrough(
    occupying: Duration = .milliseconds(400), openWithin limit: Duration = .seconds(5)
  ) async throws {
    try await state.until("barrier \(name) open", within: limit) { $0.motion.openLimit }
    vehicleArrives()
    defer { vehicleLeaves() }
    try await Task.sleep(for: occupying)
  }

  /// Gives it a defect, or heals it.
  public func inject(_ defect: BarrierDefect?) {
    state.update { state in
      state.motion.advance(to: MonotonicClock.now())
      state.defect = defect
      state.motion.isStuck = defect == .stuck
    }
  }

  /// Closes the port and every connection. Call it once.
  public func stop() { slave.stop() }

  private func occupy(_ occupied: Bool) {
    state.update { $0.motion.occupy(occupied, at: MonotonicClock.now()) }
  }

  private static func take(_ coils: [Bool], wired wiring: BarrierWiring, into state: Watched<BarrierState>) {
    guard state.read({ $0.coils }) != coils else { return }
    state.update { state in
      let before = state.coils
      state.coils = coils
      for (address, action) in wiring.coils {
        let wasOn = before.indices.contains(address) && before[address]
        guard coils.indices.contains(address), coils[address], !wasOn else { continue }
        let moment = MonotonicClock.now()
        state.motion.command(action, at: moment)
        if state.commands.count == BarrierState.commandsMax { state.commands.removeFirst() }
        let known = state.motion.isOccupied ? state.occupancyToldAt.map { moment - $0 } : nil
        state.commands.append(ReceivedCommand(action: action, at: moment, occupancyKnownFor: known))
        state.commandCounts[action, default: 0] += 1
      }
    }
  }

  /// Moves the boom on; a boom at rest needs no ticking.
  private static func tick(_ state: Watched<BarrierState>) -> Int32 {
    guard state.read({ $0.motion.isMoving }) else { return -1 }
    return state.update { state in
      state.motion.advance(to: MonotonicClock.now())
      return state.motion.isMoving ? 10 : -1
    }
  }
}
