import Foundation
import Testing

@testable import FieldDoubles

@Suite struct ThrowawaySiteTests {
  private let folder = NSTemporaryDirectory() + "rehearsal-\(UUID().uuidString.prefix(8))"

  @Test func certificates_verifyForTheirUse_andForNoOther() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pki = try await ThrowawayPKI.make(in: folder)
    func verify(_ name: String, by authority: String, for purpose: String) async throws -> Bool {
      try await CommandLineTool.run(
        "openssl",
        [
          "verify", "-x509_strict", "-CAfile", pki.file("\(authority).crt"), "-purpose", purpose,
          pki.file("\(name).crt"),
        ]
      ).status == 0
    }
    #expect(try await verify("upstream", by: "upstream-ca", for: "sslserver"))
    #expect(try await verify("uplink", by: "upstream-ca", for: "sslclient"))
    #expect(try await verify("field", by: "field-ca", for: "sslserver"))
    #expect(try await verify("camera", by: "field-ca", for: "sslclient"))
    #expect(try await !verify("camera", by: "upstream-ca", for: "sslclient"))
    #expect(try await !verify("uplink", by: "upstream-ca", for: "sslserver"))
    #expect(try await !verify("rogue-uplink", by: "upstream-ca", for: "sslclient"))
  }

  @Test func site_isWritten_withProtectedSecretsAndSignedLists() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pki = try await ThrowawayPKI.make(in: "\(folder)/pki")
    let ports = DemoSite.Ports(field: 1, console: 2, northBarrier: 3, southBarrier: 4, upstream: 5)
    let site = DemoSite(
      folder: folder, ports: ports, pki: pki, deviceProfiles: "/profiles",
      compound: DemoSite.Compound(readerLine: "/dev/null", board: 6))
    try await site.write()
    for secret in [
      "cam-north-in.token", "pseudonym.key", "pki/field.key", "pki/issuer.key", "rd-front.key", "pin.key",
      "term-front.token",
    ] {
      let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(secret)")[.posixPermissions]
      #expect(mode as? Int == 0o600, "\(secret)")
    }
    for list in ["residents", "stolen", "staff"] {
      let outcome = try await CommandLineTool.run(
        "openssl",
        [
          "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", pki.file("issuer.pem"), "-in",
          "\(folder)/lists/\(list).json", "-sigfile", "\(folder)/lists/\(list).json.sig",
        ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let text = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/lists/\(list).json"))
      #expect(FlatJSON.fields(of: text)?["list"] == list)
    }
    let before = try String(contentsOfFile: site.settingsFile, encoding: .utf8)
    let after = try String(contentsOfFile: site.changedSettingsFile, encoding: .utf8)
    #expect(before != after)
    #expect(before.replacing("when_unknown: deny", with: "when_unknown: refer") == after)
    let staff = try String(contentsOfFile: "\(folder)/lists/staff.json", encoding: .utf8)
    // printf 4711 | openssl dgst -sha256 -hmac rehearsal-pin-key-0123456789
    #expect(staff.contains("\"pin\": \"3a2fa76a8b7d2b5d69b4f78a91d4cd9e091d15f57ba118791cdd42c75248854c\""))
  }

  @Test func socketPathBeyondTheLimit_isRefused_beforeAnythingIsWritten() async throws {
    let deep = "\(folder)/\(String(repeating: "d", count: 120))"
    let ports = DemoSite.Ports(field: 1, console: 2, northBarrier: 3, southBarrier: 4, upstream: 5)
    let site = DemoSite(
      folder: deep, ports: ports, pki: ThrowawayPKI(folder: folder), deviceProfiles: "/profiles")
    await #expect(throws: RehearsalError.self) { try await site.write() }
    #expect(!FileManager.default.fileExists(atPath: deep))
  }

  @Test func watchedValue_thatNeverComes_failsWithWhatWasAwaited() async throws {
    let value = Watched(0)
    let error = await #expect(throws: RehearsalError.self) {
      try await value.until("the number seven", within: .milliseconds(10)) { $0 == 7 }
    }
    #expect(error?.description == "waited 0.0 s in vain for: the number seven")
    value.update { $0 = 7 }
    try await value.until("the number seven", within: .seconds(5)) { $0 == 7 }
  }
}
