public import AccessModel
internal import FieldContract
internal import Foundation

/// The server that events are forwarded to, over mutual TLS.
public struct UplinkSettings: Hashable, Sendable {
  /// `https`, with a host, without user and fragment.
  public var url: String
  public var caFile: String
  public var certificateFile: String
  public var keyFile: String
  public var batchEventsMax: Int
  public var batchBytesMax: Int
  public var requestTimeout: Span
  public var backoffMax: Span

  init?(reading section: YAMLSection, within files: FileLookup) {
    let url = Self.url(in: section)
    let ca = section.requiredCredential(
      "ca", .certificate, within: files,
      hint: "Name the PEM file of the CA that signs the server's certificate")
    let certificate = section.requiredCredential(
      "certificate", .certificate, within: files, hint: "Name the PEM file of this site's client certificate")
    let key = section.requiredCredential(
      "key", .privateKey, within: files, hint: "Name the PEM file of the certificate's private key")
    batchEventsMax = section.integer("batch_events_max", default: 2000, in: 1...10_000)
    batchBytesMax = section.integer("batch_bytes_max", default: 4_194_304, in: 65_536...67_108_864)
    requestTimeout = section.seconds("request_timeout_seconds", default: 30, in: 1...300)
    backoffMax = section.seconds("backoff_seconds_max", default: 60, in: 1...3600)
    section.finishWithAdvice()
    guard let url, let ca, let certificate, let key else { return nil }
    (self.url, caFile, certificateFile, keyFile) = (url, ca, certificate, key)
  }

  private static func url(in section: YAMLSection) -> String? {
    let example = "Write `https://HOST/PATH`"
    guard let text = section.requiredString("url", hint: example) else { return nil }
    let place = section.path(of: "url")
    guard let parts = URLComponents(string: text), let scheme = parts.scheme else {
      section.report("url", "`\(place)` is no URL", hint: example)
      return nil
    }
    // What stands before an @ may be a password: none of these messages repeats the URL.
    guard parts.user == nil, parts.password == nil else {
      section.report(
        "url", "`\(place)` holds a user or password", hint: "Remove it: the certificate says who we are")
      return nil
    }
    guard scheme.lowercased() == "https" else {
      section.report("url", "`\(place)` must begin with https://", hint: "Events leave only over mutual TLS")
      return nil
    }
    let host = parts.host.map { $0.hasPrefix("[") ? String($0.dropFirst().dropLast()) : $0 } ?? ""
    guard HostName.isSound(host), parts.fragment == nil, (1...65535).contains(parts.port ?? 443) else {
      section.report("url", "`\(place)` has no sound host and port, or has a fragment", hint: example)
      return nil
    }
    return text
  }
}
