import AccessModel
import PlateMatching
import Testing

@Suite struct PlateMatchingTests {
  @Test(arguments: [
    ("ab-12 cd", "AB12CD"), ("京A·12345", "京A12345"), ("ＡＢ１２", "AB12"), ("1กข2345", "1กข2345"),
    ("{ABC123}", "ABC123"),
  ])
  func spelling_isFolded(_ read: String, _ wanted: String) { #expect(PlateText.normalise(read) == wanted) }

  @Test(arguments: ["", " - ", "..", "ABCDEFGHIJKLMNOPQ"])
  func whatIsNoPlate_isNone(_ text: String) { #expect(PlateText.normalise(text) == nil) }

  @Test(arguments: [("O0", "00"), ("B8", "88"), ("I1", "11"), ("АВ1", "AB1")])
  func lookAlikes_stayApart_becauseOnlyAnExactMatchGrants(_ one: String, _ other: String) {
    #expect(PlateText.normalise(one) != PlateText.normalise(other))
  }

  @Test func normalising_twice_changesNothing() {
    for text in ["ab-12 cd", "京A·12345", "ＡＢ１２", "żółw 1"] {
      let once = PlateText.normalise(text)
      #expect(once.flatMap(PlateText.normalise) == once)
    }
  }

  @Test func country_tellsPlatesApart_andAVendorNumberIsNone() {
    let index = PlateIndex(
      edition: ListEdition(list: "l", version: "1", issuedAt: CivilTime(milliseconds: 0)),
      entries: [entry("1", country: "POL"), entry("2", country: "DEU"), entry("3", country: nil)])
    #expect(index.exact("A1", country: "POL").map(\.id) == ["1", "3"])
    #expect(index.exact("A1", country: nil).map(\.id) == ["1", "2", "3"])
    #expect(index.exact("A1", country: "7").map(\.id) == ["1", "2", "3"])
    #expect(index.exact("A2", country: nil).isEmpty)
  }

  private func entry(_ id: String, country: String?) -> WatchlistEntry {
    WatchlistEntry(
      id: id, plate: "A1", country: country, purpose: .membership, action: .admit, authority: "a",
      reference: "r", validUntil: CivilTime(milliseconds: 1))
  }
}
