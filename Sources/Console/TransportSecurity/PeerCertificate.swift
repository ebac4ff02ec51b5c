internal import COpenSSL
internal import CShims

/// Who the client is, by a certificate that was verified against the client CA.
public struct PeerCertificate: Hashable, Sendable {
  /// The subject's common name; nil when there is none, or more than one.
  public var commonName: String?
  /// DNS names among the subject's alternative names, at most `dnsNamesMax`.
  public var dnsNames: [String]
  /// SHA-256 over the certificate.
  public var fingerprint: [UInt8]

  /// The client of the connection that the current task serves; nil without a verified certificate.
  @TaskLocal public static var current: PeerCertificate?

  /// Most DNS names kept of one certificate.
  public static let dnsNamesMax = 64
  private static let nameBytesMax = 253

  public init(commonName: String?, dnsNames: [String], fingerprint: [UInt8]) {
    self.commonName = commonName
    self.dnsNames = dnsNames
    self.fingerprint = fingerprint
  }

  /// Whether the common name or a DNS name is `name`, in any ASCII case; wildcards stand for nobody.
  public func isNamed(_ name: String) -> Bool {
    let wanted = name.lowercased()
    return commonName?.lowercased() == wanted || dnsNames.contains { $0.lowercased() == wanted }
  }

  init(_ certificate: OpaquePointer) {
    commonName = Self.commonName(of: certificate)
    dnsNames = Self.dnsNames(of: certificate)
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    let done = X509_digest(certificate, EVP_sha256(), &digest, &count) == 1
    fingerprint = done ? Array(digest.prefix(Int(count))) : []
  }

  private static func commonName(of certificate: OpaquePointer) -> String? {
    let subject = X509_get_subject_name(certificate)
    let first = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
    guard first >= 0, X509_NAME_get_index_by_NID(subject, NID_commonName, first) < 0 else { return nil }
    return text(of: X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, first)))
  }

  private static func dnsNames(of certificate: OpaquePointer) -> [String] {
    guard let raw = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return [] }
    let names = OpaquePointer(raw)
    defer { GENERAL_NAMES_free(names) }
    return (0..<min(gh_general_names_count(names), Int32(dnsNamesMax))).compactMap {
      text(of: gh_general_name_dns(names, $0))
    }
  }

  /// A name with a zero byte or a control character is nobody's: it could read as a shorter one.
  private static func text(of string: UnsafePointer<ASN1_STRING>?) -> String? {
    guard let string else { return nil }
    var bytes: UnsafeMutablePointer<UInt8>?
    let count = Int(ASN1_STRING_to_UTF8(&bytes, string))
    guard count > 0, let bytes else { return nil }
    defer { CRYPTO_free(bytes, #file, #line) }
    let name = UnsafeBufferPointer(start: bytes, count: count)
    guard count <= nameBytesMax, name.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return String(validating: name, as: UTF8.self)
  }
}
