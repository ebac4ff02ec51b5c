import AccessModel
import FieldDoubles
import Foundation

/// A checkpoint that is running: the daemon, its doubles, and the books by which the story is checked.
final class Rehearsal: Sendable {
  /// What a rehearsal needs from the build.
  struct Tools: Sendable {
    var gatehoused: String
    var gatectl: String
    var deviceProfiles: String
    /// A Python with libosdp; without it the compound is left out.
    var osdpPython: String?
  }

  /// One lane with its camera and its iron.
  struct Lane: Sendable {
    var name: String
    var camera: CameraDouble
    var barrier: BarrierDouble
  }

  let site: DemoSite
  let tools: Tools
  let narrator: Narrator
  let north: Lane
  let south: Lane
  let compound: Compound?
  let upstream: UpstreamDouble
  let daemon: DaemonRun
  let local: LocalEvents
  /// The upstream accepts nobody at the moment.
  let isUplinkCut = Watched(false)

  /// How long a fact may take to come true on a loaded machine.
  static let patience = Duration.seconds(5)
  static let startLimit = Duration.seconds(10)

  private init(
    site: DemoSite, tools: Tools, narrator: Narrator, north: Lane, south: Lane, compound: Compound?,
    upstream: UpstreamDouble, daemon: DaemonRun, local: LocalEvents
  ) {
    self.site = site
    self.tools = tools
    self.narrator = narrator
    self.north = north
    self.south = south
    self.compound = compound
    self.upstream = upstream
    self.daemon = daemon
    self.local = local
  }

  /// Makes the site, starts the doubles and the daemon, and waits until it is ready.
  static func start(in folder: String, with tools: Tools, _ narrator: Narrator) async throws -> Rehearsal {
    try tools.check()
    try? FileManager.default.removeItem(atPath: "\(folder)/journal")
    let pki = try await ThrowawayPKI.make(in: "\(folder)/pki")
    let northBarrier = try BarrierDouble(name: "north-boom")
    let southBarrier = try BarrierDouble(name: "south-boom")
    let upstream = UpstreamDouble(files: pki.upstreamFiles)
    try await upstream.start()
    let compound = try await Compound.start(in: folder, with: tools, narrator)
    let ports = DemoSite.Ports(
      field: try LoopbackPort.free(), console: try LoopbackPort.free(), northBarrier: northBarrier.port,
      southBarrier: southBarrier.port, upstream: await upstream.port)
    let site = DemoSite(
      folder: folder, ports: ports, pki: pki, deviceProfiles: tools.deviceProfiles, compound: compound?.ports)
    try await site.write()
    narrator.say("site", "\(site.settingsFile), certificates and signed lists made")
    narrator.say("field", "barriers on Modbus TCP ports \(ports.northBarrier) and \(ports.southBarrier)")
    narrator.say("upstream", "https://127.0.0.1:\(ports.upstream)/events, client certificates required")
    let daemon = try DaemonRun(tools.gatehoused, ["--config", site.settingsFile], logFile: site.logFile)
    do {
      let took = try await daemon.ready(at: site.healthURL, within: startLimit)
      narrator.say(
        "gatehoused", "ready after \(took.seconds(digits: 2)) s, process \(daemon.processIdentifier)")
      return Rehearsal(
        site: site, tools: tools, narrator: narrator,
        north: Lane(name: "north", camera: site.northCamera(), barrier: northBarrier),
        south: Lane(name: "south", camera: site.southCamera(), barrier: southBarrier), compound: compound,
        upstream: upstream, daemon: daemon,
        local: try LocalEvents(gatectl: tools.gatectl, socket: site.controlSocket))
    } catch {
      narrator.quote(daemon.lastLogLines(), from: site.logFile)
      daemon.kill()
      throw error
    }
  }

  /// Stops whatever still runs.
  func end() async {
    local.stop()
    if daemon.exit.value == nil, (try? await daemon.stop(within: .seconds(5))) == nil { daemon.kill() }
    await upstream.cut()
    for lane in [north, south] { lane.barrier.stop() }
    compound?.stop()
  }

  /// Keeps everything running, with a vehicle now and then, until the task is cancelled.
  func stay() async throws {
    let socket = "--socket \(site.controlSocket)"
    narrator.chapter("Staying up; Ctrl-C ends it. Look at it from another terminal:")
    for verb in ["status", "events --follow", "alarms", "open north --reason test"] {
      narrator.say("try", "\(tools.gatectl) \(verb) \(socket)")
    }
    narrator.say("try", "curl \(site.healthURL)")
    narrator.say("try", "tail -f \(site.logFile)")
    var round = 0
    while !Task.isCancelled {
      round += 1
      let lane = round % 2 == 0 ? north : south
      let plate = DemoSite.residents[round % DemoSite.residents.count]
      try await Task.sleep(for: .seconds(20))
      try await pass(plate, through: lane)
    }
  }
}

extension Rehearsal.Tools {
  /// Fails early, with what to do, when the build is incomplete.
  func check() throws(RehearsalError) {
    for tool in [gatehoused, gatectl] where !FileManager.default.isExecutableFile(atPath: tool) {
      throw .file(
        path: tool, reason: "no such program; run `make build` first, or name it with --gatehoused, --gatectl"
      )
    }
    guard FileManager.default.fileExists(atPath: deviceProfiles) else {
      throw .file(
        path: deviceProfiles,
        reason: "no such folder; run this at the top of the repository or name it with --profiles")
    }
  }
}
