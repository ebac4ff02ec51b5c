public import AccessModel

/// What a visitor's code says: where, when and how often it opens. Signed, so that no list is needed to
/// believe it.
public struct VisitorToken: Hashable, Sendable {
  /// The key that signed it.
  public let keyID: UInt16
  /// Random, unique for the key; what is counted and revoked.
  public let number: UInt64
  public let site: SiteMark
  /// Whole seconds.
  public let validFrom: CivilTime
  public let validUntil: CivilTime
  /// How often it opens; the caller counts.
  public let usesMax: Int
  /// Where it opens; empty: wherever the site lets visitors in.
  public let accessPoints: [AccessPointID]
  /// Whom it is for, as the site's own short reference, never a person's name.
  public let host: String

  /// Bytes of names and host together, a length byte each included.
  public static let namesBytesMax = 31
  public static let usesRange = 1...255
  /// Longest text that is looked at.
  public static let textLengthMax = 200

  /// What every text begins with.
  static let mark = "GH1"

  /// Throws for what a token cannot say.
  public init(
    keyID: UInt16, number: UInt64, site: SiteMark, validFrom: CivilTime, validUntil: CivilTime,
    usesMax: Int = 1,
    accessPoints: [AccessPointID] = [], host: String = ""
  ) throws(VisitorTokenError) {
    let from = validFrom.milliseconds / 1000
    let until = validUntil.milliseconds / 1000
    guard from < until, until <= Int64(UInt32.max) else { throw .impossiblePeriod }
    guard Self.usesRange.contains(usesMax) else { throw .impossibleUses(usesMax) }
    let bytes = accessPoints.reduce(1 + host.utf8.count) { $0 + 1 + $1.rawValue.utf8.count }
    guard bytes <= Self.namesBytesMax else { throw .namesTooLong(bytes) }
    guard accessPoints.allSatisfy({ AccessPointID(checking: $0.rawValue) != nil }),
      host.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace || $0 == " " })
    else { throw .unusableName }
    self.keyID = keyID
    self.number = number
    self.site = site
    self.validFrom = CivilTime(milliseconds: from * 1000)
    self.validUntil = CivilTime(milliseconds: until * 1000)
    self.usesMax = usesMax
    self.accessPoints = accessPoints
    self.host = host
  }

  /// What the access rules, the counter of uses and a revocation know it by.
  public var identifier: CredentialIdentifier { CredentialIdentifier(.visitorToken, "\(keyID)-\(number)") }

  /// Whether a scanned text means to be a token; anything else is another kind of code.
  public static func isToken(_ text: String) -> Bool {
    text.utf8.count > mark.utf8.count && text.prefix(mark.count + 1).uppercased() == mark + "."
  }
}

/// A site as tokens name it: the first four bytes of the SHA-256 of its name.
public struct SiteMark: Hashable, Sendable {
  let bytes: [UInt8]
}
