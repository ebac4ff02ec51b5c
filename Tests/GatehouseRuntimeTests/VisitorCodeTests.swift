import AccessModel
import FieldContract
import Foundation
import GateKeeping
import Testing
import VisitorTokens

@testable import GatehouseRuntime

@Suite struct VisitorCodeTests {
  /// A key as an operator makes one.
  private struct KeyPair {
    let secret: [UInt8]
    let open: [UInt8]

    init() throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "visitor-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let (key, pem) = (folder.appending(path: "v.key"), folder.appending(path: "v.pem"))
      try Self.openssl(["genpkey", "-algorithm", "ed25519", "-out", key.path])
      try Self.openssl(["pkey", "-in", key.path, "-pubout", "-out", pem.path])
      secret = Array(try Data(contentsOf: key))
      open = Array(try Data(contentsOf: pem))
    }

    private static func openssl(_ arguments: [String]) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/openssl")
      process.arguments = arguments
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }

  private func code(_ pair: KeyPair, site: String, hours: Int64 = 1) throws -> (
    text: String, token: VisitorToken
  ) {
    let now = SystemClock.civil()
    let token = try VisitorToken(
      keyID: 7, number: 42, site: SiteMark(site: site), validFrom: now + .seconds(-60),
      validUntil: now + .seconds(hours * 3600), usesMax: 2, accessPoints: ["front-entry"], host: "B2")
    return (try token.signed(by: VisitorSigningKey(pem: pair.secret, file: "v.key")), token)
  }

  /// What the keeper is given for a scanned text.
  private func input(_ text: String, _ pair: KeyPair) async throws -> GateInput? {
    let inbox = Inbox()
    let desk = ReaderDesk(door: FieldDoor(inbox: inbox))
    var supplies = ReaderSupplies()
    supplies.siteMark = SiteMark(site: "north-gate")
    try supplies.visitorKeys.add(7, pem: pair.open, file: "v.pem")
    desk.adopt(supplies)
    let found = InputBox()
    Thread {
      while let items = inbox.take(within: .seconds(1)) {
        for case .showings(let inputs, let continuation) in items {
          found.put(inputs)
          continuation.resume(returning: .committed)
        }
      }
    }.start()
    _ = await desk.submit([ReaderReport(device: "rd", fact: .text(text))])
    inbox.close()
    return found.first
  }

  @Test func signedCode_isAVisit_withItsRights() async throws {
    let pair = try KeyPair()
    let (text, token) = try code(pair, site: "north-gate")
    guard case .credentialPresented(let received) = try await input(text, pair) else {
      Issue.record("no credential")
      return
    }
    #expect(received.presented.identifier == token.identifier)
    #expect(received.presented.pass?.usesMax == 2)
    #expect(received.presented.pass?.accessPoints == ["front-entry"])
    #expect(received.presented.pass?.validUntil == token.validUntil)
  }

  @Test func codeOfAnotherSite_ofAnotherKey_orNoCode_isAMisread() async throws {
    let pair = try KeyPair()
    let texts = [
      try code(pair, site: "south-gate").text, try code(try KeyPair(), site: "north-gate").text,
      "https://example.org", String(repeating: "GH1.", count: 500),
    ]
    for text in texts {
      guard case .note(.credentialMisread) = try await input(text, pair) else {
        Issue.record("taken: \(text.prefix(20))")
        continue
      }
    }
  }
}
