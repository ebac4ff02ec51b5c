import AccessModel
import AccessSchedules
import GateKeeping

/// The doors of the `.case` files: `front` with a card reader, `vault` with card and PIN, `inner` and `outer`
/// that are never open together.
extension CaseSite {
  var doors: [Door] {
    func door(_ id: DoorID, _ asksFor: ReaderDemand) -> Door {
      Door(
        id: id, device: "panel", contact: InputPointID("\(id)-contact"),
        requestToExit: InputPointID("\(id)-rex"), requestReleases: id == "front",
        readers: [
          DoorReader(
            device: DeviceID("rd-\(id)"), accessPoint: AccessPointID("\(id)-in"), asksFor: asksFor,
            takesVisitors: id == "front")
        ], releaseFor: .seconds(5), extendedBy: .seconds(10), relockDelay: .seconds(1), openMax: .seconds(30),
        warnBefore: .seconds(10))
    }
    return [
      door("front", .credential), door("vault", .credentialAndPIN), door("side", .credentialOrPIN),
      door("inner", .credential), door("outer", .credential),
    ]
  }

  var inputs: [InputPoint] {
    doors.flatMap { door -> [InputPoint] in
      [
        InputPoint(id: InputPointID("\(door.id)-contact"), kind: .doorContact, device: "panel"),
        InputPoint(id: InputPointID("\(door.id)-rex"), kind: .requestToExit, device: "panel"),
      ]
    } + [
      InputPoint(id: "fire", kind: .firePanel, device: "io"),
      InputPoint(id: "button", kind: .silentAlarm, device: "io"),
      InputPoint(id: "help", kind: .alarmButton, device: "panel"),
      InputPoint(id: "cabinet", kind: .cabinetDoor, device: "io"),
      InputPoint(id: "mains", kind: .mainsFailure, device: "io"),
      InputPoint(
        id: "tunnel-co", kind: .sensor, device: "io",
        limits: SensorLimits(unit: "ppm", highest: 30_000, hysteresis: 5_000, changeMax: 20_000)),
      InputPoint(id: "wind", kind: .general, device: "io"),
    ]
  }

  var holds: [Hold] {
    [
      Hold(cause: .input("tunnel-co"), state: .closed, barriers: ["boom"]),
      Hold(cause: .input("wind"), state: .open, barriers: ["boom"], doors: ["front"]),
    ]
  }

  func register(ageHours: Int64) -> CredentialRegister {
    func credential(
      _ id: String, pin: String? = nil, duress: String? = nil, enabled: Bool = true, from: Int64? = nil,
      until: Int64 = 86_400, doors: [DoorID] = ["front", "vault", "side", "inner", "outer"],
      slow: Bool = false, schedule: String? = nil, holder: String? = nil, plate: String? = nil,
      guest: Bool = false, escort: Bool = false, first: Bool = false
    ) -> Credential {
      Credential(
        id: id, holder: holder ?? "holder of \(id)",
        identifiers: [CredentialIdentifier(.card, id)]
          + [plate].compactMap { $0 }.map {
            CredentialIdentifier(.plate, $0)
          }, pin: pin,
        duressPIN: duress, isEnabled: enabled, validFrom: from.map { Self.epoch + .seconds($0) },
        validUntil: Self.epoch + .seconds(until), doors: doors, schedule: schedule, needsMoreTime: slow,
        lanes: ["north"], needsEscort: guest, isEscort: escort, opensFirst: first)
    }
    return CredentialRegister(
      edition: ListEdition(
        list: "staff", version: "1", issuedAt: Self.epoch + .seconds(-ageHours * 3600)),
      credentials: [
        credential("C1", pin: "1111", duress: "9999"), credential("COFF", enabled: false),
        credential("COLD", until: -10), credential("CSOON", from: 1000),
        credential("CELSE", doors: ["vault"]), credential("CSLOW", slow: true),
        credential("CNIGHT", schedule: "night"), credential("CWHAT", schedule: "unheard-of"),
        credential("C2"), credential("C1B", holder: "holder of C1"), credential("CGUEST", guest: true),
        credential("CESC", escort: true), credential("CFIRST", first: true),
        credential("CDRV", plate: "A2"), credential("CFLEET", plate: "FLEET1"),
        credential("CPNIGHT", schedule: "night", plate: "NIGHT1"),
      ] + enrolled)
  }

  /// Both enrolled their faces at a terminal; only the first has another way in.
  private var enrolled: [Credential] {
    [("CFACE", ["CFACE"]), ("CONLY", [])].map { id, cards in
      let enrolment = TemplateEnrolment(terminal: "term", person: id, consent: "form of \(id)")
      return Credential(
        id: id, holder: "holder of \(id)", identifiers: cards.map { CredentialIdentifier(.card, $0) },
        validUntil: Self.epoch + .seconds(86_400), doors: ["front"],
        enrolments: [enrolment].compactMap { $0 })
    }
  }

  /// The epoch is a Wednesday, 2026-11-18, at 11:06:40 UTC.
  var calendar: SiteCalendar {
    let night = (try? Schedule(parsing: "weekly mon-sun 20:00-24:00")) ?? .always
    // Begins 20 s after the epoch.
    let shift = (try? Schedule(parsing: "weekly mon-sun 11:07-11:08")) ?? .always
    return SiteCalendar(zone: .utc, schedules: ["night": night, "shift": shift])
  }

  /// `card C1 front [replay] [captured=-9]`, `pin 1111 vault`, `input fire active`, `input tunnel-co 35.5`,
  /// `door front release`, `doors locked_down`, `lock front failed`.
  func doorInputs(_ words: [String], at now: Now) throws -> [GateInput]? {
    guard let verb = words.first else { return nil }
    let first = words.dropFirst().first ?? ""
    let second = words.dropFirst(2).first ?? ""
    switch verb {
    case "face":
      // `face term/17 front`: the terminal took somebody for its person 17.
      let presented = CredentialPresented(
        device: DeviceID("rd-\(second)"), identifier: CredentialIdentifier(.template, first))
      return [.credentialPresented(ReceivedCredential(presented, receivedAt: now))]
    case "card", "pin":
      var presented = CredentialPresented(
        device: DeviceID("rd-\(second)"),
        identifier: CredentialIdentifier(verb == "pin" ? .pin : .card, first))
      for word in words.dropFirst(3) {
        if word == "replay" { presented.isReplay = true }
        if word.hasPrefix("captured=") {
          presented.capturedAt = now.civil + .seconds(Int64(word.dropFirst(9)) ?? 0)
        }
      }
      return [.credentialPresented(ReceivedCredential(presented, receivedAt: now))]
    case "visit": return [visit(words, first, second, at: now)]
    case "input":
      let reading: InputReading =
        switch second {
        case "active": .active
        case "inactive": .inactive
        case "stale": .stale
        case "faulty": .faulty("the line is cut")
        default: .value(thousandths: Int64(((Double(second) ?? 0) * 1000).rounded()))
        }
      return [.inputSensed(InputSensed(point: InputPointID(first), reading: reading, at: now.moment))]
    case "door", "doors":
      let word = verb == "door" ? second : first
      let order: DoorOrder = word == "release" ? .release : .set(DoorMode(rawValue: word) ?? .locked)
      return [
        .operatorSetsDoor(
          OperatorDoorOrder(
            number: 8, door: verb == "door" ? DoorID(first) : nil, order: order, operatorName: "wu",
            reason: nil, askedAt: now.moment))
      ]
    case "lock":
      // `lock front failed 2`: the number of the command, 1 where none is said.
      let number = words.dropFirst(3).first.flatMap { UInt64($0) } ?? 1
      let result: CommandOutcome.Result =
        switch second {
        case "written": .written
        case "not_ready": .notReady("it does not answer")
        default: .failed("no answer")
        }
      return [
        .doorOutcome(
          DoorOutcome(number: number, door: DoorID(first), action: .release(.seconds(5)), result: result))
      ]
    case "credentials": return [.credentials(register(ageHours: Int64(first) ?? 1))]
    default: return nil
    }
  }

  private func visit(_ words: [String], _ first: String, _ second: String, at now: Now) -> GateInput {
    // `visit T1 front [uses=2] [until=60] [at=vault-in]`
    var pass = VisitorPass(
      validFrom: Self.epoch + .seconds(-60), validUntil: Self.epoch + .seconds(3600), usesMax: 1,
      accessPoints: [], host: "K. Li")
    for word in words.dropFirst(3) {
      if word.hasPrefix("uses=") { pass.usesMax = Int(word.dropFirst(5)) ?? 1 }
      if word.hasPrefix("until=") { pass.validUntil = Self.epoch + .seconds(Int64(word.dropFirst(6)) ?? 0) }
      if word.hasPrefix("at=") { pass.accessPoints = [AccessPointID(String(word.dropFirst(3)))] }
    }
    let presented = CredentialPresented(
      device: DeviceID("rd-\(second)"), identifier: CredentialIdentifier(.visitorToken, first), pass: pass)
    return .credentialPresented(ReceivedCredential(presented, receivedAt: now))
  }
}
