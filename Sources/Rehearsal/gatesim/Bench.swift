import AccessModel
import FieldDoubles
import Foundation

/// One measuring site and what is measured on it.
final class Bench {
  static let names = ["start", "idle", "road", "intake", "drain"]
  /// From a card to the lock; on a site of its own, only with `field`.
  static let cards = "cards"
  /// Needs no site; minutes of its own, so it runs only when asked for.
  static let matching = "matching"
  /// Decisions in the core, and simulated time.
  static let judgement = "judgement"
  static let field = "field"
  /// Figures that need no site.
  static let alone = [field, matching, judgement]

  let gatehoused: String
  let site: BenchSite
  let barriers: [BarrierDouble]

  private static let barrierCount = 8
  private static let starts = 7
  private static let idleSeconds = 15
  private static let passages = 240
  /// So that a lane's pulse has ended before the next: eight lanes take turns.
  private static let passagePause = Duration.milliseconds(45)
  private static let tightRounds = 500
  private static let intakeSeconds = 10
  private static let drainEvents = 100_000

  init(gatehoused: String, profiles: String, folder: String) async throws {
    self.gatehoused = gatehoused
    try? FileManager.default.removeItem(atPath: folder)
    barriers = try (0..<Self.barrierCount).map { try BarrierDouble(name: "boom-\($0)") }
    let pki = try await ThrowawayPKI.make(in: "\(folder)/pki")
    site = BenchSite(
      folder: folder, field: try LoopbackPort.free(), console: try LoopbackPort.free(),
      upstream: try LoopbackPort.free(), barriers: barriers.map(\.port), pki: pki, deviceProfiles: profiles)
    try await site.write()
  }

  func end() {
    for barrier in barriers { barrier.stop() }
  }

  func measure(_ name: String) async throws {
    switch name {
    case "start": try await measureStart()
    case "idle": try await measureIdle()
    case "road": try await measureRoad()
    case "intake": try await measureIntake()
    case Self.cards: try await measureCards()
    default: try await measureDrain()
    }
  }

  /// From the start of the process to systemd's READY=1.
  private func measureStart() async throws {
    var spans: [Double] = []
    for _ in 0..<Self.starts {
      let start = ContinuousClock.now
      let run = try startDaemon()
      spans.append((ContinuousClock.now - start) / .milliseconds(1))
      _ = try await run.stop(within: .seconds(5))
    }
    spans.sort()
    report("start_to_ready", spans[spans.count / 2], "ms", .atMost(100))
  }

  /// Nothing happens: eight barriers polled at 10 Hz, the uplink up and silent.
  private func measureIdle() async throws {
    let nginx = try NginxUpstream(folder: "\(site.folder)/nginx", port: site.upstream, pki: site.pki)
    defer { nginx.stop() }
    let run = try startDaemon()
    try await Task.sleep(for: .seconds(3))
    guard let before = MachineProbe.processorSeconds(of: run.processIdentifier) else { throw gone(run) }
    try await Task.sleep(for: .seconds(Self.idleSeconds))
    guard let after = MachineProbe.processorSeconds(of: run.processIdentifier),
      let resident = MachineProbe.residentMebibytes(of: run.processIdentifier)
    else { throw gone(run) }
    report("idle_rss", resident, "MiB", .atMost(40))
    report(
      "idle_cpu_8_barriers_10_hz", (after - before) / Double(Self.idleSeconds) * 100, "percent", .atMost(1))
    _ = try await run.stop(within: .seconds(5))
  }

  /// From the post of a member's read to the rising edge of the raise coil at the slave; between passages the
  /// same for disk and wire alone, so that both meet the machine in the same state.
  private func measureRoad() async throws {
    let run = try startDaemon()
    for barrier in barriers { barrier.vehicleLeaves() }
    try await Task.sleep(for: .seconds(1))
    let (disk, wire) = (
      try DiskProbe(folder: "\(site.folder)/journal"), try WireProbe(port: barriers[0].port, coil: 2)
    )
    let tight = try (0..<Self.tightRounds).map { _ in (try disk.round() / 1000, try wire.round() / 1000) }
    var floors: (disk: [Double], wire: [Double]) = ([], [])
    var probes = try barriers.indices.map { try RoadProbe(to: target(ofCamera: $0)) }
    var spans: [Double] = []
    for index in 0..<Self.passages {
      let lane = index % barriers.count
      let seen = barriers[lane].state.value.raises
      let (sent, status) = try probes[lane].post(plate: BenchSite.member(index))
      guard status == 200 else {
        throw RehearsalError.request(url: site.url(ofCamera: lane), reason: "\(status)")
      }
      let raised = try await barriers[lane].state.first("a raise", within: .seconds(3)) { state in
        state.raises > seen ? state.commands.last?.at : nil
      }
      spans.append(Double((raised - sent).nanoseconds) / 1e6)
      try await Task.sleep(for: Self.passagePause)
      floors.disk.append(try disk.round() / 1000)
      floors.wire.append(try wire.round() / 1000)
      try await Task.sleep(for: Self.passagePause)
    }
    for probe in probes { probe.end() }
    let floor = Self.rank(floors.disk, 0.5) + Self.rank(floors.wire, 0.5)
    report("fdatasync_p50", Self.rank(floors.disk, 0.5), "ms", nil)
    report("fdatasync_p99", Self.rank(floors.disk, 0.99), "ms", nil)
    report("modbus_round_trip_p50", Self.rank(floors.wire, 0.5), "ms", nil)
    report("road_latency_p50", Self.rank(spans, 0.5), "ms", nil)
    report("road_latency_p50_over_floor", Self.rank(spans, 0.5) / floor, "x", .atMost(3))
    // Without a pause the cores and the disk never rest, as they do between two vehicles.
    let tightFloor = Self.rank(tight.map(\.0), 0.5) + Self.rank(tight.map(\.1), 0.5)
    report("road_latency_p50_over_tight_floor", Self.rank(spans, 0.5) / tightFloor, "x", .atMost(3))
    report("road_latency_p99", Self.rank(spans, 0.99), "ms", .atMost(5))
    _ = try await run.stop(within: .seconds(5))
  }

  /// Durable reads with 16 senders, and what the disk alone could do.
  private func measureIntake() async throws {
    let run = try startDaemon()
    let disk = try DiskProbe(folder: "\(site.folder)/journal")
    let spans = try (0..<500).map { _ in try disk.round() }
    let targets = (0..<BenchSite.cameras).map { target(ofCamera: $0) }
    let load = try await LoadGenerator.run(
      LoadPlan(targets: Array(targets.prefix(16)), senders: 16, duration: .seconds(Self.intakeSeconds)))
    let syncs = 1_000_000 / (spans.reduce(0, +) / Double(spans.count))
    report("durable_reads", load.acceptedPerSecond, "reads/s", .atLeast(10_000))
    report("durable_reads_over_fdatasync_rate", load.acceptedPerSecond / syncs, "x", nil)
    report("durable_read_p99", load.latencyMilliseconds(at: 0.99) ?? -1, "ms", nil)
    if load.broken > 0 || !load.refused.isEmpty {
      print("bench note: \(load.broken) connections broken, refused \(load.refused)")
    }
    _ = try await run.stop(within: .seconds(5))
  }

  /// A backlog made while the upstream was down, sent to nginx over mutual TLS.
  private func measureDrain() async throws {
    let run = try startDaemon()
    let targets = (0..<16).map { target(ofCamera: $0) }
    while try await metric("gatehouse_outbox_events{stream=\"access\"}") < Double(Self.drainEvents) {
      _ = try await LoadGenerator.run(LoadPlan(targets: targets, senders: 16, duration: .seconds(2)))
    }
    let nginx = try NginxUpstream(folder: "\(site.folder)/nginx", port: site.upstream, pki: site.pki)
    defer { nginx.stop() }
    let delivered = "gatehouse_uplink_delivered_events_total{stream=\"access\"}"
    var first: (count: Double, at: ContinuousClock.Instant)?
    var last: (count: Double, at: ContinuousClock.Instant)?
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      let count = try await metric(delivered)
      if count > 0, first == nil { first = (count, .now) }
      last = (count, .now)
      if let first, count - first.count >= Double(Self.drainEvents) * 0.9 { break }
      try await Task.sleep(for: .milliseconds(5))
    }
    guard let first, let last, last.count > first.count else {
      throw RehearsalError.overdue("events at nginx", within: .seconds(60))
    }
    let rate = (last.count - first.count) / ((last.at - first.at) / .seconds(1))
    report("drain_over_mutual_tls", rate, "events/s", .atLeast(50_000))
    _ = try await run.stop(within: .seconds(5))
  }

  static func rank(_ spans: [Double], _ share: Double) -> Double {
    spans.sorted()[Int(Double(spans.count - 1) * share)]
  }

  private func metric(_ name: String) async throws -> Double {
    let text = try await HTTPProbe.text(of: site.metricsURL)
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) } ?? 0
  }

  private func target(ofCamera index: Int) -> LoadPlan.Target {
    guard let target = LoadPlan.Target(site.url(ofCamera: index)) else { preconditionFailure("our own URL") }
    return target
  }

  /// Returns when the daemon says READY=1; with the allocator setting of the systemd unit.
  func startDaemon(_ settingsFile: String? = nil) throws -> DaemonRun {
    let socket = try ReadinessSocket(path: "\(site.folder)/notify.sock")
    let run = try DaemonRun(
      gatehoused, ["--config", settingsFile ?? site.settingsFile], logFile: "\(site.folder)/gatehoused.log",
      environment: ["NOTIFY_SOCKET": socket.path, "MALLOC_ARENA_MAX": "2"])
    guard socket.waitUntilReady(milliseconds: 10_000) else { throw gone(run) }
    return run
  }

  private func gone(_ run: DaemonRun) -> RehearsalError {
    .tool(command: gatehoused, reason: "is not running:\n" + run.lastLogLines().joined(separator: "\n"))
  }

  enum Goal {
    case atMost(Double)
    case atLeast(Double)
  }

  func report(_ name: String, _ value: Double, _ unit: String, _ goal: Goal?) {
    let text = Narrator.text(value, digits: value < 100 ? 3 : 0)
    switch goal {
    case .atMost(let limit):
      let verdict = value <= limit ? "ok" : "short"
      print("bench \(name) \(text) \(unit) goal <= \(Narrator.text(limit, digits: 0)) \(verdict)")
    case .atLeast(let limit):
      let verdict = value >= limit ? "ok" : "short"
      print("bench \(name) \(text) \(unit) goal >= \(Narrator.text(limit, digits: 0)) \(verdict)")
    case nil: print("bench \(name) \(text) \(unit)")
    }
  }
}
