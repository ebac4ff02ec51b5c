internal import AccessModel
internal import AccessSchedules
internal import GateKeeping
internal import PlateMatching
internal import RulePacks

/// A site of 16 lanes and 16 doors with 50,000 holders and 200 rules.
enum JudgementSite {
  static let holders = 50_000
  static let rules = 200
  static let lanes = 16
  static let epoch = CivilTime(milliseconds: 1_795_000_000_000)

  static func now(_ milliseconds: Int64) -> Now {
    let span = Span.milliseconds(milliseconds)
    return Now(moment: Moment(nanoseconds: 1_000_000_000) + span, civil: epoch + span)
  }

  static func plate(_ number: Int) -> String {
    let letters = Array("ABCDEFGHJKLMNPRSTUVWXYZ")
    let prefix = String([letters[number % 23], letters[number / 23 % 23]])
    return "\(prefix)\(10_000 + number)"
  }

  static func register() -> CredentialRegister {
    let credentials = (0..<holders).map { number in
      Credential(
        id: "C\(number)", holder: "Maximilian Muster \(number)",
        identifiers: [
          CredentialIdentifier(.card, "h10301:\(number % 256)-\(number)"),
          CredentialIdentifier(.plate, plate(number)),
        ], validUntil: epoch + .seconds(365 * 86_400), doors: [DoorID("door-\(number % lanes)")],
        schedule: number % 2 == 0 ? "office" : nil, lanes: [LaneID("lane-\(number % lanes)")])
    }
    return CredentialRegister(
      edition: ListEdition(list: "staff", version: "1", issuedAt: epoch), credentials: credentials)
  }

  static func areaBook() -> AreaBook {
    AreaBook(
      presences: (0..<holders).map {
        Presence(subject: "credential C\($0)", area: nil, since: epoch)
      })
  }

  static func keeper(_ register: CredentialRegister, _ book: AreaBook) -> GateKeeper {
    var kept = KeptState()
    kept.areas = book
    var keeper = GateKeeper(layout: layout, run: 1, kept: kept, now: now(0))
    let calendar = SiteCalendar(
      zone: .utc, schedules: ["office": (try? Schedule(parsing: "weekly mon-sun 00:00-24:00")) ?? .always])
    let members = (0..<holders / 2).map { number in
      WatchlistEntry(
        id: "\(number)", plate: plate(holders + number), purpose: .membership, action: .admit,
        authority: "Estate", reference: "r", validUntil: epoch + .seconds(365 * 86_400))
    }
    let index = PlateIndex(
      edition: ListEdition(list: "residents", version: "1", issuedAt: epoch), entries: members)
    for input in [
      GateInput.lists([index]), .credentials(register), .calendar(calendar), .rulePacks(ruleBook),
    ] { _ = keeper.step(input, at: now(0)) }
    return keeper
  }

  private static var layout: SiteLayout {
    let packs = (0..<4).map { "pack-\($0)" }
    return SiteLayout(
      source: "urn:gatehouse:bench",
      lanes: (0..<lanes).map { number in
        Lane(
          id: LaneID("lane-\(number)"), name: "Lane",
          barrier: Barrier(id: BarrierID("b-\(number)"), device: "io"),
          accessPoints: [
            AccessPoint(
              id: AccessPointID("lane-\(number)-in"), direction: .entry, memberships: ["residents"],
              to: "yard", rulePacks: packs, places: ["expressway"])
          ])
      },
      cameras: (0..<lanes).map {
        CameraAssignment(device: DeviceID("cam-\($0)"), accessPoint: AccessPointID("lane-\($0)-in"))
      },
      doors: (0..<lanes).map { number in
        Door(
          id: DoorID("door-\(number)"), device: "panel",
          readers: [
            DoorReader(
              device: DeviceID("rd-\(number)"), accessPoint: AccessPointID("door-\(number)-in"), to: "hall")
          ])
      },
      areas: [
        Area(id: "yard", occupancyMax: 1_000_000), Area(id: "hall", antiPassback: .timed(.seconds(1))),
      ])
  }

  private static var ruleBook: RuleBook {
    let classes: [VehicleClass] = [.passengerCoach, .cityBus, .schoolBus, .goodsVehicle, .tanker]
    let night = (try? Schedule(parsing: "weekly mon-sun 02:00-05:00")) ?? .always
    let packs = (0..<4).map { pack in
      RulePack(
        id: RulePackID("pack-\(pack)"), version: "1", jurisdiction: "CN", issuer: "bench",
        validFrom: epoch + .seconds(-86_400), validUntil: nil,
        rules: (0..<rules / 4).map { rule in
          VehicleRule(
            id: "rule-\(rule)", subject: "subject-\(pack)-\(rule)", classes: [classes[rule % classes.count]],
            conditions: [.place(["expressway"]), .during(night)], exemptions: [],
            outcome: .deny(orderedBy: "bench"), text: DriverText(english: "stop", chinese: "停"),
            source: RuleSource(title: "bench", article: nil, date: "2026"))
        })
    }
    return RuleBook(packs: packs, zone: .utc)
  }

  /// Half plates, half cards; of the plates one in five is unknown, and one vehicle in five is no car.
  static func inputs(count: Int, round: Int, from milliseconds: inout Int64) -> [(GateInput, Now)] {
    let kinds = ["car", "car", "car", "car", "truck", "car", "car", "bus", "car", "car"]
    var inputs: [(GateInput, Now)] = []
    inputs.reserveCapacity(count)
    for step in 0..<count {
      milliseconds += 50
      let now = now(milliseconds)
      let number = (round &* count &+ step) % holders
      if step % 2 == 0 {
        let text = step % 10 == 0 ? "ZZ\(step)" : plate(step % 4 == 0 ? number : holders + number / 2)
        let lane = step % 4 == 0 ? number % lanes : step / 2 % lanes
        let read = PlateRead(
          device: DeviceID("cam-\(lane)"), plate: text,
          vehicle: VehicleDescription(kind: kinds[step / 2 % kinds.count]), capturedAt: now.civil)
        inputs.append((.plateRead(ReceivedRead(read: read, receivedAt: now)), now))
      } else {
        let card = CredentialPresented(
          device: DeviceID("rd-\(number % lanes)"),
          identifier: CredentialIdentifier(.card, "h10301:\(number % 256)-\(number)"))
        inputs.append((.credentialPresented(ReceivedCredential(card, receivedAt: now)), now))
      }
    }
    return inputs
  }
}
