import AccessModel
import Foundation
import Testing
import WatchlistCache

@Suite struct CredentialFileTests {
  private static let hash = String(repeating: "ab", count: 32)

  private func load(_ rows: [String], signed: Bool = true) throws -> LoadedCredentials {
    let list = try SignedList()
    let content = """
      {"list": "staff", "version": "7", "issued_at": "2026-11-24T03:00:00Z", "issuer": "Estate office",
       "credentials": [\(rows.joined(separator: ",\n"))]}
      """
    try list.publish(content)
    if !signed { try list.write(Array((content + " ").utf8), to: list.file) }
    return try CredentialFile.load(
      list: "staff", file: list.file, signature: list.signature, publicKey: list.publicKey)
  }

  private func row(_ changes: [String: String?] = [:]) -> String {
    var fields: [String: String] = [
      "id": "\"c-1\"", "holder": "\"K. Li\"", "cards": "[\"h10301:12-345\"]",
      "valid_until": "\"2027-01-01T00:00:00Z\"", "doors": "[\"front\"]",
    ]
    for (field, value) in changes { fields[field] = value }
    return "{"
      + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
  }

  @Test func soundRow_isACredential() throws {
    let loaded = try load([
      row([
        "pin": "\"\(Self.hash)\"", "duress_pin": "\"\(Self.hash.dropLast())c\"", "needs_more_time": "true",
        "enabled": "false", "visitor_tokens": "[\"visitor:9\"]", "valid_from": "\"2026-01-01T00:00:00Z\"",
      ])
    ])
    let credential = try #require(loaded.credentials.first)
    #expect(loaded.quarantined.isEmpty)
    #expect(loaded.edition.list == "staff")
    #expect(loaded.edition.version == "7")
    #expect(
      credential.identifiers == [
        CredentialIdentifier(.card, "h10301:12-345"), CredentialIdentifier(.visitorToken, "visitor:9"),
      ])
    #expect(credential.pin == Self.hash)
    #expect(credential.duressPIN == "\(Self.hash.dropLast())c")
    #expect(credential.needsMoreTime)
    #expect(!credential.isEnabled)
    #expect(credential.doors == ["front"])
  }

  @Test func enrolment_namesTerminalPersonAndConsent() throws {
    let loaded = try load([
      row(["templates": "[{\"terminal\": \"term\", \"person\": \"17\", \"consent\": \"form 4/2026\"}]"])
    ])
    let credential = try #require(loaded.credentials.first)
    #expect(credential.enrolments.map(\.consent) == ["form 4/2026"])
    #expect(credential.presentable.last == CredentialIdentifier(.template, "term/17"))
  }

  @Test(
    arguments: [
      (["id": nil], "id is missing"), (["holder": "\" \""], "holder is missing"),
      (["valid_until": nil], "valid_until is missing"), (["valid_until": "\"tomorrow\""], "RFC 3339"),
      (["cards": nil], "no card"), (["cards": "[\"12345\"]"], "no `format:facility-number`"),
      (["cards": "\"h10301:1-2\""], "cards is not a list"), (["doors": "[]"], "1 to 256 doors"),
      (["doors": "[\"Front Door\"]"], "no door's id"), (["pin": "\"4711\""], "pin is no HMAC"),
      (["templates": "[{\"terminal\": \"term\", \"person\": \"17\", \"consent\": \" \"}]"], "consent"),
      (["templates": "[{\"terminal\": \"term\", \"person\": \"17\"}]"], "templates is not"),
      (
        ["cards": nil, "templates": "[{\"terminal\": \"t\", \"person\": \"17\", \"consent\": \"f\"}]"],
        "no card"
      ),
      (["enabled": "\"yes\""], "enabled is not true or false"),
      (["valid_from": "\"2028-01-01T00:00:00Z\""], "valid_from is not before"),
    ] as [([String: String?], String)])
  func faultyRow_isSetAside_withItsReason_andTheOthersLoad(_ changes: [String: String?], _ reason: String)
    throws
  {
    let loaded = try load([row(changes), row(["id": "\"c-2\""]), "7"])
    #expect(loaded.credentials.map(\.id) == ["c-2"])
    #expect(loaded.quarantined.map(\.row) == [1, 3])
    #expect(loaded.quarantined.first?.reason.contains(reason) == true)
  }

  @Test func sameID_twice_isAFaultOfTheSecond() throws {
    let loaded = try load([row(), row()])
    #expect(loaded.credentials.count == 1)
    #expect(loaded.quarantined.first?.reason.contains("earlier row") == true)
  }

  @Test func pinAndDuressPIN_thatAreTheSame_areRefused() throws {
    let pin = "\"\(Self.hash)\""
    #expect(try load([row(["pin": pin, "duress_pin": pin])]).quarantined.count == 1)
  }

  @Test func unsignedFile_isRefused() throws {
    #expect(throws: WatchlistError.self) { try load([row()], signed: false) }
  }

  @Test func moreRowsSetAsideThanAreKept_areCounted() throws {
    let loaded = try load([String](repeating: "1", count: QuarantinedRow.keptMax + 5))
    #expect(loaded.quarantined.count == QuarantinedRow.keptMax)
    #expect(loaded.quarantinedCount == QuarantinedRow.keptMax + 5)
  }

  @Test func fileOverItsLimit_isRefused_beforeItIsVerified() throws {
    let list = try SignedList()
    try list.write([], to: list.signature)
    #expect(FileManager.default.createFile(atPath: list.file, contents: nil))
    try FileHandle(forWritingTo: URL(fileURLWithPath: list.file))
      .truncate(atOffset: UInt64(CredentialFile.fileBytesMax + 1))
    let error = #expect(throws: WatchlistError.self) {
      _ = try CredentialFile.load(
        list: "staff", file: list.file, signature: list.signature, publicKey: list.publicKey)
    }
    #expect(error == .tooLarge(file: list.file, limit: "\(CredentialFile.fileBytesMax) bytes"))
  }
}
