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
    var doors: [DoorUnit]
    var inputs: [InputsUnit]
    var bus: ModbusBus
  }

  private let door: FieldDoor
  private let members = Mutex<[Member]>([])

  init(door: FieldDoor) { self.door = door }

  func adopt(_ supplies: Supplies) {
    let old = members.withLock { $0 }
    var next: [Member] = []
    for bus in supplies.site.buses {
      let settings = ModbusBusSettings(bus)
      let (units, doors) = (supplies.units[bus.id] ?? [], supplies.doorUnits[bus.id] ?? [])
      let inputs = supplies.inputUnits[bus.id] ?? []
      let same = old.first {
        $0.settings == settings && $0.units == units && $0.doors == doors && $0.inputs == inputs
      }
      if let same {
        next.append(same)
        continue
      }
      old.first { $0.settings.device == settings.device }?.bus.stop()
      let bus = ModbusBus(
        settings: settings, units: units, doors: doors, inputs: inputs, sink: door,
        clock: SystemClock.moment)
      next.append(Member(settings: settings, units: units, doors: doors, inputs: inputs, bus: bus))
      bus.start()
    }
    for gone in old where !next.contains(where: { $0.settings.device == gone.settings.device }) {
      gone.bus.stop()
    }
    members.withLock { $0 = next }
  }

  /// The bus of each barrier.
  var barriers: [(BarrierID, ModbusBus)] {
    members.withLock { $0 }.flatMap { member in member.units.map { ($0.barrier, member.bus) } }
  }

  /// The bus of each door whose lock hangs on a board.
  var doors: [(DoorID, ModbusBus)] {
    members.withLock { $0 }.flatMap { member in member.doors.map { ($0.door, member.bus) } }
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
    case .rtuOverTCP(let host, let port): transport = .rtuOverTCP(host: host, port: port)
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
