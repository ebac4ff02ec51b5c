import AccessModel
import FieldContract
import Synchronization

/// Brings a committed command to the actuator of its barrier.
final class FieldDispatch: Sendable {
  private let actuators = Mutex<[BarrierID: any BarrierActuator]>([:])

  /// Replaces all actuators; the barriers of a removed one are no longer moved.
  func replace(_ next: [BarrierID: any BarrierActuator]) { actuators.withLock { $0 = next } }

  /// Nil when the command was handed over; otherwise its outcome.
  func perform(_ command: BarrierCommand) -> CommandOutcome? {
    guard let actuator = actuators.withLock({ $0[command.barrier] }) else {
      return CommandOutcome(
        number: command.number, barrier: command.barrier, action: command.action,
        result: .notReady("no board moves barrier \(command.barrier)"))
    }
    actuator.perform(command)
    return nil
  }
}
