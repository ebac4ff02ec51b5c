import AccessModel
import ConsoleControl
import ConsoleServing
import FieldContract
import FieldListening
import Foundation
import GatehouseSettings
import Logging
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
      let errors = ListDesk.errors(in: supplies.site.lists, at: SystemClock.civil())
      for error in errors { print(error) }
      if !errors.isEmpty {
        print("\(errors.count) lists would be refused, with an alarm, until they are mended")
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
    let log = Logger(label: "gatehoused") { _ in PrefixLogHandler() }
    let listener = FieldListener(
      address: site.fieldListener.address, port: site.fieldListener.port, tls: house.supplies.tls,
      devices: house.pushDevices(of: house.supplies), logger: log)
    let probes = ProbeListener(
      address: site.console.address, port: site.console.port, live: { house.isLoopAlive },
      readiness: { house.readiness() }, metrics: { house.metrics() }, logger: log)
    let control = ControlSocketServer(
      path: site.console.controlSocket, provider: ConsoleDesk(house: house), log: log)
    house.serve(with: listener)
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    do {
      try await house.start()
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await listener.run() }
        tasks.addTask { try await probes.run() }
        tasks.addTask { try await control.run() }
        tasks.addTask { try await purge(house) }
        tasks.addTask { await announce(house) }
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

  /// Tells systemd as soon as a device would be answered.
  private static func announce(_ house: House) async {
    while !Task.isCancelled {
      if house.readiness().allSatisfy(\.ok) {
        let span = SystemClock.moment() - house.startedAt.moment
        house.notice.send(
          "READY=1\nSTATUS=site \(house.site.id) settings \(house.site.layout.settingsVersion)")
        house.log.say(5, "ready after \(span.milliseconds) ms site=\(house.site.id) version=\(House.version)")
        return
      }
      try? await Task.sleep(for: .milliseconds(2))
    }
  }

  /// P10 is kept by looking often: no unlisted plate outlives its retention by more than a minute.
  private static func purge(_ house: House) async throws {
    while true {
      await house.purge()
      try await Task.sleep(for: .seconds(30))
    }
  }
}
