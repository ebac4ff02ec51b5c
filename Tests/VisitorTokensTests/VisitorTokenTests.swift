import AccessModel
import COpenSSL
import Testing

@testable import VisitorTokens

/// Small numbers that are the same on every machine (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A pair of keys that exists for one test.
struct KeyPair {
  let publicPEM: [UInt8]
  let privatePEM: [UInt8]

  init() throws {
    let context = EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    try #require(EVP_PKEY_keygen_init(context) == 1 && EVP_PKEY_keygen(context, &key) == 1)
    defer { EVP_PKEY_free(key) }
    publicPEM = try Self.pem { PEM_write_bio_PUBKEY($0, key) }
    privatePEM = try Self.pem { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
  }

  private static func pem(_ write: (OpaquePointer) -> Int32) throws -> [UInt8] {
    let bio = try #require(BIO_new(BIO_s_mem()))
    defer { BIO_free(bio) }
    try #require(write(bio) == 1)
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = BIO_read(bio, &bytes, Int32(bytes.count))
    return Array(bytes.prefix(Int(count)))
  }
}

struct Issuer {
  let pair: KeyPair
  var keys = VisitorKeys()
  let site = SiteMark(site: "north-gate")
  static let start = CivilTime(milliseconds: 1_772_409_600_000)

  init() throws {
    pair = try KeyPair()
    try keys.add(7, pem: pair.publicPEM, file: "visitors.pem")
  }

  func token(
    keyID: UInt16 = 7, site: SiteMark? = nil, points: [AccessPointID] = ["north-in", "north-out"],
    host: String = "B2-114"
  ) throws -> VisitorToken {
    try VisitorToken(
      keyID: keyID, number: 0xFFFF_FFFF_0000_0001, site: site ?? self.site, validFrom: Self.start,
      validUntil: Self.start + .seconds(3600), usesMax: 3, accessPoints: points, host: host)
  }

  func text(_ token: VisitorToken) throws -> String {
    try token.signed(by: VisitorSigningKey(pem: pair.privatePEM, file: "private.pem"))
  }

  func verdict(_ text: String, after seconds: Int64 = 60) -> VisitorTokenVerdict {
    VisitorToken.verify(text, keys: keys, site: site, now: Self.start + .seconds(seconds))
  }
}

@Suite struct VisitorTokenTests {
  @Test func aToken_saysWhatWasSigned() throws {
    let issuer = try Issuer()
    let token = try issuer.token()
    let text = try issuer.text(token)
    #expect(issuer.verdict(text) == .valid(token))
    #expect(issuer.verdict(text.lowercased()) == .valid(token))
    #expect(token.identifier == CredentialIdentifier(.visitorToken, "7-18446744069414584321"))
    #expect(VisitorToken.isToken(text) && !VisitorToken.isToken("GH1") && !VisitorToken.isToken("GH2.A.B"))
  }

  @Test func theLongestToken_fitsTheTextAndTheAlphanumericMode() throws {
    let issuer = try Issuer()
    let token = try issuer.token(points: ["abcdefghij", "abcdefgh"], host: "0123456789")
    let text = try issuer.text(token)
    #expect(token.payload.count == VisitorToken.payloadBytesMax)
    #expect(text.count <= VisitorToken.textLengthMax)
    #expect(text.allSatisfy { $0.isNumber || $0 == "." || ($0.isUppercase && $0.isASCII) })
    #expect(issuer.verdict(text) == .valid(token))
    #expect(throws: VisitorTokenError.namesTooLong(32)) {
      try issuer.token(points: ["abcdefghij", "abcdefgh"], host: "0123456789a")
    }
  }

  @Test func dates_areHeldToTheSecond() throws {
    let issuer = try Issuer()
    let text = try issuer.text(try issuer.token())
    #expect(issuer.verdict(text, after: -1) == .notYet(from: Issuer.start))
    #expect(issuer.verdict(text, after: 0) == .valid(try issuer.token()))
    #expect(issuer.verdict(text, after: 3599) == .valid(try issuer.token()))
    #expect(issuer.verdict(text, after: 3600) == .expired(until: Issuer.start + .seconds(3600)))
  }

  @Test func anotherSiteKeyOrSigner_isRefused() throws {
    let issuer = try Issuer()
    let other = try issuer.text(try issuer.token(site: SiteMark(site: "south-gate")))
    #expect(issuer.verdict(other) == .otherSite)
    #expect(issuer.verdict(try issuer.text(try issuer.token(keyID: 8))) == .unknownKey(8))
    let forger = try Issuer()
    #expect(issuer.verdict(try forger.text(try forger.token())) == .wrongSignature)
  }

  @Test func everyChangedCharacter_isRefused() throws {
    let issuer = try Issuer()
    let text = Array(try issuer.text(try issuer.token()).utf8)
    for index in text.indices {
      var changed = text
      changed[index] = text[index] == UInt8(ascii: "B") ? UInt8(ascii: "C") : UInt8(ascii: "B")
      if case .valid = issuer.verdict(String(decoding: changed, as: UTF8.self)) {
        Issue.record("character \(index) may be anything")
      }
    }
  }

  @Test func everyTruncation_isMalformed() throws {
    let issuer = try Issuer()
    let text = try issuer.text(try issuer.token())
    for length in 0..<text.count {
      guard case .malformed = issuer.verdict(String(text.prefix(length))) else {
        Issue.record("\(length) of \(text.count) characters passed")
        continue
      }
    }
    let long = text + String(repeating: "A", count: 10_000)
    for wrong in [text + "A", text + ".", "GH1..", "GH1.€.€", long] {
      guard case .malformed = issuer.verdict(wrong) else {
        Issue.record("passed: \(wrong.prefix(40))")
        continue
      }
    }
  }

  @Test func randomPayloads_neverCrash() {
    var random = Seeded(state: 3)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...64, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      if let token = VisitorToken(payload: bytes) { #expect(token.payload == bytes) }
      #expect(Base32Text.decode(Base32Text.encode(bytes).utf8) == bytes)
    }
  }

  @Test func whatATokenCannotSay_isNotIssued() throws {
    let site = SiteMark(site: "a")
    let start = Issuer.start
    #expect(throws: VisitorTokenError.impossiblePeriod) {
      try VisitorToken(keyID: 1, number: 1, site: site, validFrom: start, validUntil: start)
    }
    #expect(throws: VisitorTokenError.impossibleUses(0)) {
      try VisitorToken(
        keyID: 1, number: 1, site: site, validFrom: start, validUntil: start + .seconds(1), usesMax: 0)
    }
    #expect(throws: VisitorTokenError.unusableName) {
      try VisitorToken(
        keyID: 1, number: 1, site: site, validFrom: start, validUntil: start + .seconds(1),
        accessPoints: ["A b"])
    }
  }

  @Test func keysOfAnotherKind_areNamed() throws {
    var keys = VisitorKeys()
    #expect(throws: VisitorTokenError.keyUnusable(file: "k", cause: "it holds no public key")) {
      try keys.add(1, pem: Array("nothing".utf8), file: "k")
    }
    #expect(
      throws: VisitorTokenError.keyUnusable(file: "k", cause: "it holds no private key without a passphrase")
    ) {
      try VisitorSigningKey(pem: KeyPair().publicPEM, file: "k")
    }
  }

  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
  ])
  func base32_isThatOfItsStandard(_ plain: String, _ text: String) {
    #expect(Base32Text.encode(Array(plain.utf8)) == text)
    #expect(Base32Text.decode(text.utf8) == Array(plain.utf8))
  }
}
