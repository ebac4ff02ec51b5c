internal import FieldContract

/// How a camera or a terminal proves that it is the one; the files hold the secrets.
public enum CameraSecret: Hashable, Sendable {
  case pathToken(file: String)
  case basic(user: String, passwordFile: String)
  /// Common name or DNS name in the camera's certificate.
  case clientCertificate(name: String)
  /// It cannot: a terminal whose protocol knows no secret.
  case unproven

  private static let ways = ["path_token", "basic", "client_certificate"]

  init?(of camera: YAMLSection, mayBeNone: Bool = false, within reading: SiteReading) {
    let hint = "Write exactly one of: \(Self.ways.joined(separator: ", "))"
    guard camera.has("secret") else {
      camera.missing("secret", hint: hint)
      return nil
    }
    guard let section = camera.secretSection("secret") else { return nil }
    let isUnproven = mayBeNone && section.has("none")
    let given = Self.ways.filter(section.has) + (isUnproven ? ["none"] : [])
    let token = section.credential("path_token", .secret(bytesMin: 1), within: reading.files)
    let basic = section.secretSection("basic").flatMap { Self.basic($0, within: reading.files) }
    let name = Self.certificateName(in: section, listenerKnowsClients: reading.listenerKnowsClients)
    if isUnproven, !section.bool("none", default: true) {
      section.report("none", "`\(section.path(of: "none"))` can only be true", hint: hint)
    }
    section.finishWithAdvice()
    guard given.count == 1 else {
      section.report(line: section.line, "`\(section.path)` names \(given.count) ways to prove", hint: hint)
      return nil
    }
    let secrets = [
      token.map(Self.pathToken), basic, name.map(Self.clientCertificate), isUnproven ? .unproven : nil,
    ]
    guard let secret = secrets.compactMap(\.self).first else { return nil }
    self = secret
  }

  private static func basic(_ section: YAMLSection, within files: FileLookup) -> Self? {
    let user = section.requiredString("user", hint: "Write the user name that the camera sends")
    let password = section.requiredCredential(
      "password", .secret(bytesMin: 1), within: files, hint: "Name the file that holds the password")
    section.finishWithAdvice()
    // RFC 7617 §2: the first colon ends the user name.
    if let user, user.contains(":") {
      section.report("user", "`\(section.path(of: "user"))` holds a colon", hint: "Choose a name without one")
    }
    guard let user, let password else { return nil }
    return .basic(user: user, passwordFile: password)
  }

  private static func certificateName(in section: YAMLSection, listenerKnowsClients: Bool) -> String? {
    guard let name = section.string("client_certificate"), !name.isEmpty else { return nil }
    if !listenerKnowsClients {
      section.report(
        "client_certificate",
        "`\(section.path(of: "client_certificate"))` needs `field_listener.tls.client_ca`",
        hint: "Name the CA that signs the cameras' certificates there")
    }
    return name
  }
}
