internal import Foundation

/// Certificates and keys for a rehearsal, made in a folder by the `openssl` command line; valid for two
/// days.
///
/// Two authorities, because whoever may post plates must not thereby be trusted as the upstream:
/// `upstream-ca` for the uplink, `field-ca` for the cameras' side. `rogue-ca` is trusted by nobody.
public struct ThrowawayPKI: Sendable {
  /// Where everything lies.
  public let folder: String

  static let daysValid = 2
  /// What `make` keeps is valid for longer: no site need be warned.
  static let daysLeftMin = 1

  /// Makes everything; certificates that are there already and not older than a day are kept.
  /// - Parameter cameraName: the common name and DNS name in the camera's client certificate.
  public static func make(
    in folder: String, cameraName: String = "camera.rehearsal.example"
  ) async throws(RehearsalError) -> ThrowawayPKI {
    let pki = ThrowawayPKI(folder: folder)
    if let age = SiteFolder.age(of: pki.file("issuer.pem")), age < 24 * 3600 { return pki }
    try SiteFolder.create(folder)
    let local = "DNS:localhost,IP:127.0.0.1"
    for authority in ["upstream-ca", "field-ca", "rogue-ca"] { try await pki.makeAuthority(authority) }
    try await pki.makeLeaf("upstream", by: "upstream-ca", use: "serverAuth", names: local)
    try await pki.makeLeaf(
      "uplink", by: "upstream-ca", use: "clientAuth", names: "DNS:gate.rehearsal.example")
    try await pki.makeLeaf(
      "rogue-uplink", by: "rogue-ca", use: "clientAuth", names: "DNS:gate.rehearsal.example")
    try await pki.makeLeaf("field", by: "field-ca", use: "serverAuth", names: local)
    try await pki.makeLeaf("camera", by: "field-ca", use: "clientAuth", names: "DNS:\(cameraName)")
    try await pki.makeListIssuer()
    return pki
  }

  /// The path of one of its files: `NAME.crt`, `NAME.key`, `issuer.pem`.
  public func file(_ name: String) -> String { "\(folder)/\(name)" }

  /// The files of the upstream's own side.
  public var upstreamFiles: UpstreamFiles {
    UpstreamFiles(
      certificate: file("upstream.crt"), key: file("upstream.key"), clientCA: file("upstream-ca.crt"))
  }

  /// Signs a list: writes `<path>.sig`, Ed25519 over the file's bytes.
  public func sign(list path: String) async throws(RehearsalError) {
    try await openssl([
      "pkeyutl", "-sign", "-rawin", "-inkey", file("issuer.key"), "-in", path, "-out", "\(path).sig",
    ])
  }

  private func makeAuthority(_ name: String) async throws(RehearsalError) {
    try await makeKey(name)
    try await openssl([
      "req", "-x509", "-new", "-key", file("\(name).key"), "-subj", "/CN=Rehearsal \(name)",
      "-days", String(Self.daysValid), "-addext", "keyUsage=critical,keyCertSign,cRLSign",
      "-out", file("\(name).crt"),
    ])
  }

  private func makeLeaf(
    _ name: String, by authority: String, use: String, names: String
  ) async throws(RehearsalError) {
    try await makeKey(name)
    let common = names.split(separator: ",")[0].drop { $0 != ":" }.dropFirst()
    try await openssl([
      "req", "-x509", "-new", "-key", file("\(name).key"), "-subj", "/CN=\(common)",
      "-days", String(Self.daysValid), "-CA", file("\(authority).crt"), "-CAkey", file("\(authority).key"),
      "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=\(use)",
      "-addext", "subjectAltName=\(names)", "-out", file("\(name).crt"),
    ])
  }

  private func makeKey(_ name: String) async throws(RehearsalError) {
    try await openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file("\(name).key")])
    try SiteFolder.protect(file("\(name).key"))
  }

  private func makeListIssuer() async throws(RehearsalError) {
    try await openssl(["genpkey", "-algorithm", "ed25519", "-out", file("issuer.key")])
    try SiteFolder.protect(file("issuer.key"))
    try await openssl(["pkey", "-in", file("issuer.key"), "-pubout", "-out", file("issuer.pem")])
  }

  private func openssl(_ arguments: [String]) async throws(RehearsalError) {
    try await CommandLineTool.succeed("openssl", arguments)
  }
}
