/// What a credential file must hold, so that `--check` finds a wrong one before a handshake does.
enum CredentialKind {
  case secret(bytesMin: Int)
  case privateKey, certificate, publicKey

  /// Nobody but the service may read it.
  var isSecret: Bool {
    switch self {
    case .secret, .privateKey: true
    case .certificate, .publicKey: false
    }
  }

  private var noun: String {
    switch self {
    case .secret: "secret"
    case .privateKey: "PEM private key"
    case .certificate: "PEM certificate"
    case .publicKey: "PEM public key"
    }
  }

  /// What is wrong with the content; nil when it will do.
  func complaint(about bytes: [UInt8]) -> (what: String, hint: String)? {
    let label: String
    switch self {
    case .secret(let bytesMin):
      let count = Secret.trimmed(bytes).count
      if count == 0 { return ("is empty", "Write the secret into it") }
      if bytes.count > Secret.bytesMax {
        return ("is larger than \(Secret.bytesMax) bytes", "Name the file that holds the secret")
      }
      if count < bytesMin {
        return ("holds \(count) bytes, at least \(bytesMin) are needed", "Try `openssl rand -hex 32`")
      }
      return nil
    case .privateKey: label = "PRIVATE KEY-----"
    case .certificate: label = "CERTIFICATE-----"
    case .publicKey: label = "PUBLIC KEY-----"
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if text.contains("-----BEGIN "), text.contains(label) { return nil }
    return ("holds no \(noun)", "Name a PEM file, with a line `-----BEGIN ... \(label)`")
  }
}
