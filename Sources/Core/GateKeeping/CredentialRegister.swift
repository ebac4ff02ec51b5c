public import AccessModel

/// The credentials of one list edition, found by what their holders show.
public final class CredentialRegister: Sendable {
  /// Which edition of which list; nil for the register of a site that has none.
  public let edition: ListEdition?
  /// The edition, as decisions list it.
  let editions: [ListEdition]
  let credentials: [Credential]
  private let table: IdentifierTable
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
    let identifiers = credentials.map(\.presentable)
    var table = IdentifierTable(reserving: identifiers.reduce(0) { $0 + $1.count })
    var shadowed: [String] = []
    for position in credentials.indices {
      for identifier in identifiers[position] {
        switch table.enter(identifier, position, in: credentials) {
        case .first: break
        case .shadowed: shadowed.append(credentials[position].id)
        }
      }
    }
    self.edition = edition
    editions = [edition].compactMap { $0 }
    self.credentials = credentials
    self.table = table
    self.shadowed = shadowed
  }

  public var count: Int { credentials.count }

  /// The credential that this identifies; exactly or not at all (P3).
  public func credential(of identifier: CredentialIdentifier) -> Credential? { held(identifier)?.credential }

  /// The same by its place.
  func held(_ identifier: CredentialIdentifier) -> HeldCredential? {
    table.position(of: identifier, in: credentials).map { HeldCredential(credentials, at: $0) }
  }
}
