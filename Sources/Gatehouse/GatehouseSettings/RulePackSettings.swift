internal import AccessModel
internal import FieldContract
public import RulePacks

/// A signed pack of rules for classes of vehicle.
public struct RulePackSettings: Hashable, Sendable {
  /// The pack's own id, as its file says it.
  public var id: String
  public var file: String
  public var signatureFile: String
  public var publicKeyFile: String

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: Identifier<RulePackSettingsKind>? = section.identifier("id")
    if let id { reading.rulePacks.declare(id.rawValue, as: "rule pack", in: section) }
    let named = section.requiredString("file", hint: "Name the YAML file of the pack")
    file = section.path("file", default: named ?? "", within: reading.files)
    signatureFile = section.path("signature", default: "\(file).sig", within: reading.files)
    let key = section.requiredCredential(
      "public_key", .publicKey, within: reading.files, hint: "Name the PEM file of the issuer's Ed25519 key")
    section.finishWithAdvice()
    guard let id, named != nil, let key else { return nil }
    (self.id, publicKeyFile) = (id.rawValue, key)
  }
}

public enum RulePackSettingsKind {}

/// What a camera's word for a vehicle means to the rule packs.
public struct VehicleKindSettings: Hashable, Sendable {
  /// As the camera writes it; compared without regard to case.
  public var word: String
  public var vehicleClass: VehicleClass

  init?(reading section: YAMLSection) {
    let word = section.requiredString("word", hint: "Write the camera's own word, such as largeBus")
    let kind = section.optionalChoice("class", as: VehicleClass.self)
    if !section.has("class") {
      let words = VehicleClass.allCases.map(\.rawValue).joined(separator: ", ")
      section.missing("class", hint: "One of: \(words)")
    }
    section.finishWithAdvice()
    guard let word, let kind else { return nil }
    (self.word, vehicleClass) = (word, kind)
  }
}
