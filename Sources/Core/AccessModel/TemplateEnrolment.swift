/// A face or finger that its holder enrolled at a terminal, with a recorded consent. The template itself
/// never leaves the terminal, which only names the number under which it knows the holder.
public struct TemplateEnrolment: Hashable, Sendable {
  public let terminal: DeviceID
  /// The terminal's own number of the holder.
  public let person: String
  /// Where the holder's consent is recorded.
  public let consent: String

  /// Longest number and longest reference to a consent, in bytes.
  public static let personBytesMax = 32
  public static let consentBytesMax = 256

  /// Nil without a number or a consent, or where one is too long.
  public init?(terminal: DeviceID, person: String, consent: String) {
    guard Self.isSound(person: person), consent.utf8.count <= Self.consentBytesMax,
      consent.unicodeScalars.contains(where: { !$0.properties.isWhitespace })
    else { return nil }
    (self.terminal, self.person, self.consent) = (terminal, person, consent)
  }

  /// As a terminal that recognised somebody presents them; nil for a number that none is enrolled under.
  public static func identifier(terminal: DeviceID, person: String) -> CredentialIdentifier? {
    isSound(person: person) ? CredentialIdentifier(.template, "\(terminal)/\(person)") : nil
  }

  private static func isSound(person: String) -> Bool {
    (1...personBytesMax).contains(person.utf8.count) && person.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}
