import AccessModel
import Dispatch
import FieldContract
import Synchronization
import UHPPOTEControllers

/// The access controllers that run; a reload touches only those that changed.
final class ControllerFleet: Sendable {
  private struct Member: Sendable {
    var settings: UHPPOTESettings
    var controller: UHPPOTEController
  }

  private let desk: ReaderDesk
  private let members = Mutex<[Member]>([])

  /// What they report goes the way of the readers.
  init(desk: ReaderDesk) { self.desk = desk }

  func adopt(_ controllers: [UHPPOTESettings]) {
    let old = members.withLock { $0 }
    // All that end, before any begins: a port or a board may pass from one to another.
    let gone = old.filter { !controllers.contains($0.settings) }
    DispatchQueue.concurrentPerform(iterations: gone.count) { gone[$0].controller.stop() }
    let next = controllers.compactMap { settings in
      old.first { $0.settings == settings } ?? start(settings)
    }
    members.withLock { $0 = next }
  }

  /// Gives each board that keeps cards those of a list. A list that is not there takes no card away: it may
  /// be refused only now.
  func keep(_ list: CredentialDesk.Loaded?, by choices: [DeviceID: BoardCardChoice], at now: CivilTime) {
    guard let list, let edition = list.edition else { return }
    for member in members.withLock({ $0 }) {
      guard let choice = choices[member.settings.device] else { continue }
      member.controller.keep(choice.set(of: list.credentials, edition: edition, at: now))
    }
  }

  private func start(_ settings: UHPPOTESettings) -> Member? {
    do throws(UHPPOTEError) {
      let controller = try UHPPOTEController(
        settings: settings, sink: desk, clock: { SystemClock.now() })
      controller.start()
      return Member(settings: settings, controller: controller)
    } catch {
      let health = DeviceHealth(device: settings.device, state: .offline, reason: "\(error)")
      _ = desk.report(.deviceHealth(health))
      return nil
    }
  }

  /// The controller of each door whose lock hangs on one.
  var doors: [(DoorID, UHPPOTEController)] {
    members.withLock { $0 }.flatMap { member in
      member.settings.doors.map { ($0.door, member.controller) }
    }
  }

  func stop() {
    let running = members.withLock { $0 }
    DispatchQueue.concurrentPerform(iterations: running.count) { running[$0].controller.stop() }
  }
}
