import AccessModel
import FieldDoubles
import Foundation

/// One journal, one upstream, two barriers and eight camera connections over many lives of the daemon, each
/// ended by `kill -9`.
final class CrashTest: Sendable {
  let site: CrashSite
  let gatehoused: String
  let narrator: Narrator
  let barriers: [BarrierDouble]
  let upstream: UpstreamDouble
  let traffic = CrashTraffic()
  let books: Watched<CrashBooks>

  private static let startLimit = Duration.seconds(10)
  private static let raiseLimit = Duration.milliseconds(1500)
  private static let drainLimit = Duration.seconds(120)
  private static let sendersPerCamera = 2
  private static let travel = Span.milliseconds(150)

  init(gatehoused: String, profiles: String, folder: String, _ narrator: Narrator) async throws {
    try? FileManager.default.removeItem(atPath: folder)
    let pki = try await ThrowawayPKI.make(in: "\(folder)/pki")
    let books = Watched(CrashBooks())
    let ports = try LoopbackPort.lasting(3)
    barriers = try CrashSite.lanes.map { lane throws(RehearsalError) in
      try BarrierDouble(name: "\(lane)-boom", travel: Self.travel)
    }
    upstream = UpstreamDouble(port: ports[0], files: pki.upstreamFiles) { events in
      books.update { books in for event in events { books.take(event) } }
    }
    site = CrashSite(
      folder: folder, field: ports[1], console: ports[2], upstream: ports[0], barriers: barriers.map(\.port),
      pki: pki, deviceProfiles: profiles)
    self.gatehoused = gatehoused
    self.narrator = narrator
    self.books = books
    try await site.write()
    try await upstream.start()
  }

  /// All rounds, then two lives that end when asked: one in which every camera gets its answer, and one in
  /// which nothing happens but forwarding.
  func run(rounds: Int, seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let senders = site.senders(ofEachCamera: Self.sendersPerCamera).map { lane, camera in
      CrashSender(
        camera: camera, lane: lane, traffic: traffic, books: books,
        random: SeededRandom(seed: random.next()))
    }
    let vehicles = barriers.map { CrashVehicles(barrier: $0, random: SeededRandom(seed: random.next())) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      for var vehicles in vehicles { group.addTask { try await vehicles.run() } }
      let posting = Task { try await Self.runAll(senders) }
      defer { posting.cancel() }
      var wasCut = false
      for number in 1...rounds {
        let plan = CrashRoundPlan(&random, wasUplinkCut: wasCut)
        wasCut = plan.isUplinkCut
        try await round(number, plan)
        if number % 10 == 0 { tellProgress(number, wasCut) }
      }
      try await upstream.start()
      try await lastRound(rounds + 1) { _ in
        self.traffic.gate.update { $0 = .closing }
        try await posting.value
      }
      try await lastRound(rounds + 2) { daemon in try await self.drained(daemon) }
    }
  }

  func end() async {
    await upstream.cut()
    for barrier in barriers { barrier.stop() }
  }

  private static func runAll(_ senders: [CrashSender]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for var sender in senders { group.addTask { try await sender.run() } }
      try await group.waitForAll()
    }
  }

  private func round(_ number: Int, _ plan: CrashRoundPlan) async throws {
    if plan.isUplinkCut { await upstream.cut() } else { try await upstream.start() }
    traffic.gate.update { $0 = plan.quiet == nil ? .open : .shut }
    let (round, daemon) = try begin(number, membersPerLane: plan.membersPerLane)
    defer { daemon.kill() }
    switch plan.kill {
    case .afterStart(let span): try await Task.sleep(for: span)
    case .afterReady(let span):
      _ = try await daemon.ready(at: site.readyURL, within: Self.startLimit)
      if let quiet = plan.quiet {
        try await Task.sleep(for: quiet)
        traffic.gate.update { $0 = .open }
      }
      try await Task.sleep(for: span)
    case .atRaise(let lane): try await raise(on: barriers[lane])
    }
    daemon.kill()
    let status = try await daemon.exit.first("the end after SIGKILL", within: Self.startLimit) { $0 }
    guard status == SIGKILL else { throw ended(status) }
    try await close(round)
  }

  /// Waits until a barrier is told to rise; not for ever, since a lane may have no more vehicles to admit.
  private func raise(on barrier: BarrierDouble) async throws {
    let raises = barrier.state.read(\.raises)
    try? await barrier.state.until("a raise", within: Self.raiseLimit) { $0.raises > raises }
    try Task.checkCancellation()
  }

  private func lastRound(_ number: Int, _ work: (DaemonRun) async throws -> Void) async throws {
    let (round, daemon) = try begin(number, membersPerLane: 0)
    defer { daemon.kill() }
    _ = try await daemon.ready(at: site.readyURL, within: Self.startLimit)
    try await work(daemon)
    let status = try await daemon.stop(within: Self.startLimit)
    guard status == 0 else { throw ended(status) }
    try await close(round)
  }

  private func begin(_ number: Int, membersPerLane: Int) throws -> (CrashRound, DaemonRun) {
    let now = Now(moment: MonotonicClock.now(), civil: .now())
    traffic.begin(at: now.moment, membersPerLane: membersPerLane)
    let daemon = try DaemonRun(
      gatehoused, ["--config", site.settingsFile], logFile: "\(site.folder)/round-\(number).log")
    return (CrashRound(number: number, startedAt: now), daemon)
  }

  /// Once a barrier has seen the end of the connection, it has taken everything that was sent on it.
  private func close(_ round: CrashRound) async throws {
    var round = round
    round.firstPostAt = traffic.firstPostAt
    for barrier in barriers {
      try await barrier.state.until("\(barrier.name) without a master", within: Self.startLimit) {
        $0.masters == 0
      }
      let start = round.startedAt.moment
      round.barriers[barrier.name] = barrier.state.read { state in
        CrashRound.BarrierLog(
          writes: state.writes.filter { $0 >= start }, commands: state.commands.filter { $0.at >= start })
      }
    }
    let closed = round
    books.update { $0.close(closed) }
  }

  private func drained(_ daemon: DaemonRun) async throws {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < Self.drainLimit {
      let lines = try await HTTPProbe.text(of: site.metricsURL).split(separator: "\n")
      let waiting = lines.filter { $0.hasPrefix("gatehouse_outbox_events{") }
      if !waiting.isEmpty, waiting.allSatisfy({ $0.hasSuffix(" 0") }) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw RehearsalError.overdue("an empty outbox", within: Self.drainLimit)
  }

  private func ended(_ status: Int32) -> RehearsalError {
    .tool(command: gatehoused, reason: "ended by itself with status \(status)")
  }

  private func tellProgress(_ number: Int, _ isUplinkCut: Bool) {
    let counts = books.read {
      "\($0.readsAccepted) reads accepted, \($0.events) events upstream, \($0.raises) raises"
    }
    narrator.say("round \(number)", "\(counts), uplink \(isUplinkCut ? "cut" : "up")")
  }
}
