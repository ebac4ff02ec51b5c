internal import AccessModel
internal import PlateMatching

/// A list of the site and its newest edition; the checkers read it as it is, without any index.
struct ListPlan {
  var id: ListID
  var entries: [WatchlistEntry]
  var edition: ListEdition
  /// Told apart by the text of the plate alone.
  private var byPlate: [String: [WatchlistEntry]] = [:]

  init(_ id: ListID, _ entries: [WatchlistEntry], version: Int, issuedAt: CivilTime) {
    self.id = id
    self.entries = entries
    edition = ListEdition(list: id, version: "\(version)", issuedAt: issuedAt)
    for entry in entries { byPlate[entry.plate, default: []].append(entry) }
  }

  var index: PlateIndex { PlateIndex(edition: edition, entries: entries) }

  func named(_ plate: String) -> [WatchlistEntry] { byPlate[plate] ?? [] }

  func names(_ plate: String) -> Bool { byPlate[plate] != nil }

  static let members = 40

  static func plate(_ number: Int) -> String {
    let letters = Array("ABCDEFGHKLMNPRSTUVWXYZ")
    let digits = String(1000 + number * 37 % 9000)
    return String([letters[number % 22], letters[(number / 3 + 7) % 22]]) + digits
      + String(letters[(number / 7 + 3) % 22])
  }

  static func all(_ draw: inout SeedStream) -> [ListPlan] {
    let day: Int64 = 86_400
    let issued = SitePlan.epoch + .seconds(-3600 * Int64(draw.int(1...20)))
    func entry(
      _ number: Int, _ purpose: ListPurpose, _ action: PermittedAction, from: Int64? = nil, until: Int64 = 90
    ) -> WatchlistEntry {
      WatchlistEntry(
        id: "e\(number)", plate: plate(number), purpose: purpose, action: action, authority: "Estate",
        reference: "r\(number)", validFrom: from.map { SitePlan.epoch + .seconds($0) },
        validUntil: SitePlan.epoch + .seconds(until * day),
        verifiersMin: purpose == .membership ? 1 : number % 2 + 1)
    }
    var residents = (0..<members - 8).map { entry($0, .membership, .admit) }
    residents.append(entry(members - 8, .membership, .admit, until: -1))
    residents.append(entry(members - 7, .membership, .admit, from: 9 * day))
    let staff = (members - 6..<members).map { entry($0, .membership, .admit, until: 1) }
    let stolen = (200..<206).map { entry($0, .stolenVehicle, .alert) } + [entry(3, .stolenVehicle, .alert)]
    let court = [entry(4, .courtOrder, .hold), entry(206, .courtOrder, .hold)]
    return [
      ListPlan("residents", residents, version: 1, issuedAt: issued),
      ListPlan("staff", staff, version: 1, issuedAt: issued),
      ListPlan("stolen", stolen, version: 1, issuedAt: issued),
      ListPlan("court", court, version: 1, issuedAt: issued),
    ]
  }
}

extension SitePlan {
  /// New editions of all lists; the entries stay.
  mutating func renewLists(issuedAt: CivilTime) {
    lists = lists.map { list in
      ListPlan(list.id, list.entries, version: (Int(list.edition.version) ?? 0) + 1, issuedAt: issuedAt)
    }
  }
}
