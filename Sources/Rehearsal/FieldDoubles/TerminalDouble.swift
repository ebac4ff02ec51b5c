internal import AccessModel

/// A Hikvision access terminal that posts the codes which it scans.
public struct TerminalDouble: Sendable {
  public let id: String
  private let poster: HTTPPoster

  /// - Parameters:
  ///   - base: scheme, host and port of the field listener.
  ///   - trustedCA: PEM file by which the listener is verified; nil takes the system's.
  public init(id: String, base: String, secret: CameraSecret, trustedCA: String? = nil) {
    self.id = id
    poster = HTTPPoster(url: "\(base)/field/v1/\(id)", secret: secret, trustedCA: trustedCA)
  }

  /// A code of letters, digits and dots is held before it; the HTTP status of the answer.
  public func scan(_ code: String) async throws(RehearsalError) -> Int {
    let body = """
      {"dateTime":"\(CivilTime.now())","eventType":"AccessControllerEvent","AccessControllerEvent":\
      {"majorEventType":5,"subEventType":9,"QRCodeInfo":"\(code)","cardReaderNo":1,"currentEvent":true}}
      """
    let reply = try await poster.post(
      CameraModel.Body(contentType: "application/json", bytes: Array(body.utf8)))
    return reply.status
  }
}
