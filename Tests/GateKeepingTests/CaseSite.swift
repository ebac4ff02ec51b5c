import AccessModel
import GateKeeping
import PlateMatching

/// The site of the `.case` files: lane `north`, camera `cam-in`, board `io`, and a few lists.
struct CaseSite {
  var whenUnknown = UnknownPlatePolicy.deny
  var closing = BarrierClosing.gatehouse
  var hasLoop = true
  var hasBarrier = true
  var direction: TravelDirection?
  var framesMin = 1
  var hasDoors = true
  var isFreeExit = false
  var rules = CaseRules()
  /// Nobody is called again, unless a case asks for it.
  var alarms = AlarmRules(escalateAfter: nil)
  /// How far the civil clock has been set ahead.
  var clockStep = Span.zero

  static let epoch = CivilTime(milliseconds: 1_795_000_000_000)

  static func now(_ seconds: Double, clockStep: Span = .zero) -> Now {
    let nanoseconds = Int64((seconds * 1_000_000_000).rounded())
    return Now(
      moment: Moment(nanoseconds: 1_000_000_000_000 + nanoseconds),
      civil: epoch + Span(nanoseconds: nanoseconds) + clockStep)
  }

  /// `site when_unknown=refer closing=controller loop=no barrier=no direction=approaching`
  mutating func set(_ words: [String]) throws {
    for word in words {
      switch word {
      case "when_unknown=refer": whenUnknown = .refer
      case "closing=controller": closing = .controller
      case "loop=no": hasLoop = false
      case "barrier=no": hasBarrier = false
      case "direction=approaching": direction = .approaching
      case "frames=2": framesMin = 2
      case "doors=no": hasDoors = false
      case "exit=free": isFreeExit = true
      default: if !setAlarms(word) { try rules.set(word) }
      }
    }
  }

  var layout: SiteLayout {
    let barrier = Barrier(
      id: "boom", device: "io", closing: closing, hasPresenceLoop: hasLoop, travelMax: .seconds(5),
      passageMax: .seconds(20), closeDelay: .seconds(1), openMax: .seconds(60), staleAfter: .seconds(2),
      serviceCycles: rules.serviceCycles)
    let plain = SiteLayout(
      source: "urn:gatehouse:case",
      lanes: [
        Lane(
          id: "north", name: "North", barrier: hasBarrier ? barrier : nil,
          accessPoints: [
            AccessPoint(
              id: "north-in", direction: .entry, memberships: ["residents"], watchlists: ["stolen"],
              whenUnknown: whenUnknown),
            AccessPoint(id: "north-out", direction: .exit, memberships: [], isFreeExit: isFreeExit),
          ])
      ],
      cameras: [
        CameraAssignment(
          device: "cam-in", accessPoint: "north-in", direction: direction, framesMin: framesMin)
      ], doors: hasDoors ? doors : [], sallyPorts: [SallyPort(doors: ["inner", "outer"])], inputs: inputs,
      holds: holds, alarms: alarms)
    return rules.apply(to: plain)
  }

  /// A keeper that has its lists; what that recorded is not part of the case.
  func begin(at now: Now) -> GateKeeper {
    var keeper = GateKeeper(layout: layout, run: 1, now: now)
    for input in supplies { _ = keeper.step(input, at: now) }
    return keeper
  }

  /// What a keeper is given before anything else.
  var supplies: [GateInput] {
    [.lists(lists(ageHours: 1)), .credentials(register(ageHours: 1)), .calendar(calendar)]
      + (rules.hasPacks && rules.packsAreThere ? [.rulePacks(CaseRules.book)] : [])
  }

  func lists(ageHours: Int64) -> [PlateIndex] {
    let issued = Self.epoch + .seconds(-ageHours * 3600)
    func entry(
      _ plate: String, _ purpose: ListPurpose, _ action: PermittedAction, country: String? = nil,
      from: Int64? = nil, until: Int64 = 86_400, verifiers: Int = 1, colour: String? = nil
    ) -> WatchlistEntry {
      WatchlistEntry(
        id: plate + (country ?? ""), plate: plate, country: country, purpose: purpose, action: action,
        authority: "Estate", reference: "ref", validFrom: from.map { Self.epoch + .seconds($0) },
        validUntil: Self.epoch + .seconds(until),
        vehicle: colour.map { VehicleDescription(colour: $0) }, verifiersMin: verifiers)
    }
    return [
      PlateIndex(
        edition: ListEdition(list: "residents", version: "1", issuedAt: issued),
        entries: [
          entry("A1", .membership, .admit), entry("A2", .membership, .admit),
          entry("OLD1", .membership, .admit, until: -10),
          entry("SOON1", .membership, .admit, from: 1000), entry("REG1", .membership, .admit, country: "POL"),
          entry("BOTH1", .membership, .admit), entry("HELD1", .membership, .admit),
          entry("TWICE1", .membership, .admit),
          entry("ST0L3N", .membership, .admit), entry("RESIDENT", .membership, .admit),
          entry("RED1", .membership, .admit, colour: "red"),
        ]),
      PlateIndex(
        edition: ListEdition(list: "stolen", version: "1", issuedAt: issued),
        entries: [
          entry("S1", .stolenVehicle, .alert), entry("BOTH1", .stolenVehicle, .alert),
          entry("HELD1", .courtOrder, .hold), entry("S2", .stolenVehicle, .alert),
          entry("TWICE1", .courtOrder, .hold, verifiers: 2), entry("HELD2", .courtOrder, .hold),
          entry("ST0LEN", .stolenVehicle, .alert), entry("WIT?NS", .stolenVehicle, .alert),
        ]),
    ]
  }

  func inputs(_ words: [String], at now: Now) throws -> [GateInput] {
    guard let verb = words.first else { throw CaseScript.Mismatch(description: "no input") }
    if let inputs = try doorInputs(words, at: now) ?? alarmInputs(words) { return inputs }
    if let order = try CaseRules.order(words) {
      return [
        .operatorOrders(
          OperatorOrder(
            number: 9, wish: order.wish, operatorName: order.name, reason: nil, askedAt: now.moment))
      ]
    }
    let rest = words.dropFirst()
    switch verb {
    case "read": return [.plateRead(try read(Array(rest), at: now))]
    case "sense": return [.barrierSensed(try reading(rest, at: now))]
    case "offline": return [.deviceHealth(DeviceHealth(device: "io", state: .offline, reason: "no answer"))]
    case "online": return [.deviceHealth(DeviceHealth(device: "io", state: .online))]
    case "open":
      return [
        .operatorOpens(
          OperatorOpening(
            number: 7, lane: LaneID(rest.first ?? ""), operatorName: "wu", reason: nil,
            askedAt: now.moment + .seconds(-(Int64(rest.dropFirst().first ?? "0") ?? 0))))
      ]
    case "answer": return [.commandOutcome(try outcome(rest))]
    case "lists": return [.lists(lists(ageHours: Int64(rest.first ?? "") ?? 1))]
    case "journal": return [.journal(isAvailable: rest.first == "up")]
    case "layout":
      // `layout moved`: the barrier is on another board now; `bare`: no areas, no sally ports.
      var next = layout
      if rest.first == "moved" { next.lanes[0].barrier?.device = "io-2" }
      if rest.first == "bare" { (next.areas, next.sallyPorts) = ([], []) }
      return [.layout(next, lists: lists(ageHours: 1))]
    case "tick": return [.tick]
    default: throw CaseScript.Mismatch(description: "unknown input \(verb)")
    }
  }

  /// `read A1 [track=7] [phase=update] [captured=-3] [replay] [untimed] [live] [camera=x] [country=DEU]
  /// [waited=9] [direction=receding]`
  private func read(_ words: [String], at now: Now) throws -> ReceivedRead {
    guard let plate = words.first else { throw CaseScript.Mismatch(description: "read without a plate") }
    var read = PlateRead(device: "cam-in", plate: plate == "-" ? nil : plate, capturedAt: now.civil)
    var received = now
    var untimedIsLive = false
    for word in words.dropFirst() {
      let parts = word.split(separator: "=").map(String.init)
      switch (parts[0], parts.count > 1 ? parts[1] : "") {
      case ("track", let id): read.track.id = id
      case ("phase", let phase): read.track.phase = TrackPhase(rawValue: phase) ?? .new
      case ("captured", let seconds):
        read.capturedAt = now.civil + .milliseconds(Int64((Double(seconds) ?? 0) * 1000))
      case ("replay", _): read.isReplay = true
      case ("untimed", _): read.capturedAt = nil
      case ("live", _): untimedIsLive = true
      case ("camera", let id): read.device = DeviceID(id)
      case ("country", let code): read.country = code
      case ("kind", let kind): read.vehicle.kind = kind
      case ("colour", let colour): read.vehicle.colour = colour
      case ("pictures", let count):
        read.images = (0..<(Int(count) ?? 0)).map { EvidenceImage(role: .scene, file: "\($0).jpg", bytes: 1) }
      case ("direction", let way): read.direction = TravelDirection(rawValue: way) ?? .unknown
      case ("waited", let seconds):
        let span = Span.milliseconds(Int64((Double(seconds) ?? 0) * -1000))
        received = Now(moment: now.moment + span, civil: now.civil + span)
        read.capturedAt = received.civil
      default: throw CaseScript.Mismatch(description: "unknown word \(word)")
      }
    }
    return ReceivedRead(read: read, receivedAt: received, untimedIsLive: untimedIsLive)
  }

  /// `sense open|closed|between|both occupied|clear|unknown [fault]`
  private func reading(_ words: ArraySlice<String>, at now: Now) throws -> BarrierSensed {
    guard let limits = words.first, let loop = words.dropFirst().first,
      let presence = LoopState(rawValue: loop)
    else {
      throw CaseScript.Mismatch(description: "sense needs a limit and a loop")
    }
    let barrier = words.first { $0.hasPrefix("barrier=") }.map { BarrierID(String($0.dropFirst(8))) }
    return BarrierSensed(
      barrier: barrier ?? "boom", openLimit: limits == "open" || limits == "both",
      closedLimit: limits == "closed" || limits == "both",
      presence: presence, arming: side("arming=", words), passage: side("passage=", words),
      fault: words.contains("fault"), at: now.moment)
  }

  private func side(_ key: String, _ words: ArraySlice<String>) -> LoopState {
    words.first { $0.hasPrefix(key) }.flatMap { LoopState(rawValue: String($0.dropFirst(key.count))) }
      ?? .unknown
  }

  private func outcome(_ words: ArraySlice<String>) throws -> CommandOutcome {
    guard let action = words.first.flatMap(BarrierAction.init(rawValue:)), let word = words.dropFirst().first
    else {
      throw CaseScript.Mismatch(description: "answer needs an action and a result")
    }
    let result: CommandOutcome.Result =
      switch word {
      case "written": .written
      case "expired": .expired
      case "not_ready": .notReady("not read back yet")
      case "withheld": .withheld("the loop is not clear")
      default: .failed("no answer")
      }
    let number = UInt64(words.dropFirst(2).first ?? "0") ?? 0
    return CommandOutcome(number: number, barrier: "boom", action: action, result: result)
  }
}
