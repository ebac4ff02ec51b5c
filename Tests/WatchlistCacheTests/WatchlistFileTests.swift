import AccessModel
import Foundation
import Testing

@testable import WatchlistCache

@Suite struct WatchlistFileTests {
  @Test func soundList_loadsWithEveryField() throws {
    let list = try SignedList()
    try list.publish(rows: [
      row(), row("r-2", ["plate": "\"ab 12-cd\"", "country": nil, "valid_from": "null"]),
    ])
    let loaded = try list.load()
    let issued = try #require(CivilTime(rfc3339: "2026-11-24T03:00:00Z"))
    let until = try #require(CivilTime(rfc3339: "2027-01-01T00:00:00Z"))
    #expect(loaded.edition == ListEdition(list: "residents", version: "2026-11-24.1", issuedAt: issued))
    #expect(loaded.issuer == "Estate office")
    #expect(loaded.quarantined == [])
    #expect(
      loaded.entries == [
        WatchlistEntry(
          id: "r-1", plate: "京A12345", country: "CHN", purpose: .membership, action: .admit,
          authority: "Estate office", reference: "lease 17",
          validFrom: CivilTime(rfc3339: "2026-01-01T00:00:00Z"), validUntil: until),
        WatchlistEntry(
          id: "r-2", plate: "AB12CD", purpose: .membership, action: .admit, authority: "Estate office",
          reference: "lease 17", validUntil: until),
      ])
  }

  @Test(
    arguments: [
      ("id", nil, "id is missing"), ("plate", nil, "plate is missing"),
      ("purpose", nil, "purpose is missing"),
      ("action", nil, "action is missing"), ("authority", nil, "authority is missing"),
      ("reference", nil, "reference is missing"), ("valid_until", nil, "valid_until is missing"),
      ("authority", "\" \"", "authority is empty"), ("id", "7", "id is not a text"),
      ("country", "[]", "country is not a text"),
      ("country", "\"China\"", "country 'China' is no ISO 3166 code"),
      ("plate", "\"--\"", "plate is unreadable"),
      ("purpose", "\"nationality\"", "purpose 'nationality' is not known"),
      ("action", "\"shoot\"", "action 'shoot' is not known"),
      ("purpose", "\"stolen_vehicle\"", "purpose 'stolen_vehicle' does not permit 'admit'"),
      ("plate", "\"AB1?CD\"", "a partial plate does not permit 'admit'"),
      ("valid_until", "\"tomorrow\"", "valid_until is not an RFC 3339 time"),
      ("valid_from", "\"2027-01-01T00:00:00Z\"", "valid_from is not before valid_until"),
      ("verifiers_min", "3", "verifiers_min is not 1...2"),
      ("verifiers_min", "true", "verifiers_min is not a text"),
    ] as [(String, String?, String)])
  func faultyRow_isSetAsideWithItsReason_andTheRestLoads(field: String, value: String?, reason: String) throws
  {
    let list = try SignedList()
    try list.publish(rows: [row("a"), row("b", [field: value]), row("c")])
    let loaded = try list.load()
    #expect(loaded.entries.map(\.id) == ["a", "c"])
    #expect(loaded.quarantined == [QuarantinedRow(row: 2, id: field == "id" ? nil : "b", reason: reason)])
  }

  @Test func rowWithSeveralFaults_namesThemAll_andARowThatIsNoObjectIsOne() throws {
    let list = try SignedList()
    try list.publish(rows: [row("a", ["plate": nil, "action": "\"x\""]), "3", "null", "[]"])
    #expect(
      try list.load().quarantined.map(\.description) == [
        "row 1 (a): plate is missing; action 'x' is not known", "row 2: it is not an object",
        "row 3: it is not an object", "row 4: it is not an object",
      ])
  }

  @Test func verifiers_areOneUnlessTheRowSaysTwo_asNumberOrText() throws {
    let list = try SignedList()
    try list.publish(rows: [
      row("a"), row("b", ["verifiers_min": "2"]), row("c", ["verifiers_min": "\"2\""]),
    ])
    #expect(try list.load().entries.map(\.verifiersMin) == [1, 2, 2])
  }

  /// The box may boot with any clock: what has expired is for each decision to say.
  @Test func expiredEntry_loads() throws {
    let list = try SignedList()
    try list.publish(rows: [row("a", ["valid_until": "\"2001-01-01T00:00:00Z\"", "valid_from": nil])])
    #expect(try list.load().entries.map(\.id) == ["a"])
  }

  @Test func repeatedId_isAFaultOfTheLaterRow_butOnePlateInTwoCountriesIsTwoEntries() throws {
    let list = try SignedList()
    let (thai, lao) = (
      ["country": "\"THA\""] as [String: String?], ["country": "\"LAO\""] as [String: String?]
    )
    try list.publish(rows: [row("a", thai), row("b", lao), row("a"), row("a", ["plate": nil])])
    let loaded = try list.load()
    #expect(loaded.entries.map(\.country) == ["THA", "LAO"])
    #expect(
      loaded.quarantined.map(\.description) == [
        "row 3 (a): its id is that of row 1", "row 4 (a): its id is that of row 1; plate is missing",
      ])
  }

  @Test func textOverTheLimit_isAFault() throws {
    let list = try SignedList()
    let long = String(repeating: "x", count: 257)
    try list.publish(rows: [row("a", ["reference": "\"\(long)\""]), row(long)])
    #expect(
      try list.load().quarantined.map(\.reason) == [
        "reference is longer than 256 characters", "id is longer than 256 characters",
      ])
  }

  @Test func anyChangedByte_refusesTheFile() throws {
    let list = try SignedList()
    try list.publish(rows: [row()])
    let content = Array(try Data(contentsOf: URL(fileURLWithPath: list.file)))
    for position in stride(from: 0, to: content.count, by: 7) {
      var changed = content
      changed[position] ^= 1
      try list.write(changed, to: list.file)
      #expect(throws: WatchlistError.self) { try list.load() }
    }
    try list.write(content + [10], to: list.file)
    let error = #expect(throws: WatchlistError.self) { try list.load() }
    #expect(error?.description.contains("is not vouched for by") == true)
    try list.write(content, to: list.file)
    #expect(try list.load().entries.count == 1)
  }

  @Test func signatureOfAnotherIssuer_ofAnotherLength_orNone_refusesTheFile() throws {
    let (list, other) = (try SignedList(), try SignedList())
    try list.publish(rows: [row()])
    try other.publish(rows: [row()])
    try list.write(Array(try Data(contentsOf: URL(fileURLWithPath: other.signature))), to: list.signature)
    #expect(throws: WatchlistError.self) { try list.load() }
    for signature in [[], [UInt8](repeating: 0, count: 63), [UInt8](repeating: 0, count: 64)] {
      try list.write(signature, to: list.signature)
      let error = #expect(throws: WatchlistError.self) { try list.load() }
      guard case .notSigned = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    try FileManager.default.removeItem(atPath: list.signature)
    #expect(throws: WatchlistError.self) { try list.load() }
  }

  @Test func signatureMadeByTheOpensslCommand_isAccepted() throws {
    let list = try SignedList()
    let content =
      #"{"list":"residents","version":"1","issued_at":"2026-11-24T03:00:00Z","#
      + #""issuer":"Estate office","entries":[]}"#
    let key = """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEAzqZpDWAShFXsnu3Bv8sdi4SW8T3JPjEdur+PDGfkwhY=
      -----END PUBLIC KEY-----
      """
    let signature = "d782M63bGp2J8FvNCeQJzwesS0Pif+XVVVB23FnEgNEQbYrf5f8qvPmST5bNM8TTwCnHvyFYCUrKpYC8dPPoCg=="
    try list.write(Array(content.utf8), to: list.file)
    try list.write(Array(key.utf8), to: list.publicKey)
    try list.write(Array(try #require(Data(base64Encoded: signature))), to: list.signature)
    #expect(try list.load().issuer == "Estate office")
  }

  @Test func keyThatIsNone_orOfAnotherKind_isNamed() throws {
    let x25519: Int32 = 1034
    let (list, other) = (try SignedList(), try SignedList(algorithm: x25519))
    try list.publish(rows: [row()])
    for key in [
      [], Array("-----BEGIN PUBLIC KEY-----".utf8),
      Array(try Data(contentsOf: URL(fileURLWithPath: other.publicKey))),
    ] {
      try list.write(key, to: list.publicKey)
      let error = #expect(throws: WatchlistError.self) { try list.load() }
      guard case .keyUnusable = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test(arguments: [
    ("", "it is not JSON"), ("{", "it is not JSON"), ("[]", "'' has the wrong type"),
    ("{}", "'list' is missing"),
    ("{\"list\": \"residents\", \"version\": 1}", "'version' has the wrong type"),
    (
      "{\"list\":\"residents\",\"version\":\"1\",\"issued_at\":\"now\",\"issuer\":\"x\",\"entries\":[]}",
      "issued_at is not an RFC 3339 time"
    ),
    (
      #"{"list":"residents","version":""# + String(repeating: "v", count: 257)
        + #"","issued_at":"2026-11-24T03:00:00Z","issuer":"x","entries":[]}"#,
      "'\(String(repeating: "v", count: 32))...' is longer than 256 bytes"
    ),
  ])
  func signedFileThatIsNoList_isRefused(content: String, cause: String) throws {
    let list = try SignedList()
    try list.publish(content)
    #expect(throws: WatchlistError.malformed(file: list.file, cause: cause)) { try list.load() }
  }

  @Test func fileOfAnotherList_isRefused() throws {
    let list = try SignedList()
    try list.publish(rows: [], list: "stolen")
    #expect(throws: WatchlistError.otherList(file: list.file, found: "stolen", expected: "residents")) {
      try list.load()
    }
  }

  @Test func limits_areEnforced() throws {
    let list = try SignedList()
    try list.publish(rows: [String](repeating: "1", count: WatchlistFile.entriesMax + 1))
    #expect(throws: WatchlistError.tooLarge(file: list.file, limit: "1000000 entries")) { try list.load() }
    #expect(truncate(list.file, WatchlistFile.fileBytesMax + 1) == 0)
    #expect(throws: WatchlistError.tooLarge(file: list.file, limit: "402653184 bytes")) { try list.load() }
    #expect(throws: WatchlistError.self) {
      try FileManager.default.removeItem(atPath: list.file)
      return try list.load()
    }
  }
}
