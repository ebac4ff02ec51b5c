internal import FieldContract

/// Where cameras push to.
public struct FieldListenerSettings: Hashable, Sendable {
  public var address: String
  public var port: Int
  /// nil: plain HTTP, for a camera network that nobody else reaches.
  public var tls: TLSFiles?

  /// The listener's own identity, and whom it asks for certificates.
  public struct TLSFiles: Hashable, Sendable {
    public var certificateFile: String
    public var keyFile: String
    /// Cameras with a `client_certificate` are checked against it.
    public var clientCAFile: String?
  }

  init(reading section: YAMLSection, within files: FileLookup) {
    address =
      section.host("address", default: "0.0.0.0", hint: "Write the address that cameras reach") ?? "0.0.0.0"
    port = section.port(default: 8460)
    tls = section.section("tls").flatMap { TLSFiles(reading: $0, within: files) }
    section.finishWithAdvice()
  }
}

extension FieldListenerSettings.TLSFiles {
  init?(reading section: YAMLSection, within files: FileLookup) {
    let certificate = section.requiredCredential(
      "certificate", .certificate, within: files, hint: "Name the PEM file of the listener's certificate")
    let key = section.requiredCredential(
      "key", .privateKey, within: files, hint: "Name the PEM file of the certificate's private key")
    clientCAFile = section.credential("client_ca", .certificate, within: files)
    section.finishWithAdvice()
    guard let certificate, let key else { return nil }
    (certificateFile, keyFile) = (certificate, key)
  }
}
