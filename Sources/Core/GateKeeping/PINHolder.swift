import AccessModel

/// Whose PIN it is, in place of the PIN: what a record may keep of one that was typed.
public struct PINHolder: Hashable, Sendable {
  /// The list's key of the credential.
  public var credential: String
  public var isDuress: Bool

  public init(credential: String, isDuress: Bool) {
    self.credential = credential
    self.isDuress = isDuress
  }
}

extension CredentialRegister {
  /// The first credential that has this keyed hash as its PIN or duress PIN; looks at each of them.
  public func holder(ofPIN hash: String) -> PINHolder? {
    for credential in credentials {
      if credential.pin == hash { return PINHolder(credential: credential.id, isDuress: false) }
      if credential.duressPIN == hash { return PINHolder(credential: credential.id, isDuress: true) }
    }
    return nil
  }

  /// The keyed hash that its holder's PIN has in this edition.
  public func pin(of holder: PINHolder) -> String? {
    guard let credential = credentials.first(where: { $0.id == holder.credential }) else { return nil }
    return holder.isDuress ? credential.duressPIN : credential.pin
  }
}
