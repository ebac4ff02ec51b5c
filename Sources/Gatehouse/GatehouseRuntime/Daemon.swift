import AccessModel
import CShims
import ConsoleControl
import ConsoleServing
import FieldContract
import FieldListening
import Foundation
import GatehouseSettings
import Logging
import SiteJournal
import Synchronization
import UnixSignals

/// The daemon's life: check, start, serve, stop.
public enum Daemon {
  /// `EX_CONFIG` of sysexits(3).
  public static let configurationExit: Int32 = 78
  public static let version = House.version

  /// Prints every error of the settings, or says that they are sound; the exit code.
  public static func check(file: String, environment: [String: String]) -> Int32 {
    do {
      let supplies = try Supplies.load(path: file, environment: environment)
      let errors =
        ListDesk.errors(in: supplies.site.lists) + CredentialDesk.errors(in: supplies.site.credentials)
        + RulePackDesk.errors(in: supplies.site.rulePacks)
      for error in errors { print(error) }
      if !errors.isEmpty {
        print("\(errors.count) lists or packs would be refused, with an alarm, until they are mended")
      }
      print(
        "\(file): sound, \(supplies.layout.lanes.count) lanes, settings \(supplies.layout.settingsVersion)")
      return 0
    } catch {
      print(error)
      return configurationExit
    }
  }

  /// Runs until SIGTERM or SIGINT; the exit code.
  public static func run(file: String, environment: [String: String]) async -> Int32 {
    let supplies: Supplies
    do {
      supplies = try Supplies.load(path: file, environment: environment)
    } catch {
      for diagnostic in error.diagnostics { StandardError.write(Array("<3>\(diagnostic)\n".utf8)) }
      return configurationExit
    }
    do {
      let house = try House(supplies, file: file, environment: environment)
      try await serve(house)
      return 0
    } catch {
      StandardError.write(Array("<2>gatehoused cannot run: \(error)\n".utf8))
      return 1
    }
  }

  private static func serve(_ house: House) async throws {
    let site = house.site
    let log = Logger(label: "gatehoused") { _ in PrefixLogHandler(log: house.log) }
    let listener = FieldListener(
      address: site.fieldListener.address, port: site.fieldListener.port, tls: house.supplies.tls,
      devices: house.pushDevices(of: house.supplies), logger: log)
    let probes = ProbeListener(
      address: site.console.address, port: site.console.port, live: { house.isLoopAlive },
      readiness: { house.readiness() }, metrics: { house.metrics() }, logger: log)
    let control = ControlSocketServer(
      path: site.console.controlSocket, provider: ConsoleDesk(house: house), log: log)
    house.serve(with: listener)
    let doors = Doors()
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    do {
      try await house.start()
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await listener.run() }
        tasks.addTask { try await probes.run { _ in doors.open.add(1, ordering: .relaxed) } }
        tasks.addTask { try await control.run { doors.open.add(1, ordering: .relaxed) } }
        tasks.addTask { try await purge(house) }
        tasks.addTask { try await watchBox(house) }
        tasks.addTask { await announce(house, doors) }
        tasks.addTask {
          for await signal in signals {
            guard signal == .sighup else {
              endInAnyCase(house)
              throw CancellationError()
            }
            // On its own, so that SIGTERM never waits behind a reload.
            Task {
              house.notice.send("RELOADING=1")
              _ = await house.reload(by: "SIGHUP")
              house.notice.send("READY=1")
            }
          }
        }
        defer { tasks.cancelAll() }
        while try await tasks.next() != nil {}
      }
    } catch is CancellationError {
      house.notice.send("STOPPING=1")
    } catch {
      await house.stop()
      throw error
    }
    await house.stop()
  }

  /// Milliseconds from SIGTERM to the end, whatever a disk, a name server or a device does.
  private static let stopMillisecondsMax = 4500

  /// The journal is made for power cuts: ending without having closed it loses nothing that was promised.
  private static func endInAnyCase(_ house: House) {
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(stopMillisecondsMax)) {
      StandardError.write(Array("<4>stopping took too long; ended with the journal as it stands\n".utf8))
      _exit(0)
    }
  }

  /// Counts the operators' doors, probes and control socket, that are open.
  private final class Doors: Sendable {
    let open = Atomic(0)
  }

  /// Tells systemd as soon as devices, probes and operators would be answered.
  private static func announce(_ house: House, _ doors: Doors) async {
    while !Task.isCancelled {
      // Not the journal: a site that goes on without it must not be restarted for ever.
      if house.isLoopAlive, house.fieldListener?.boundPort != nil, doors.open.load(ordering: .relaxed) == 2 {
        let span = SystemClock.moment() - house.startedAt.moment
        house.notice.send(
          "READY=1\nSTATUS=site \(house.site.id) settings \(house.site.layout.settingsVersion)")
        house.log.say(5, "ready after \(span.milliseconds) ms site=\(house.site.id) version=\(House.version)")
        return await settle(house)
      }
      try? await Task.sleep(for: .milliseconds(2))
    }
  }

  /// What makes a daemon that runs for years lean and quick, and need not hold up its start.
  private static func settle(_ house: House) async {
    house.journal.layLogRunway()
    try? await Task.sleep(for: .seconds(2))
    // Most of the code that starting needs is not needed again, and the kernel maps its neighbours as well.
    gh_give_back_code_pages()
  }

  private static func watchBox(_ house: House) async throws {
    while true {
      await house.box.look(at: house.site)
      try await Task.sleep(for: BoxDesk.period)
    }
  }

  /// P10 is kept by looking often: no unlisted plate outlives its retention by more than a minute.
  private static func purge(_ house: House) async throws {
    try await withTaskCancellationHandler {
      await house.housekeeping.sweepOrphans()
      while true {
        await house.housekeeping.purge(house.site)
        house.letGoOfInputs()
        house.uplink.review(at: SystemClock.moment())
        try await Task.sleep(for: .seconds(30))
      }
    } onCancel: {
      house.housekeeping.stop()
    }
  }
}
