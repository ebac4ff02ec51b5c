import Foundation
import Testing

@testable import TransportSecurity

@Suite struct ServerTLSTests {
  let pki: TestPKI
  let server: TestPKI.Identity

  init() throws {
    pki = try TestPKI()
    server = try pki.makeCA("localhost")
  }

  private func failure(
    _ certificate: String, _ key: String, ca: String? = nil, _ mode: ServerTLS.ClientVerification = .none
  ) -> TransportSecurityError? {
    #expect(throws: TransportSecurityError.self) {
      _ = try ServerTLS(
        certificateChain: certificate, privateKey: key, clientCA: ca, clientVerification: mode)
    }
  }

  @Test func missingFile_isNamed() {
    let missing = pki.path("absent.crt")
    #expect(failure(missing, server.key) == .unreadable(path: missing, cause: "No such file or directory"))
  }

  @Test func folder_isNoCertificate() {
    let folder = pki.folder.path
    #expect(failure(folder, server.key) == .unreadable(path: folder, cause: "not a plain file"))
  }

  @Test func keyOfAnotherCertificate_isRefused() throws {
    let other = try pki.makeCA("other")
    #expect(failure(server.certificate, other.key)?.description.contains(other.key) == true)
  }

  @Test func encryptedKey_isRefusedWithoutAskingForThePassphrase() throws {
    let locked = pki.path("locked.key")
    try pki.openssl(["ec", "-in", server.key, "-aes256", "-passout", "pass:secret", "-out", locked])
    guard case .unusableKey(locked, _) = failure(server.certificate, locked) else {
      Issue.record("the key should be unusable")
      return
    }
  }

  @Test func hugeFile_isNotRead() throws {
    let huge = pki.path("huge.crt")
    try Data(count: ServerTLS.fileBytesMax + 1).write(to: URL(fileURLWithPath: huge))
    #expect(failure(huge, server.key) == .unreadable(path: huge, cause: "larger than 1048576 bytes"))
  }

  @Test func verification_needsACA() throws {
    #expect(failure(server.certificate, server.key, .required) == .clientCAMissing)
    let text = pki.path("words.crt")
    try "no certificate".write(toFile: text, atomically: true, encoding: .utf8)
    guard case .unusableClientCA(text, _) = failure(server.certificate, server.key, ca: text, .optional)
    else {
      Issue.record("the CA should be unusable")
      return
    }
  }

  @Test func names_matchWhole_inAnyCase_andWildcardsStandForNobody() {
    let peer = PeerCertificate(commonName: "Cam-1", dnsNames: ["*.site.example"], fingerprint: [])
    #expect(peer.isNamed("cam-1"))
    #expect(!peer.isNamed("cam"))
    #expect(!peer.isNamed("a.site.example"))
  }

  private func failure(_ certificate: String, _ key: String, _ mode: ServerTLS.ClientVerification)
    -> TransportSecurityError?
  { failure(certificate, key, ca: nil, mode) }
}
