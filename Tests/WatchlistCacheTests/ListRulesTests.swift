import AccessModel
import PlateMatching
import Testing

@testable import WatchlistCache

/// What the rules of `ListSource.rulesVersion` make of plates and rows.
@Suite struct ListRulesTests {
  private static let advice: Comment = """
    the rules by which a list is indexed have changed: raise ListSource.rulesVersion, so that no index made \
    by the old rules is used, and put the new answers here
    """

  @Test(
    arguments: [
      ("粤b·12345", "粤B12345 china_standard CHN -"), ("粤Bd12345", "粤BD12345 china_new_energy_small CHN -"),
      ("粤ZJ068澳|MX-77-42", "粤ZJ068澳 china_macau CHN - | MX7742 latin - -"),
      ("WJ粤1234X", "WJ粤1234X china_armed_police CHN -"), ("使123456", "使123456 china_embassy CHN -"),
      ("京A12345学", "京A12345学 none - -"), ("А123ВС77", "A123BC77 latin - -"),
      ("O0I1-l|ΑΒ 12", "O0I1L latin - - | ΑΒ12 none - -"), ("１２Ａ３４", "12A34 latin - -"),
      ("粤B?2*", "粤B?2* none - -"), ("ÄÖ 12 ß", "ÄÖ12ß none - -"),
    ])
  func plates_areRead_asTheIndexesWereMade(_ written: String, _ wanted: String) {
    let told = NormalisedPlate.all(in: written).map { plate in
      let issuer = plate.issuer
      return "\(plate.text) \(plate.grammar.rawValue) \(issuer.country ?? "-") \(issuer.region ?? "-")"
    }
    #expect(told.joined(separator: " | ") == wanted, Self.advice)
  }

  @Test func rows_areSetAside_asTheIndexesWereMade() throws {
    let list = try SignedList()
    let alert = ["purpose": "\"court_order\"", "action": "\"alert\""] as [String: String?]
    let changes: [[String: String?]] = [
      [:], ["plate": "\"粤B?2*\""], ["plate": "\"粤B?2*\""].merging(alert) { $1 }, ["country": "\"CN-GD\""],
      ["plate": "\"陕*\""].merging(alert) { $1 }, ["plate": "\"粤ZJ068澳|MX7742\""], ["country": "\"XX\""],
    ]
    try list.publish(rows: changes.enumerated().map { row("\($0)", $1) })
    #expect(try list.load().entries.map(\.id) == ["0", "2", "3", "5"], Self.advice)
  }
}
