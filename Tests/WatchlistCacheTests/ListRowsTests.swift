import AccessModel
import Foundation
import Testing

@testable import WatchlistCache

/// Rows are cut out without being decoded; whatever is wrong with them is found all the same.
@Suite struct ListRowsTests {
  private func chunks(_ text: String) throws -> [String] {
    let content = Array(text.utf8)
    let rows = try #require(ListRows(content)?.rows)
    var found: [String] = []
    var next: Int? = rows.lowerBound
    while let start = next {
      let chunk = ListRows.chunk(of: content, from: start, to: rows.upperBound)
      found.append(String(decoding: content[chunk.rows], as: UTF8.self))
      next = chunk.next
    }
    return found
  }

  @Test func rows_areWhatStandsInEntries_whateverStandsInStrings() throws {
    let rows = #"{"a": "],\"{"}, [1, [2]], "entries""#
    let text = #"{"x": {"entries": [9]}, "y": "entries", "z": [8], "entries" : [\#(rows)], "w": "]"}"#
    #expect(try chunks(text) == [rows])
    let head = try #require(ListRows(Array(text.utf8))?.head)
    #expect(String(decoding: head, as: UTF8.self) == text.replacingOccurrences(of: rows, with: ""))
  }

  @Test func rows_comeAThousandAtATime() throws {
    let numbers = (0..<2500).map { "\($0)" }
    let found = try chunks("{\"entries\":[" + numbers.joined(separator: ",") + "]}")
    #expect(found.map { $0.split(separator: ",").count } == [1000, 1000, 500])
    #expect(found.joined(separator: ",").split(separator: ",").map(String.init) == numbers)
  }

  @Test(arguments: ["{", "}", "{\"entries\":[]", "{\"a\": \"}", "{\"entries\":[],\"entries\":[]}", "]["])
  func whatDoesNotClose_orComesTwice_isNoList(_ text: String) { #expect(ListRows(Array(text.utf8)) == nil) }

  @Test(arguments: ["{}", "3", "", "{\"entries\": 3}", "{\"entries\": {}}"])
  func documentWithoutRows_isItsOwnHead(_ text: String) throws {
    let rows = try #require(ListRows(Array(text.utf8)))
    #expect(rows.rows == nil && rows.head == Array(text.utf8))
  }

  /// Behind whole chunks as well as inside of one.
  @Test(arguments: [1, 999, 1000, 1001, 2000])
  func brokenRow_refusesTheWholeList(_ count: Int) throws {
    let list = try SignedList()
    let rows = (0..<count).map { row("r-\($0)") }
    try list.publish(rows: rows)
    #expect(try list.load().entries.count == count)
    for broken in ["{\"id\": }", "{]", "\u{1}"] {
      try list.publish(rows: rows + [broken])
      let error = #expect(throws: WatchlistError.self) { _ = try list.load() }
      #expect(error == .malformed(file: list.file, cause: "it is not JSON"))
    }
  }

  @Test func rowThatNoReadCanMeet_isSetAside_withItsReason() throws {
    let list = try SignedList()
    let alarm = ["purpose": "\"court_order\"", "action": "\"alert\""] as [String: String?]
    func partial(_ id: String, _ plate: String) -> String {
      row(id, alarm.merging(["plate": "\"\(plate)\""]) { $1 })
    }
    try list.publish(rows: [partial("a", "陕*"), partial("b", "陕?1*"), partial("c", "粤B12345|陕*")])
    let loaded = try list.load()
    #expect(loaded.entries.map(\.id) == ["b", "c"])
    #expect(
      loaded.quarantined.map(\.description) == [
        "row 1 (a): no read can meet it: a partial plate needs 2 known characters"
      ])
  }

  @Test func moreRowsSetAsideThanAreKept_areCounted() throws {
    let list = try SignedList()
    try list.publish(rows: [String](repeating: "1", count: QuarantinedRow.keptMax + 5))
    let loaded = try list.load()
    #expect(loaded.quarantined.count == QuarantinedRow.keptMax)
    #expect(loaded.quarantinedCount == QuarantinedRow.keptMax + 5)
  }

  @Test(arguments: [
    #""\u0065ntries": [ROW]"#, #""entries": [], "\u0065ntries": [ROW]"#,
    #""\u0065ntries": [ROW], "entries": []"#,
  ])
  func rowsUnderANameWithEscapes_refuseTheList(_ rows: String) throws {
    let list = try SignedList()
    try list.publish(
      #"{"list": "residents", "version": "1", "issued_at": "2026-11-24T03:00:00Z", "issuer": "i", "#
        + rows.replacingOccurrences(of: "ROW", with: row()) + "}")
    let error = #expect(throws: WatchlistError.self) { try list.load() }
    #expect(error == .malformed(file: list.file, cause: "a name beside its rows is written with escapes"))
  }
}
