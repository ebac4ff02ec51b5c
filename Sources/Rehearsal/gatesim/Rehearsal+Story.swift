import AccessModel
import FieldDoubles

extension Rehearsal {
  /// The whole story. A chapter that fails ends it: what follows would only repeat the cause.
  func play() async throws {
    try await silence()
    try await resident()
    try await repeats()
    try await stranger()
    try await stolen()
    try await mistaken()
    try await lookAlike()
    try await referral()
    if let compound { try await play(in: compound) }
    try await policy()
    try await outage()
  }

  /// P5: nothing moves at start.
  private func silence() async throws {
    narrator.chapter("The daemon has started: it reads the barriers back and commands nothing")
    for lane in [north, south] {
      _ = try await local.first(
        "gatehouse.barrier.moved", after: 0, within: Self.patience, "\(lane.name) closed"
      ) {
        $0.lane == lane.name && $0.data["position"] == "closed"
      }
      let commands = lane.barrier.state.read { $0.commandCounts.values.reduce(0, +) }
      narrator.check("\(lane.name) barrier was read as closed and got no command", commands == 0)
    }
    if let compound { try await silence(in: compound) }
  }

  private func resident() async throws {
    narrator.chapter("A resident comes to the north lane")
    try await pass(DemoSite.residents[0], through: north)
  }

  /// A vehicle with a permitted plate, from the camera to the upstream.
  @discardableResult
  func pass(_ plate: String, through lane: Lane) async throws -> LocalEvent {
    let (start, raises) = (local.lastID, lane.barrier.state.value.raises)
    try await show(plate, to: lane, track: Int(start) + 1)
    let decision = try await decided(plate, after: start)
    try await drive(plate, through: lane, by: decision, raises: raises)
    return decision
  }

  /// A vehicle that was granted passes; `raises` is how often its barrier had risen before.
  func drive(
    _ plate: String, through lane: Lane, by decision: LocalEvent, raises: Int
  ) async throws {
    narrator.check("\(plate) is granted", decision.data["outcome"] == "granted", decision.summary)
    try await lane.barrier.state.until("\(lane.name) barrier rising", within: Self.patience) {
      $0.raises == raises + 1
    }
    narrator.say("barrier", "\(lane.name) rises")
    try await lane.barrier.driveThrough()
    narrator.say("vehicle", "\(plate) drove over the loop under an open boom")
    try await lane.barrier.state.until("\(lane.name) barrier closed again", within: Self.patience) {
      $0.motion.closedLimit && !$0.motion.isMoving
    }
    narrator.say("barrier", "\(lane.name) is down again")
    _ = try await local.first("gatehouse.access.taken", after: decision.id, within: Self.patience, plate) {
      $0.data["plate"] == plate
    }
    let state = lane.barrier.state.value
    narrator.check("one raise, nobody struck", state.raises == raises + 1 && state.motion.struckVehicles == 0)
    guard !isUplinkCut.value else { return }
    let taken = try await received("gatehouse.access.taken", "passage of \(plate) upstream") {
      $0.data["decision"] == decision.data["decision"]
    }
    narrator.check(
      "the upstream knows: \(taken.type), stream \(taken.stream), sequence \(taken.sequence)", true)
  }

  /// One decision per track, never per message.
  private func repeats() async throws {
    narrator.chapter("The camera sends the same vehicle again, and a buffered read of a minute ago")
    let plate = DemoSite.residents[0]
    let (start, raises) = (local.lastID, north.barrier.state.value.raises)
    try await show(plate, to: north, track: 1, phase: .update)
    try await show(plate, to: north, track: 2, age: .seconds(60))
    let late = try await local.first("gatehouse.plate.read", after: start, within: Self.patience, "late read")
    {
      $0.data["historical"] == "late"
    }
    let again = local.events.read { events in
      events.first { $0.id > start && $0.type == "gatehouse.plate.read" && $0.data["repeats"] != nil }
    }
    narrator.say("journal", late.summary)
    narrator.check("the second frame is recorded as a repeat", again != nil)
    let decisions = local.events.read {
      $0.filter { $0.id > start && $0.type == "gatehouse.access.decided" }.count
    }
    narrator.check("neither decides anything, neither moves anything", decisions == 0)
    narrator.check("the barrier got no command", north.barrier.state.value.raises == raises)
  }

  private func stranger() async throws {
    narrator.chapter("A stranger comes to the south lane")
    let (start, raises) = (local.lastID, south.barrier.state.value.raises)
    try await show(DemoSite.unknownPlate, to: south, track: 10)
    let decision = try await decided(DemoSite.unknownPlate, after: start)
    narrator.check("denied: \(decision.data["reasons"] ?? "")", decision.data["outcome"] == "denied")
    let event = try await received("gatehouse.access.decided", "the denial upstream") {
      $0.data["decision"] == decision.data["decision"]
    }
    narrator.check(
      "upstream the plate is only a pseudonym: \(event.data["plate_pseudonym"] ?? "")",
      event.data["plate"] == nil && event.data["plate_pseudonym"] != nil)
    narrator.check("the barrier stays down", south.barrier.state.value.raises == raises)
  }

  private func stolen() async throws {
    narrator.chapter("A car that is listed as stolen comes to the north lane")
    let (start, raises) = (local.lastID, north.barrier.state.value.raises)
    try await show(DemoSite.stolenPlate, to: north, track: 20)
    let decision = try await decided(DemoSite.stolenPlate, after: start)
    narrator.check(
      "referred to a person: \(decision.data["reasons"] ?? "")", decision.data["outcome"] == "referred",
      decision.summary)
    let hit = try await received("gatehouse.hit.pending", "the hit upstream") {
      $0.data["plate"] == DemoSite.stolenPlate
    }
    narrator.say(
      "hit",
      "\(hit.data["plate"] ?? "") on list \(hit.data["match.list"] ?? ""), "
        + "\(hit.data["match.authority"] ?? ""), \(hit.data["match.reference"] ?? "")")
    let alarm = try await received("gatehouse.alarm.raised", "the alarm upstream") {
      $0.data["code"] == "watchlistHit"
    }
    narrator.say("alarm", "\(alarm.data["priority"] ?? ""): \(alarm.data["next_step"] ?? "")")
    let shown = try await CommandLineTool.succeed(
      tools.gatectl, ["alarms", "--json", "--socket", site.controlSocket])
    narrator.check("`gatectl alarms` shows it", shown.contains("watchlistHit"), shown)
    try await verify(hit.data["hit"] ?? "")
    narrator.check("the barrier stays down", north.barrier.state.value.raises == raises)
  }

  private func lookAlike() async throws {
    narrator.chapter("A plate comes to the south lane that may be a misread of the stolen one")
    let (start, raises) = (local.lastID, south.barrier.state.value.raises)
    try await show(DemoSite.lookAlikePlate, to: south, track: 40)
    let decision = try await decided(DemoSite.lookAlikePlate, after: start)
    narrator.check(
      "a look-alike decides nothing: \(decision.data["reasons"] ?? "")",
      decision.data["reasons"] == "credentialNotFound")
    let alarm = try await received("gatehouse.alarm.raised", "the alarm upstream") {
      $0.data["code"] == "watchlistLookAlike"
    }
    narrator.say("alarm", "\(alarm.data["priority"] ?? ""): \(alarm.data["what"] ?? "")")
    let hit = try await received("gatehouse.hit.pending", "the claim upstream") {
      $0.data["plate"] == DemoSite.lookAlikePlate
    }
    narrator.check(
      "a person sees both plates: \(hit.data["suspicion.difference"] ?? "")",
      hit.data["suspicion.listed_plate"] == DemoSite.stolenPlate)
    narrator.check("the barrier stays down", south.barrier.state.value.raises == raises)
  }

  /// Shows a plate to a lane's camera, which posts it until it is on disk.
  func show(
    _ plate: String, to lane: Lane, track: Int, phase: TrackPhase = .new, age: Span = .zero
  ) async throws {
    let seen = CivilTime(milliseconds: CivilTime.now().milliseconds - age.milliseconds)
    let delivery = try await lane.camera.deliver(
      Sighting(plate: plate, capturedAt: seen, track: track, phase: phase), within: Self.patience)
    narrator.say(
      "camera",
      "\(lane.camera.id) (\(lane.camera.model.rawValue)) posted \(plate): \(delivery.status), on disk after "
        + "\(Narrator.text(delivery.tookMilliseconds)) ms")
  }

  func decided(_ plate: String, after id: Int64) async throws -> LocalEvent {
    let decision = try await local.first("gatehouse.access.decided", after: id, within: Self.patience, plate)
    {
      $0.data["plate"] == plate
    }
    narrator.say("decision", decision.summary)
    return decision
  }

  func received(
    _ type: String, _ what: String,
    where condition: @escaping @Sendable (UpstreamEvent) -> Bool = { _ in true }
  ) async throws -> UpstreamEvent {
    try await upstream.state.first(what, within: Self.patience) { state in
      state.events.last { $0.type == type && condition($0) }
    }
  }
}
