public import AccessModel

/// A template that its holder enrolled as a credential, with recorded consent.
public struct EnrolledTemplate: Hashable, Sendable {
  /// What the enrolment rests on; handed out with a match.
  public struct Grounds: Hashable, Sendable {
    /// Where the consent is recorded.
    public let consent: String
    /// The credential holder's own key at the site.
    public let holder: String
    /// The first instant at which it matches.
    public let enrolled: CivilTime
    /// The first instant at which it no longer matches.
    public let end: CivilTime
  }

  /// What a probe is compared with.
  public let vector: TemplateVector
  /// Without these the template cannot be made.
  public let grounds: Grounds

  /// Refused without consent record or holder, or when it ends before it begins.
  public init(
    vector: TemplateVector, consent: String, holder: String, enrolled: CivilTime, end: CivilTime
  ) throws(TemplateMatchingError) {
    let limit = GalleryEntry.textBytesMax
    guard end > enrolled else { throw .endNotAfterStart(field: "the date enrolled") }
    self.vector = vector
    grounds = Grounds(
      consent: try TemplateMatchingError.checked(consent, "consent record", bytesMax: limit),
      holder: try TemplateMatchingError.checked(holder, "holder", bytesMax: limit), enrolled: enrolled,
      end: end)
  }
}

/// A template that a named authority may have looked for, for a short time.
public struct AuthorisedTemplate: Hashable, Sendable {
  /// What the search rests on; handed out with a match.
  public struct Grounds: Hashable, Sendable {
    /// Who may have this person looked for.
    public let authority: String
    /// The authority's own file number.
    public let reference: String
    /// What for; never membership.
    public let purpose: ListPurpose
    /// The first instant at which it matches.
    public let authorised: CivilTime
    /// The first instant at which it no longer matches.
    public let end: CivilTime
  }

  /// What a probe is compared with.
  public let vector: TemplateVector
  /// Without these the template cannot be made.
  public let grounds: Grounds

  /// Longest time from the date of authorisation to the end, in days.
  public static let daysMax = 30

  /// Refused for membership, without authority or reference, or for longer than `daysMax`.
  public init(
    vector: TemplateVector, authority: String, reference: String, purpose: ListPurpose,
    authorised: CivilTime, end: CivilTime
  ) throws(TemplateMatchingError) {
    let limit = GalleryEntry.textBytesMax
    guard purpose != .membership else { throw .membershipNeedsConsent }
    guard end > authorised else { throw .endNotAfterStart(field: "the date of authorisation") }
    guard end - authorised <= .seconds(Int64(Self.daysMax) * 86_400) else {
      throw .authorisationTooLong(daysMax: Self.daysMax)
    }
    self.vector = vector
    grounds = Grounds(
      authority: try TemplateMatchingError.checked(authority, "authority", bytesMax: limit),
      reference: try TemplateMatchingError.checked(reference, "reference", bytesMax: limit), purpose: purpose,
      authorised: authorised, end: end)
  }
}

/// What a gallery is made of: nothing but these two kinds exists.
public enum GalleryEntry: Hashable, Sendable {
  case enrolled(EnrolledTemplate)
  case authorised(AuthorisedTemplate)

  /// Longest consent record, holder, authority or reference, in bytes of UTF-8.
  public static let textBytesMax = 256

  /// What a probe is compared with.
  public var vector: TemplateVector {
    switch self {
    case .enrolled(let template): template.vector
    case .authorised(let template): template.vector
    }
  }

  /// What a match hands out.
  public var grounds: TemplateGrounds {
    switch self {
    case .enrolled(let template): .enrolled(template.grounds)
    case .authorised(let template): .authorised(template.grounds)
    }
  }
}

/// Why an entry may be matched: the entry without its vector, which no match needs to see.
public enum TemplateGrounds: Hashable, Sendable {
  case enrolled(EnrolledTemplate.Grounds)
  case authorised(AuthorisedTemplate.Grounds)

  /// From the first instant (inclusive) to the end (exclusive).
  public func isInForce(at now: CivilTime) -> Bool {
    switch self {
    case .enrolled(let grounds): grounds.enrolled <= now && now < grounds.end
    case .authorised(let grounds): grounds.authorised <= now && now < grounds.end
    }
  }
}
