import AccessModel
import Dispatch
import OSDPReaders
import Synchronization

/// The OSDP lines that run; a reload touches only those that changed.
final class ReaderFleet: Sendable {
  private struct Member: Sendable {
    var settings: OSDPBusSettings
    var bus: OSDPBus
  }

  private let desk: ReaderDesk
  private let members = Mutex<[Member]>([])

  init(desk: ReaderDesk) { self.desk = desk }

  func adopt(_ supplies: ReaderSupplies) {
    desk.adopt(supplies)
    let old = members.withLock { $0 }
    // Two masters on one line would disturb each other, so what goes or changes ends first.
    for member in old where !supplies.lines.contains(member.settings) { member.bus.stop() }
    var next: [Member] = []
    for settings in supplies.lines {
      if let same = old.first(where: { $0.settings == settings }) {
        next.append(same)
      } else {
        let bus = OSDPBus(settings: settings, sink: desk, clock: SystemClock.moment)
        next.append(Member(settings: settings, bus: bus))
        bus.start()
      }
    }
    members.withLock { $0 = next }
  }

  /// The line of each door whose lock hangs on a reader.
  var doors: [(DoorID, OSDPBus)] {
    members.withLock { $0 }.flatMap { member in
      member.settings.readers.flatMap(\.outputs).map { ($0.door, member.bus) }
    }
  }

  /// The line of each reader.
  var readers: [(DeviceID, OSDPBus)] {
    members.withLock { $0 }.flatMap { member in member.settings.readers.map { ($0.device, member.bus) } }
  }

  /// Lets a new reader in by the default key, once and until `end`; false when there is no such reader.
  func install(_ reader: DeviceID, until end: Moment) -> Bool {
    guard let bus = readers.first(where: { $0.0 == reader })?.1 else { return false }
    return bus.install(reader, until: end)
  }

  func stop() {
    let running = members.withLock { $0 }
    DispatchQueue.concurrentPerform(iterations: running.count) { running[$0].bus.stop() }
  }
}
