public import AccessModel

/// What a scanned token turned out to be.
public enum VisitorTokenVerdict: Hashable, Sendable {
  /// Genuine, for this site and for now; uses are for the caller to count.
  case valid(VisitorToken)
  case wrongSignature
  /// Signed, it says, by a key that this site does not have.
  case unknownKey(UInt16)
  case otherSite
  case notYet(from: CivilTime)
  case expired(until: CivilTime)
  case malformed(String)

  /// For an operator; nothing of the token in it but its dates.
  public var words: String {
    switch self {
    case .valid: "a visitor's token"
    case .wrongSignature: "a token that its key has not signed: forged or damaged"
    case .unknownKey(let id): "a token of key \(id), which this site does not have"
    case .otherSite: "a token of another site"
    case .notYet(let from): "a token that is valid from \(from)"
    case .expired(let until): "a token that was valid until \(until)"
    case .malformed(let what): "no token: \(what)"
    }
  }
}

extension VisitorToken {
  /// Verifies a scanned text, offline. Nothing is believed before the signature is.
  public static func verify(_ text: String, keys: VisitorKeys, site: SiteMark, now: CivilTime)
    -> VisitorTokenVerdict
  {
    guard isToken(text) else { return .malformed("it does not begin with \(mark)") }
    guard text.utf8.count <= textLengthMax else {
      return .malformed("longer than \(textLengthMax) characters")
    }
    let pieces = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard pieces.count == 3, let payload = Base32Text.decode(pieces[1]),
      let signature = Base32Text.decode(pieces[2]),
      signature.count == VisitorKeys.signatureBytes
    else { return .malformed("not in three parts of Base32") }
    guard payload.count >= 2 else { return .malformed("too short") }
    let keyID = UInt16(payload[0]) << 8 | UInt16(payload[1])
    guard let isSigned = keys.isSigned(payload, by: keyID, signature) else { return .unknownKey(keyID) }
    guard isSigned else { return .wrongSignature }
    guard let token = VisitorToken(payload: payload) else { return .malformed("signed, but no token") }
    guard token.site == site else { return .otherSite }
    guard now >= token.validFrom else { return .notYet(from: token.validFrom) }
    guard now < token.validUntil else { return .expired(until: token.validUntil) }
    return .valid(token)
  }

  /// The text for a QR code, signed.
  public func signed(by key: VisitorSigningKey) throws(VisitorTokenError) -> String {
    let payload = payload
    let signature = try key.signature(of: payload)
    return "\(Self.mark).\(Base32Text.encode(payload)).\(Base32Text.encode(signature))"
  }
}
