import AccessModel
import Dispatch
import FieldContract
import GatehouseSettings
import ModbusDevices
import Synchronization

/// The Modbus buses that run; a reload touches only those that changed.
final class BusFleet: Sendable {
  private struct Member: Sendable {
    var settings: ModbusBusSettings
    var units: [BarrierUnit]
    var bus: ModbusBus
  }

  private let door: FieldDoor
  private let dispatch: FieldDispatch
  private let members = Mutex<[Member]>([])

  init(door: FieldDoor, dispatch: FieldDispatch) {
    self.door = door
    self.dispatch = dispatch
  }

  func adopt(_ supplies: Supplies) {
    let wanted = supplies.site.buses.map { (ModbusBusSettings($0), supplies.units[$0.id] ?? []) }
    let old = members.withLock { $0 }
    var next: [Member] = []
    for (settings, units) in wanted {
      if let same = old.first(where: { $0.settings == settings && $0.units == units }) {
        next.append(same)
      } else {
        old.first { $0.settings.device == settings.device }?.bus.stop()
        let bus = ModbusBus(settings: settings, units: units, sink: door, clock: SystemClock.moment)
        next.append(Member(settings: settings, units: units, bus: bus))
        bus.start()
      }
    }
    for gone in old where !next.contains(where: { $0.settings.device == gone.settings.device }) {
      gone.bus.stop()
    }
    let actuators = next.flatMap { member in
      member.units.map { ($0.barrier, member.bus as any BarrierActuator) }
    }
    dispatch.replace(barriers: Dictionary(actuators) { first, _ in first }, doors: [:], readers: [:])
    members.withLock { $0 = next }
  }

  func stop() {
    let running = members.withLock { $0 }
    DispatchQueue.concurrentPerform(iterations: running.count) { running[$0].bus.stop() }
  }
}

extension ModbusBusSettings {
  init(_ settings: BusSettings) {
    let transport: Transport
    switch settings.link {
    case .tcp(let host, let port): transport = .tcp(host: host, port: port)
    case .rtu(let path, let baud, let parity, let stopBits):
      transport = .rtu(path: path, baud: baud, parity: Parity(parity), stopBits: stopBits)
    }
    self.init(
      device: settings.id, transport: transport, poll: settings.poll,
      responseTimeout: settings.responseTimeout,
      retries: settings.retries)
  }
}

extension ModbusBusSettings.Parity {
  init(_ parity: BusSettings.Parity) {
    self =
      switch parity {
      case .none: .none
      case .even: .even
      case .odd: .odd
      }
  }
}
