import AccessModel
import FieldContract
import Synchronization

/// Brings a committed command to the actuator of its barrier, door or lamp, and a signal to its reader.
final class FieldDispatch: Sendable {
  private struct Ways: Sendable {
    var barriers: [BarrierID: any BarrierActuator] = [:]
    var doors: [DoorID: any DoorActuator] = [:]
    var readers: [DeviceID: any ReaderIndicator] = [:]
  }

  private let ways = Mutex(Ways())

  /// Replaces all ways; what belongs to a removed one is no longer moved.
  func replace(
    barriers: [BarrierID: any BarrierActuator], doors: [DoorID: any DoorActuator],
    readers: [DeviceID: any ReaderIndicator]
  ) {
    ways.withLock { $0 = Ways(barriers: barriers, doors: doors, readers: readers) }
  }

  /// Nil when the command was handed over; otherwise its outcome.
  func perform(_ command: BarrierCommand) -> CommandOutcome? {
    guard let actuator = ways.withLock({ $0.barriers[command.barrier] }) else {
      return CommandOutcome(
        number: command.number, barrier: command.barrier, action: command.action,
        result: .notReady("no board moves barrier \(command.barrier)"))
    }
    actuator.perform(command)
    return nil
  }

  /// As for a barrier.
  func perform(_ command: DoorCommand) -> DoorOutcome? {
    guard let actuator = ways.withLock({ $0.doors[command.door] }) else {
      return DoorOutcome(
        number: command.number, door: command.door, action: command.action,
        result: .notReady("no device has an output for \(command.door)"))
    }
    actuator.perform(command)
    return nil
  }

  /// A reader that shows nothing is no fault: a camera and a controller have no light.
  func show(_ signal: ReaderSignal) {
    ways.withLock { $0.readers[signal.device] }?.show(signal)
  }
}
