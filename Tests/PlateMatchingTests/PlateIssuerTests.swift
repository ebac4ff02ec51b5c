import AccessModel
import Testing

@testable import PlateMatching

/// Whose plate it is, and what a vehicle with several is on a list for.
@Suite struct PlateIssuerTests {
  private let now = CivilTime(milliseconds: 500)

  private func index(_ entries: WatchlistEntry...) -> PlateIndex {
    PlateIndex(edition: anEdition, entries: entries)
  }

  private func countries(_ index: PlateIndex, _ plate: String, _ country: String?) throws -> [String?] {
    index.exact(try #require(NormalisedPlate(plate, country: country))).map(\.country)
  }

  @Test(
    arguments: [
      ("POL", "POL", nil), ("pol", "POL", nil), ("pl", "POL", nil), ("TH-10", "THA", "TH-10"),
      ("us-mo", "USA", "US-MO"), ("HKG", "HKG", nil), ("64", nil, nil), ("NON", nil, nil), ("eu", nil, nil),
      ("ZZ-10", nil, nil), ("TH-", nil, nil), ("TH-1-2", nil, nil), ("", nil, nil), (nil, nil, nil),
    ] as [(String?, String?, String?)])
  func onlyIsoCodes_nameAnIssuer(_ text: String?, _ country: String?, _ region: String?) {
    let issuer = PlateIssuer(text)
    #expect(issuer.country == country && issuer.region == region)
  }

  /// One misread character takes a plate out of the shape by which it is folded: suspected all the same.
  @Test(
    arguments: [
      ("А1238С77", "A123BC77"), ("蓝粤B1234O", "粤B12340"), ("粵B1234O", "粤B12340"),
      ("粤B1234O", "粤B12340"),
    ])
  func misreadThatBreaksTheShape_isSuspectedAllTheSame(_ read: String, _ listed: String) {
    let index = index(alert(listed))
    let found = index.suspects(of: PlateRead(device: "cam", plate: read), at: now)
    #expect(found.map(\.listedPlate) == [listed])
  }

  /// Thailand's provinces issue the same characters: 1กข2345 of Bangkok is not that of Chiang Mai.
  @Test func sameCharactersOfTwoProvinces_areTwoPlates_andAReadThatDoesNotSayMeetsBoth() throws {
    let index = index(
      alert("1กข2345", country: "TH-10"), alert("1กข2345", country: "TH-50"),
      alert("1กข2345", country: "THA"),
      alert("1กข2345"), alert("1กข2345", country: "LAO"))
    #expect(try countries(index, "1กข2345", "TH-10") == ["TH-10", "THA", nil])
    #expect(try countries(index, "1กข2345", "TH-50") == ["TH-50", "THA", nil])
    #expect(try countries(index, "1กข2345", "TH-90") == ["THA", nil])
    #expect(try countries(index, "1กข2345", "THA") == ["TH-10", "TH-50", "THA", nil])
    #expect(try countries(index, "1กข2345", "LA") == [nil, "LAO"])
    // A camera that sends its maker's own number, as DS-TCG405-E does: 64.
    #expect(try countries(index, "1กข2345", "64").count == 5)
    #expect(index.exact("1กข2345", country: "TH-50").map(\.country) == ["TH-50", "THA", nil])
  }

  @Test func regionThatIsNotTheEntrys_isNoSuspicionEither() throws {
    let index = index(alert("AB128", country: "US-MO"), alert("AB12B", country: "US-KS"), alert("AB?2E"))
    let read = try #require(evidence("AB12E", country: "us-ks"))
    #expect(index.confusable(read, at: now).map(\.listedPlate) == ["AB12B"])
    #expect(index.wildcard(read.plate, at: now).map(\.listedPlate) == ["AB?2E"])
  }

  @Test func mainlandPlate_bringsItsCountry_evenWhereTheCameraIsSilent() throws {
    let index = index(alert("粤B12345", country: "CHN"), alert("粤B12345", country: "JPN"))
    #expect(try countries(index, "粤B12345", nil) == ["CHN"])
  }

  /// A province that was misread is no other issuer: its character is a part of the plate.
  @Test func misreadProvince_isStillSuspected() throws {
    let read = try #require(evidence("川A12348"))
    #expect(
      index(alert("京A12348", country: "CN-BJ")).confusable(read, at: now).map(\.listedPlate) == ["京A12348"])
  }

  @Test func joinedRead_meetsByEachOfItsPlates_eachEntryOnce() throws {
    let index = index(
      alert("MX7742", country: "MAC"), alert("A1"), alert("粤ZJ068澳", country: "CHN"),
      alert("粤ZJ068澳|MX7742"))
    let plates = NormalisedPlate.all(in: "粤Z·J068澳|MX-77-42｜ZM127", country: "CHN")
    #expect(index.exact(anyOf: plates).map(\.plate) == ["MX7742", "粤ZJ068澳", "粤ZJ068澳|MX7742"])
    #expect(index.exact(anyOf: []).isEmpty)
  }

  @Test func joinedEntry_isFoundUnderEachOfItsPlates() throws {
    let spelled = try #require(NormalisedPlate.joined("粤Z J068澳 ｜ mx-7742|粤B?2345"))
    #expect(spelled == "粤ZJ068澳|MX7742|粤B?2345")
    let index = index(alert("B2"), alert(spelled, country: "CHN"), alert("MX7742"))
    #expect(index.unmatchable.isEmpty)
    #expect(try countries(index, "粤ZJ068澳", nil) == ["CHN"])
    #expect(try countries(index, "MX7742", "MAC") == ["CHN", nil])
    let near = try #require(evidence("MX7743"))
    #expect(index.confusable(near, at: now).map(\.listedPlate) == ["MX7742", spelled])
    #expect(index.wildcard(try #require(NormalisedPlate("粤B92345")), at: now).map(\.listedPlate) == [spelled])
    #expect(index.exact(spelled, country: nil).isEmpty)
  }

  @Test func joinedEntryOfWhichNothingCanBeMet_isUnmatchable() {
    let long = String(repeating: "A", count: 33)
    #expect(index(alert("\(long)|?A"), alert("\(long)|A1"), alert("|")).unmatchable == [0, 2])
    #expect(NormalisedPlate.joined("A1|--") == nil && NormalisedPlate.joined("|") == nil)
    #expect(NormalisedPlate.joined("A1|A2|A3|A4|A5") == nil)
  }

  @Test func suspectsOfAJoinedRead_areThoseOfAllItsPlates() {
    let index = index(alert("MX7742"), alert("粤ZJ06?澳"), alert("ZM128"))
    let read = PlateRead(device: "cam", plate: "粤ZJ068澳|MX7743|ZM127")
    #expect(index.suspects(of: read, at: now).map(\.listedPlate) == ["MX7742", "ZM128", "粤ZJ06?澳"])
    #expect(index.suspects(of: PlateRead(device: "cam", plate: nil), at: now).isEmpty)
  }

  /// More look-alikes than are told, all of them expired, before the one that counts.
  @Test func expiredEntries_pushNobodyOut() throws {
    let letters = "CDEFGHJKLMNPQRSTUVWXYZ"
    let expired = letters.map { ended(alert("粤B1234\($0)")) } + letters.map { ended(alert("粤?1234\($0)")) }
    let index = PlateIndex(
      edition: anEdition, entries: expired + [alert("粤B123A0"), alert("粤B?2*")])
    let read = try #require(evidence("粤B12340"))
    #expect(index.confusable(read, at: now).map(\.listedPlate) == ["粤B123A0"])
    #expect(index.wildcard(read.plate, at: now).map(\.listedPlate) == ["粤B?2*"])
    #expect(index.confusable(read).count == PlateIndex.suspectsMax)
  }

  private func ended(_ entry: WatchlistEntry) -> WatchlistEntry {
    var entry = entry
    entry.validUntil = CivilTime(milliseconds: 400)
    return entry
  }

  /// Issuers, dates and patterns at once, against the definition: entry by entry.
  @Test(arguments: [("ABD0128", 40), ("ABCDEFGHKXYZ0123456789", 100)])
  func suspectsByWildcard_equalTheDefinition_on10_000Reads(_ characters: String, _ count: Int) throws {
    var random = SeededPlates(seed: UInt64(count))
    let alphabet = Array(characters.unicodeScalars)
    let issuers: [String?] = [nil, "THA", "TH-10", "TH-50", "LAO"]
    let entries = (0..<count).map { _ in
      var entry = alert(
        random.text(of: alphabet, 1...2) + "?" + random.text(of: alphabet + ["?", "*"], 2...3),
        country: issuers[Int.random(in: issuers.indices, using: &random)])
      entry.validUntil = CivilTime(milliseconds: Int64.random(in: 400...600, using: &random))
      return entry
    }
    let index = PlateIndex(edition: anEdition, entries: entries)
    let patterns = try entries.map { try #require(WildcardPattern($0.plate)) }
    var hits = 0
    for number in 0..<10_000 {
      let mother = entries[number % entries.count].plate
      let text = mother.map { $0 == "?" || $0 == "*" ? random.text(of: alphabet, 1...1) : String($0) }
        .joined()
      let plate = try #require(
        NormalisedPlate(text, country: issuers[Int.random(in: issuers.indices, using: &random)]))
      let wanted = entries.indices.filter { position in
        let entry = entries[position]
        guard entry.validUntil > now, patterns[position].matches(plate.text) else { return false }
        let (listed, read) = (entry.country, plate.region ?? plate.country)
        return listed == nil || read == nil || listed == read
          || (listed == "THA" && read?.hasPrefix("TH-") == true)
          || (read == "THA" && listed?.hasPrefix("TH-") == true)
      }.sorted { (patterns[$1].knownCount, $0) < (patterns[$0].knownCount, $1) }
      #expect(index.wildcard(plate, at: now).map(\.id) == wanted.prefix(16).map { entries[$0].id })
      hits += wanted.count
    }
    #expect(hits > 2000, "\(hits)")
  }
}
