import FieldContract
import Foundation
import GatehouseSettings
import Testing

@Suite struct CredentialTests {
  private let folder: SiteFolder

  init() throws { folder = try SiteFolder() }

  @Test func bareName_isTakenFromTheCredentialsFolderFirst() throws {
    try folder.write("credentials/pseudonym.key", "fedcba9876543210", mode: 0o400)
    let environment = ["CREDENTIALS_DIRECTORY": folder.file("credentials")]
    let site = try folder.load(SiteFolder.minimal, environment: environment)
    #expect(site.pseudonymKeyFile == folder.file("credentials/pseudonym.key"))
  }

  @Test func bareName_isTakenBesideTheSiteFile_whenTheCredentialsFolderLacksIt() throws {
    let environment = ["CREDENTIALS_DIRECTORY": folder.file("credentials")]
    let site = try folder.load(SiteFolder.minimal, environment: environment)
    #expect(site.pseudonymKeyFile == folder.file("pseudonym.key"))
  }

  @Test func nameWithFolder_isNeverTakenFromTheCredentialsFolder() throws {
    try folder.write("credentials/sub/p.key", "fedcba9876543210", mode: 0o400)
    try folder.write("sub/p.key", "0123456789abcdef", mode: 0o400)
    let text = SiteFolder.minimal.replacingOccurrences(of: "pseudonym.key", with: "sub/p.key")
    let site = try folder.load(text, environment: ["CREDENTIALS_DIRECTORY": folder.file("credentials")])
    #expect(site.pseudonymKeyFile == folder.file("sub/p.key"))
  }

  @Test(arguments: [0o604, 0o602, 0o601, 0o644, 0o666])
  func secretThatEverybodyReaches_isRefusedWithChmod(mode: Int) throws {
    try folder.write("pseudonym.key", "0123456789abcdef", mode: mode)
    let path = folder.file("pseudonym.key")
    #expect(
      try folder.complaints(SiteFolder.minimal) == [
        "1: `site.pseudonym_key`: every user of this machine can reach \(path). Run `chmod o= \(path)`"
      ])
  }

  @Test(arguments: [
    ("", "is empty. Write the secret into it"), ("\n", "is empty. Write the secret into it"),
    ("0123456789abcde\n", "holds 15 bytes, at least 16 are needed. Try `openssl rand -hex 32`"),
  ])
  func weakPseudonymKey_isRefused(content: String, said: String) throws {
    try folder.write("pseudonym.key", content, mode: 0o600)
    #expect(
      try folder.complaints(SiteFolder.minimal) == [
        "1: `site.pseudonym_key`: \(folder.file("pseudonym.key")) \(said)"
      ])
  }

  @Test func secretOver64KiB_isRefused() throws {
    try folder.write("pseudonym.key", String(repeating: "x", count: Secret.bytesMax + 1), mode: 0o600)
    #expect(try folder.complaints(SiteFolder.minimal).first?.contains("is larger than 65536 bytes") == true)
    #expect(throws: SecretError.self) { try Secret(path: folder.file("pseudonym.key")) }
  }

  @Test(arguments: [
    ("token", "token"), ("token\n", "token"), ("token\r\n", "token"), ("token\n\n", "token\n"),
    (" token ", " token "), ("token\r", "token\r"),
  ])
  func secret_losesOneLineBreakAndNothingElse(content: String, secret: String) throws {
    try folder.write("s", content, mode: 0o600)
    #expect(try Secret(path: folder.file("s")).bytes == Array(secret.utf8))
  }

  @Test func secret_neverPrints() throws {
    try folder.write("s", "hunter2", mode: 0o600)
    let secret = try Secret(path: folder.file("s"))
    var dumped = ""
    dump(secret, to: &dumped)
    #expect("\(secret) \(String(reflecting: secret)) \(dumped)" == "<secret> <secret> - <secret>\n")
  }

  @Test func absentSecret_saysWhatToDo() throws {
    #expect(throws: SecretError.unreadable(path: "/nowhere/s", reason: "there is no such file")) {
      try Secret(path: "/nowhere/s")
    }
    try folder.write("s", "\n", mode: 0o600)
    #expect(throws: SecretError.empty(path: folder.file("s"))) { try Secret(path: folder.file("s")) }
  }

  @Test func inlineSecret_isNotRepeated() throws {
    let text = Refusal.base.replacingOccurrences(
      of: "{path_token: cam.token}", with: "{basic: {user: a, password: 'hunter2'}, token: hunter2}")
    #expect(!(try folder.complaints(text).joined().contains("hunter2")))
  }

  @Test func pipeInPlaceOfASecret_doesNotBlock() throws {
    try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
    let text = SiteFolder.minimal.replacingOccurrences(of: "pseudonym.key", with: "pipe")
    #expect(try folder.complaints(text).first?.contains("it is no regular file") == true)
  }
}
