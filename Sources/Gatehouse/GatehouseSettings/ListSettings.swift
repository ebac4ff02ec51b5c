public import AccessModel
internal import FieldContract

/// A signed list of plates.
public struct ListSettings: Hashable, Sendable {
  public var id: ListID
  /// May be absent still: lists come and go while the site runs, and the list cache says so.
  public var file: String
  public var signatureFile: String
  public var publicKeyFile: String

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: ListID? = section.identifier("id")
    if let id { reading.lists.declare(id.rawValue, as: "list", in: section) }
    let named = section.requiredString("file", hint: "Name the JSON file of the list")
    file = section.path("file", default: named ?? "", within: reading.files)
    signatureFile = section.path("signature", default: "\(file).sig", within: reading.files)
    let key = section.requiredCredential(
      "public_key", .publicKey, within: reading.files, hint: "Name the PEM file of the issuer's Ed25519 key")
    section.finishWithAdvice()
    guard let id, named != nil, let key else { return nil }
    (self.id, publicKeyFile) = (id, key)
  }
}
