import AccessModel
import Dispatch
import FieldContract
import GatehouseSettings
import ModbusDevices
import Synchronization

/// The Modbus buses that run; a reload touches only those that changed.
final class BusFleet: Sendable {
  private struct Wanted: Hashable, Sendable {
    var settings: ModbusBusSettings
    var units: [BarrierUnit]
    var doors: [DoorUnit]
    var inputs: [InputsUnit]
  }

  private struct Member: Sendable {
    var wanted: Wanted
    var bus: ModbusBus
  }

  private let door: FieldDoor
  private let members = Mutex<[Member]>([])

  init(door: FieldDoor) { self.door = door }

  func adopt(_ supplies: Supplies) {
    let old = members.withLock { $0 }
    let wanted = supplies.site.buses.map { bus in
      Wanted(
        settings: ModbusBusSettings(bus), units: supplies.units[bus.id] ?? [],
        doors: supplies.doorUnits[bus.id] ?? [], inputs: supplies.inputUnits[bus.id] ?? [])
    }
    // Two masters on one line would disturb each other, so what goes or changes ends first.
    for member in old where !wanted.contains(member.wanted) { member.bus.stop() }
    let next = wanted.map { wanted in
      if let same = old.first(where: { $0.wanted == wanted }) { return same }
      let bus = ModbusBus(
        settings: wanted.settings, units: wanted.units, doors: wanted.doors, inputs: wanted.inputs,
        sink: door, clock: SystemClock.moment)
      bus.start()
      return Member(wanted: wanted, bus: bus)
    }
    members.withLock { $0 = next }
  }

  /// The bus of each barrier.
  var barriers: [(BarrierID, ModbusBus)] {
    members.withLock { $0 }.flatMap { member in member.wanted.units.map { ($0.barrier, member.bus) } }
  }

  /// The bus of each door whose lock hangs on a board.
  var doors: [(DoorID, ModbusBus)] {
    members.withLock { $0 }.flatMap { member in member.wanted.doors.map { ($0.door, member.bus) } }
  }

  /// How each line is reached, and how its units are.
  var lines: [DeviceID: (address: String, units: [UnitCondition])] {
    let lines = members.withLock { $0 }.map { member in
      (member.wanted.settings.device, (member.wanted.settings.words, member.bus.conditions))
    }
    return Dictionary(lines) { first, _ in first }
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
