public import AccessModel

/// The credentials of one list edition, found by what their holders show.
public struct CredentialRegister: Sendable {
  /// Which edition of which list; nil for the register of a site that has none.
  public let edition: ListEdition?
  let credentials: [Credential]
  /// A PIN that two credentials have stands for nobody alone: `sharedPIN`.
  private let positions: [CredentialIdentifier: Int32]
  private static let sharedPIN: Int32 = -1
  /// Keys of entries that share an identifier with an earlier one: the earlier one is found, or nobody by a
  /// PIN alone.
  public let shadowed: [String]

  /// Most credentials of one list.
  public static let credentialsMax = 1_000_000
  public static let empty = CredentialRegister(edition: nil, credentials: [])

  /// A PIN alone identifies as well, and so does a duress PIN: both are entered as identifiers.
  /// Entries beyond `credentialsMax` are the caller's error and stop the build.
  public init(edition: ListEdition?, credentials: [Credential]) {
    precondition(credentials.count <= Self.credentialsMax, "at most \(Self.credentialsMax) credentials")
    var positions: [CredentialIdentifier: Int32] = [:]
    positions.reserveCapacity(credentials.count * 2)
    var shadowed: [String] = []
    for (index, credential) in credentials.enumerated() {
      let pins = [credential.pin, credential.duressPIN].compactMap { $0 }
      let identifiers = credential.identifiers + pins.map { CredentialIdentifier(.pin, $0) }
      for identifier in identifiers {
        if positions[identifier] == nil {
          positions[identifier] = Int32(truncatingIfNeeded: index)
        } else if identifier.kind == .pin {
          positions[identifier] = Self.sharedPIN
          shadowed.append(credential.id)
        } else {
          shadowed.append(credential.id)
        }
      }
    }
    self.edition = edition
    self.credentials = credentials
    self.positions = positions
    self.shadowed = shadowed
  }

  public var count: Int { credentials.count }

  /// The credential that this identifies; exactly or not at all (P3).
  public func credential(of identifier: CredentialIdentifier) -> Credential? {
    guard let position = positions[identifier], position != Self.sharedPIN else { return nil }
    return credentials[Int(position)]
  }
}
