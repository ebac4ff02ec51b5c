import AccessModel
import Testing

@testable import PlateMatching

@Suite struct ConfusableTests {
  private func index(_ plates: String..., confusions: ConfusionTable = .standard) -> PlateIndex {
    PlateIndex(edition: anEdition, entries: plates.map { alert($0) }, confusions: confusions)
  }

  private func found(_ index: PlateIndex, _ read: PlateRead) throws -> [(String, Int, PlateDifference)] {
    let evidence = try #require(PlateEvidence(read))
    return index.confusable(evidence).compactMap { suspect in
      guard case .confusable(let score, let difference) = suspect.ground else { return nil }
      return (suspect.listedPlate, score, difference)
    }
  }

  @Test func likelierMistake_comesFirst_thenTheOrderOfTheList() throws {
    let index = index("粤B1234X", "粤B12340", "粤B1234O", "粤B1234", "粤B12345D", "粤B1234Q", "粤B1234D")
    let hits = try found(index, PlateRead(device: "cam", plate: "粤B1234D"))
    #expect(hits.map(\.0) == ["粤B12340", "粤B1234O", "粤B1234Q", "粤B1234", "粤B12345D", "粤B1234X"])
    #expect(hits.map(\.1) == [850, 850, 750, 250, 250, 150])
    #expect(hits[0].2 == .substituted(at: 6, read: "D", listed: "0"))
    #expect(hits[0].2.description == "character 7: read D, listed 0")
    #expect(hits[3].2 == .extra(at: 6, read: "D"))
    #expect(hits[4].2 == .missing(at: 6, listed: "5"))
  }

  @Test func samePlate_isNoConfusableMatch() throws {
    #expect(try found(index("粤B12345"), PlateRead(device: "cam", plate: "粤B12345")).isEmpty)
  }

  @Test func cameraThatDoubtsACharacter_raisesTheScore() throws {
    func score(_ confidence: Double) throws -> Int {
      let read = PlateRead(
        device: "cam", plate: "AB 123", characterConfidences: [1, confidence, 1, 1, 1])
      let hits = try found(index("A8123"), read)
      return try #require(hits.first).1
    }
    #expect(try score(1) == 900)
    #expect(try score(0.5) == 925)
    #expect(try score(0) == 950)
    #expect(try score(.nan) == 950)
  }

  @Test func cameraThatConsideredTheListedCharacter_raisesTheScore() throws {
    let candidates = [
      PlateCandidate(plate: "AX-123", confidence: 0.8), PlateCandidate(plate: "AXX123", confidence: 1),
    ]
    let hits = try found(
      index("AX123", "AC123"), PlateRead(device: "cam", plate: "AB123", candidates: candidates))
    #expect(hits.map(\.1) == [490, 150])
  }

  @Test func configuredPairOfProvinces_counts() throws {
    let table = ConfusionTable.standard.adding([.init("川", "京", 800), .init("8", "B", 300)])
    let read = PlateRead(device: "cam", plate: "川A12348")
    #expect(try found(index("京A12348", "川A1234B", confusions: table), read).map(\.1) == [800, 300])
    #expect(try found(index("京A12348", "川A1234B"), read).map(\.1) == [900, 150])
  }

  @Test func characterThatWasNotRead_meetsAnyListedOne() throws {
    let hits = try found(index("粤B12345", "粤B19345"), PlateRead(device: "cam", plate: "粤B1?345"))
    #expect(hits.map(\.1) == [600, 600])
    #expect(hits.first?.2 == .substituted(at: 3, read: "?", listed: "2"))
  }

  @Test func narrowAndDoubledCharacters_areLostEasily() throws {
    let read = PlateRead(device: "cam", plate: "AB1123")
    #expect(try found(index("AB11123", "AB11233", "AB11283"), read).map(\.1) == [450, 450, 250])
  }

  /// Members are nobody's alarm, and they do not crowd out those who are.
  @Test func membership_isNeverSuspected_andTakesNobodysPlace() throws {
    let members = "ABCDEFGHJKLMNPQRSTUVWXYZ".map { alert("粤B1234\($0)", action: .admit) }
    let index = PlateIndex(edition: anEdition, entries: members + [alert("粤B123X0"), alert("粤B02340")])
    #expect(try found(index, PlateRead(device: "cam", plate: "粤B12340")).map(\.0) == ["粤B123X0", "粤B02340"])
  }

  @Test func otherCountry_isAnotherPlate() throws {
    let index = PlateIndex(
      edition: anEdition,
      entries: [alert("AB128", country: "POL"), alert("AB12B", country: "DEU"), alert("AB12E")])
    let hits = try found(index, PlateRead(device: "cam", plate: "AB12F", country: "DEU"))
    #expect(hits.map(\.0) == ["AB12E", "AB12B"])
  }

  @Test func everyPair_isLikelierThanChance_andSymmetric() {
    for pair in ConfusionTable.standardPairs {
      let table = ConfusionTable.standard
      #expect(table.likeness(read: pair.one, listed: pair.other) == pair.likeness)
      #expect(table.likeness(read: pair.other, listed: pair.one) == pair.likeness)
      #expect(pair.likeness > ConfusionTable.unlisted && pair.likeness < 1000)
    }
    #expect(ConfusionTable.standard.likeness(read: "A", listed: "A") == 1000)
  }

  @Test func partialPlate_meetsWhatTheWitnessMaySaw_andNothingExactly() throws {
    let index = PlateIndex(
      edition: anEdition,
      entries: [
        alert("陕G?8*2"), alert("陕*", country: "CHN"), alert("*"), alert("陕G1*", action: .admit),
        alert("陕G18532"),
      ])
    #expect(index.unmatchable == [1, 2, 3])
    let plate = try #require(NormalisedPlate("陕G18532"))
    #expect(index.wildcard(plate).map(\.listedPlate) == ["陕G?8*2"])
    #expect(index.exact(plate.text, country: nil).map(\.plate) == ["陕G18532"])
    #expect(index.exact("陕G?8*2", country: nil).isEmpty)
    let (short, other) = (try #require(NormalisedPlate("陕G1852")), try #require(NormalisedPlate("陕G12532")))
    #expect(index.wildcard(short).map(\.listedPlate) == ["陕G?8*2"])
    #expect(index.wildcard(other).isEmpty)
  }

  @Test(
    arguments: [
      ("AB*", "AB", true), ("AB*", "ABC12", true), ("*AB", "CAAB", true), ("A?B", "AB", false),
      ("A?B", "A1B", true),
      ("A**B", "AB", true), ("*A*B*", "1A2B3", true), ("*A*B*", "B1A", false), ("AB?*", "AB", false),
      ("ａｂ－＊", "AB1", true),
    ])
  func wildcard_isAsWritten(_ pattern: String, _ plate: String, _ isMatch: Bool) throws {
    #expect(try #require(WildcardPattern(pattern)).matches(plate) == isMatch)
  }

  @Test(arguments: ["AB12", "A*", "*?", "", "粤B12345678901234*"])
  func whatIsNoPartialPlate_isNone(_ text: String) { #expect(WildcardPattern(text) == nil) }

  @Test func partialPlates_areBounded() throws {
    var table = WildcardTable()
    let pattern = try #require(WildcardPattern("AB?"))
    for position in 0..<WildcardTable.patternsMax {
      let isKept = table.add(pattern, issuer: .unknown, position: position)
      #expect(isKept)
    }
    let isKept = table.add(pattern, issuer: .unknown, position: 0)
    #expect(!isKept)
  }

  @Test func suspectedEntry_tellsWhoAsksAndWhen_butYieldsNoEntry() throws {
    let index = index("粤B12345")
    let read = try #require(evidence("粤B12S45"))
    let suspect = try #require(index.confusable(read).first)
    #expect(
      suspect.authority == "Traffic police" && suspect.reference == "case 4" && suspect.id == "id-粤B12345")
    #expect(
      suspect.isInForce(at: CivilTime(milliseconds: 999))
        && !suspect.isInForce(at: CivilTime(milliseconds: 1000)))
    let children = Mirror(
      reflecting: ConfusableMatch(position: 0, score: 1, difference: .extra(at: 0, read: "A"))
    )
    .children
    #expect(!children.contains { $0.value is WatchlistEntry })
  }
}
