internal import AccessModel

/// An answer that the listener gives by itself.
struct Refusal: Error {
  var reason: RefusalReason
  /// Nil when the request is no known device's.
  var device: DeviceID?
  /// For `WWW-Authenticate`.
  var challenge: String?
  var retryAfterSeconds: Int?

  init(_ reason: RefusalReason, _ device: DeviceID? = nil, challenge: String? = nil) {
    self.reason = reason
    self.device = device
    self.challenge = challenge
    if reason == .bodiesHeld || reason == .handlerTooSlow { retryAfterSeconds = 1 }
  }

  /// Status and text for the client; nil where no answer is possible.
  var answer: (status: Int, text: String)? {
    switch reason {
    case .unknownPath: (404, "Devices push here with POST /field/v1/<device-id>.")
    case .unknownDevice: (404, "No device has this id. Check the id in the site file and in the device.")
    case .method: (405, "This address takes pushes: POST the event, with the device's own secret.")
    case .wrongSecret: (401, "The device's secret is missing or wrong.")
    case .wrongCertificate: (403, "The device's client certificate is missing or names another device.")
    case .rate: (429, "More requests than this device may send. Come again later.")
    case .lengthMissing: (411, "Send Content-Length, or Transfer-Encoding: chunked.")
    case .bodyTooLarge: (413, "The body is larger than this device may send.")
    case .bodyTooSlow: (408, "The body did not arrive in time.")
    case .expectation: (417, "Only 100-continue can be expected here.")
    case .notHTTP: (400, "This is not HTTP.")
    case .bodiesHeld: (503, "Too much is being received at once. Come again.")
    case .handlerTooSlow: (503, "The push could not be handled in time. Come again.")
    case .connections, .tls: nil
    }
  }

  /// Whether the rest of the request is not worth reading.
  var closes: Bool {
    switch reason {
    case .unknownPath, .unknownDevice, .method, .wrongSecret, .wrongCertificate, .rate: false
    case .lengthMissing, .bodyTooLarge, .bodyTooSlow, .expectation, .notHTTP, .bodiesHeld, .handlerTooSlow,
      .connections, .tls:
      true
    }
  }

  /// For the log.
  var words: String {
    switch reason {
    case .unknownPath: "unknown path"
    case .unknownDevice: "unknown device"
    case .method: "not a POST"
    case .wrongSecret: "secret missing or wrong"
    case .wrongCertificate: "client certificate missing or of another name"
    case .rate: "too many requests"
    case .lengthMissing: "no length"
    case .bodyTooLarge: "body too large"
    case .bodyTooSlow: "body too slow"
    case .expectation: "unknown expectation"
    case .notHTTP: "not HTTP"
    case .bodiesHeld: "too many body bytes held"
    case .handlerTooSlow: "handler too slow"
    case .connections: "too many connections"
    case .tls: "TLS refused"
    }
  }
}
