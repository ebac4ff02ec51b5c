internal import AccessModel
internal import UplinkForwarding

/// An HTTP answer, and what it means for the batch.
struct HTTPAnswer {
  var status: Int
  /// Nothing or less when the answer names no time.
  var retryAfterSeconds: Int64
  var location: String?
  var body: [UInt8]

  /// RFC 9110 §15. Only a status that speaks of the events lets an event be set aside.
  var receipt: UplinkReceipt {
    switch status {
    case 200...299: .accepted
    case 300...399:
      .misconfigured(
        reason: "\(words): the address has moved\(location.map { " to \($0)" } ?? ""). Set the uplink's url")
    case 400 where speaksOfCertificate:
      .misconfigured(
        reason: "\(words): the server refuses this site's client certificate. "
          + "Check its date and who signed it, and that the server knows that authority")
    case 401, 403:
      .misconfigured(reason: "\(words): the server does not let this site in. Check its certificate")
    case 404, 405, 410: .misconfigured(reason: "\(words): nothing takes events there. Check the uplink's url")
    case 402, 406, 407, 411, 412, 415, 417, 421, 426, 428, 431, 511:
      .misconfigured(
        reason: "\(words): the server refuses the request, not the events. Check the uplink's url")
    case 413: .tooLarge(reason: words)
    case 408, 423, 425, 429, 500...: .retryLater(after: retryAfter, reason: words)
    default: .rejected(status: status, reason: words)
    }
  }

  /// nginx answers 400 with these titles to a missing and to a refused client certificate.
  private var speaksOfCertificate: Bool {
    let text = excerpt
    return text.contains("SSL certificate")
  }

  private var retryAfter: Span? { retryAfterSeconds > 0 ? .seconds(retryAfterSeconds) : nil }

  private var words: String { excerpt.isEmpty ? "HTTP \(status)" : "HTTP \(status), \(excerpt)" }

  /// The beginning of the body as one line of text without markup.
  private var excerpt: String {
    var text = ""
    var isInTag = false
    for scalar in String(decoding: body, as: UTF8.self).unicodeScalars {
      guard text.unicodeScalars.count < Self.excerptCharactersMax else { break }
      switch scalar {
      case "<": isInTag = true
      case ">" where isInTag:
        isInTag = false
        if !text.hasSuffix(" ") { text += " " }
      case _ where isInTag: break
      case _
      where scalar.properties.isWhitespace || scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        if !text.hasSuffix(" ") { text += " " }
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text.trimmed
  }

  static let excerptCharactersMax = 300
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
