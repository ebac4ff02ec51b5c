import AccessModel
import Dispatch
import FieldContract
import HTTPActuators
import Synchronization

/// The barriers and locks that are commanded over HTTP; a reload touches only those that changed.
final class HTTPFleet: Sendable {
  struct Device: Hashable, Sendable {
    var settings: HTTPDeviceSettings
    var target: HTTPTarget
  }

  private struct Member: Sendable {
    var device: Device
    var actuator: HTTPActuator
  }

  private let door: FieldDoor
  private let members = Mutex<[Member]>([])

  init(door: FieldDoor) { self.door = door }

  func adopt(_ devices: [Device]) {
    let old = members.withLock { $0 }
    let gone = old.filter { !devices.contains($0.device) }
    DispatchQueue.concurrentPerform(iterations: gone.count) { gone[$0].actuator.stop() }
    let next = devices.compactMap { device in old.first { $0.device == device } ?? start(device) }
    members.withLock { $0 = next }
  }

  private func start(_ device: Device) -> Member? {
    let actuator = HTTPActuator(
      settings: device.settings, target: device.target, sink: door, clock: SystemClock.moment)
    do throws(HTTPActuatorError) {
      try actuator.start()
      return Member(device: device, actuator: actuator)
    } catch {
      let health = DeviceHealth(device: device.settings.device, state: .offline, reason: "\(error)")
      _ = door.report(.deviceHealth(health))
      return nil
    }
  }

  var barriers: [(BarrierID, HTTPActuator)] {
    members.withLock { $0 }.compactMap { member in
      guard case .barrier(let barrier) = member.device.target.thing else { return nil }
      return (barrier, member.actuator)
    }
  }

  var doors: [(DoorID, HTTPActuator)] {
    members.withLock { $0 }.compactMap { member in
      guard case .door(let door) = member.device.target.thing else { return nil }
      return (door, member.actuator)
    }
  }

  func stop() {
    let running = members.withLock { $0 }
    DispatchQueue.concurrentPerform(iterations: running.count) { running[$0].actuator.stop() }
  }
}
