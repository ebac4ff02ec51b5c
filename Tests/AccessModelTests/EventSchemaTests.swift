import AccessModel
import Foundation
import Testing

/// Real events of every type against `config/schemas/events`.
@Suite struct EventSchemaTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let schemas = root.appending(path: "config/schemas/events")
  static let python = ProcessInfo.processInfo.environment["GATEHOUSE_PEERS_PYTHON"]

  private static let now = CivilTime(milliseconds: 1_795_000_000_000)
  private static let edition = ListEdition(list: "residents", version: "1", issuedAt: now)
  private static let match = ListMatch(
    edition: edition,
    entry: WatchlistEntry(
      id: "e", plate: "A1", purpose: .courtOrder, action: .hold, authority: "Court", reference: "1/26",
      validUntil: now))
  private static let image = EvidenceImage(role: .plate, file: "x.jpg", bytes: 10)
  private static let passages = PassageEnding.allCases.map {
    GateFact.accessEnded(Passage(decision: "1-1", accessPoint: "in", plate: "A1", ending: $0))
  }
  private static let answers: [GateFact] = [.written, .expired, .notReady("why"), .failed("why")].map {
    .barrierAnswered(CommandOutcome(number: 1, barrier: "boom", action: .raise, result: $0))
  }
  private static let command = BarrierCommand(number: 1, barrier: "boom", action: .raise, validUntil: .zero)
  private static let alarms = AlarmCode.allCases.map {
    Alarm(
      number: 7, code: $0, subject: "x", what: "it happened", raisedAt: now, annunciation: .silent,
      sightings: [AlarmSighting(lane: "north", camera: "cam", at: now, plate: "A1", images: ["x.jpg"])])
  }
  private static let handlings: [GateFact] = alarms.prefix(1).flatMap { alarm -> [GateFact] in
    [
      .alarmAcknowledged(AlarmHandling(alarm: alarm, operatorName: "wu", reason: "seen")),
      .alarmShelved(AlarmHandling(alarm: alarm, operatorName: "wu", reason: "mending", until: now)),
      .alarmUnshelved(AlarmHandling(alarm: alarm)),
      .alarmUnshelved(AlarmHandling(alarm: alarm, operatorName: "li")),
      .alarmEscalated(AlarmHandling(alarm: alarm, escalation: 2)),
    ]
  }
  private static let hit = WatchlistHit(
    id: "1-3", accessPoint: "in", plate: "A1", match: .exact(match), images: [image])
  private static let decisions: [GateFact] = HitOutcome.allCases.map { outcome in
    let voice = HitVoice(operatorName: "wu", verifies: outcome == .verified, reason: "chassis number")
    return .hitDecided(HitDecision(hit: hit, outcome: outcome, voices: outcome == .lapsed ? [] : [voice]))
  }

  private static let doors: [GateFact] = [DoorAction.release(.seconds(5)), .holdReleased, .secure].flatMap {
    action -> [GateFact] in
    let command = DoorCommand(number: 1, door: "d", action: action, validUntil: .zero)
    return [
      .doorCommanded(DoorCommandFact(command: command, cause: .decision("1-1"))),
      .doorCommanded(DoorCommandFact(command: command, cause: .mode(.lockedDown))),
      .doorAnswered(DoorOutcome(number: 1, door: "d", action: action, result: .failed("why"))),
    ]
  }

  static let facts: [GateFact] =
    [
      .plateRead(
        ReadFact(read: PlateRead(device: "cam", plate: nil), accessPoint: nil, normalisedPlate: nil)),
      .plateRead(
        ReadFact(
          read: PlateRead(
            device: "cam", plate: "a 1", country: "POL", confidence: 0.925,
            candidates: [PlateCandidate(plate: "A7")],
            direction: .approaching, laneNumber: 2,
            vehicle: VehicleDescription(kind: "truck", colour: "red", make: "X"),
            track: TrackMark(id: "7", phase: .update), capturedAt: now, images: [image]), accessPoint: "in",
          normalisedPlate: "A1", historical: .late, repeats: "1-1")),
      .accessDecided(
        AccessDecision(
          id: "1-1", accessPoint: "in", plate: "A1", outcome: .referred, reasons: AccessReason.allCases,
          match: match,
          lists: [edition], settingsVersion: "v", clockIsSynchronised: true, operatorName: "wu")),
      .accessDecided(
        AccessDecision(
          id: "1-2", accessPoint: "in", plate: nil, outcome: .denied, reasons: [], settingsVersion: "v",
          clockIsSynchronised: false)),
      .barrierCommanded(BarrierCommandFact(command: command, cause: .decision("1-1"))),
      .barrierCommanded(BarrierCommandFact(command: command, cause: .closing("passed"))),
      .hitPending(hit),
      .hitPending(
        WatchlistHit(
          id: "1-4", accessPoint: "in", plate: "A1",
          match: .suspected(
            SuspectedMatch(
              edition: match.edition, entryID: "s-2", listedPlate: "AI", purpose: .stolenVehicle,
              authority: "Police", reference: "7", score: 950, difference: "character 2: read 1, listed I")),
          images: [])),
      .credentialPresented(
        CredentialFact(
          presented: CredentialPresented(
            device: "r", readerNumber: 2, identifier: CredentialIdentifier(.card, "h10301:1-2"),
            capturedAt: now, deviceVerdict: DeviceVerdict(isGranted: true, words: "ok")),
          accessPoint: "front-in", historical: .late, repeats: "1-1")),
      .credentialPresented(
        CredentialFact(
          presented: CredentialPresented(device: "r", identifier: CredentialIdentifier(.pin, "00")),
          accessPoint: nil, credential: "c")),
      .credentialMisread(DeviceRemark(device: "r", readerNumber: 1, words: "wrong parity")),
      .deviceReported(DeviceRemark(device: "r", words: "door opened by its own button")),
      .lampCommanded(
        LampCommandFact(
          command: LampCommand(number: 1, lamp: "l", isLit: true, validUntil: .zero), heldBy: "p")),
      .lampAnswered(LampOutcome(number: 1, lamp: "l", isLit: false, result: .failed("why"))),
      .inputChanged(InputSensed(point: "p", reading: .faulty("cut"), at: .zero)),
      .inputChanged(InputSensed(point: "p", reading: .value(thousandths: -5), at: .zero)),
      .deviceChanged(DeviceHealth(device: "io", state: .degraded, reason: "unit 2")),
      .operatorCommanded(
        OperatorFact(operatorName: "wu", verb: "open", target: "n", reason: "r", accepted: true)),
      .operatorCommanded(OperatorFact(operatorName: "wu", verb: "open", accepted: false, refusal: "no")),
      .siteStarted(version: "1", settingsVersion: "v"), .siteStopping, .settingsApplied(settingsVersion: "v"),
      .settingsRefused(firstError: "f:1: x. y", errorCount: 2),
      .listLoaded(edition, entries: 1, quarantined: 0),
      .eventQuarantined(stream: .access, sequence: 4, reason: "422"),
    ] + passages + answers + handlings + decisions + alarms.flatMap { [.alarmRaised($0), .alarmCleared($0)] }
    + BarrierPosition.allCases.map {
      .barrierMoved(BarrierMove(barrier: "boom", position: $0, presence: .clear))
    } + doors
    + DoorMode.allCases.map { .doorChanged(DoorChange(door: "d", mode: $0, position: .open, heldBy: "p")) }

  /// Each fact in each form of plate, with its type.
  static let samples: [(type: String, data: [UInt8])] = facts.flatMap { fact in
    [PlateForm.full, .pseudonymous { _ in "00ff" }, .redacted].map { form in
      let event = GateEvent(at: now, lane: "north", fact: fact)
      return (event.type, event.data(plates: form))
    }
  }

  @Test func everyType_hasASchema_andEverySchemaAType() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.schemas.path)
    #expect(Set(files) == Set(Self.samples.map { "\($0.type).json" }))
  }

  @Test func members_areAllDescribed_andTheRequiredOnesPresent() throws {
    for sample in Self.samples {
      let schema = try object(Data(contentsOf: Self.schemas.appending(path: "\(sample.type).json")))
      let properties = try #require(schema["properties"] as? [String: Any])
      let required = try #require(schema["required"] as? [String])
      let members = Set(try object(Data(sample.data)).keys)
      #expect(members.isSubset(of: properties.keys), "\(sample.type)")
      #expect(members.isSuperset(of: required), "\(sample.type)")
      #expect(schema["additionalProperties"] as? Bool == false)
    }
  }

  @Test(.enabled(if: python != nil, "GATEHOUSE_PEERS_PYTHON names no interpreter"))
  func everySample_isValidByJsonschema() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "events-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (index, sample) in Self.samples.enumerated() {
      try Data(sample.data).write(to: folder.appending(path: "\(sample.type)~\(index).json"))
    }
    #expect(try run(on: folder) == 0)
    try Data(#"{"version": "1", "planted": true}"#.utf8).write(
      to: folder.appending(path: "gatehouse.site.started~x.json"))
    #expect(try run(on: folder) == 1)
  }

  private func run(on folder: URL) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments = [
      Self.root.appending(path: "Tests/Peers/event_schema.py").path, Self.schemas.path, folder.path,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private func object(_ bytes: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }
}
