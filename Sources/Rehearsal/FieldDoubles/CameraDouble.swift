internal import Foundation

/// How a camera proves who it is.
public enum CameraSecret: Sendable {
  /// The last component of the path.
  case pathToken(String)
  case basic(user: String, password: String)
  /// PEM files.
  case clientCertificate(certificate: String, key: String)
}

/// How a delivery went.
public struct Delivery: Sendable {
  /// The last HTTP status.
  public var status: Int
  /// Posts until the receiver took it.
  public var attempts: Int
  /// How long the accepted post took, from connecting to the last byte of the answer.
  public var tookMilliseconds: Double
}

/// A camera that posts vendor bodies over one kept-alive connection, and again until it gets a 2xx.
public actor CameraDouble {
  public nonisolated let id: String
  public nonisolated let model: CameraModel
  private let poster: HTTPPoster

  /// - Parameters:
  ///   - base: scheme, host and port of the field listener, `https://127.0.0.1:8460`.
  ///   - trustedCA: PEM file by which the listener is verified; nil takes the system's.
  public init(id: String, model: CameraModel, base: String, secret: CameraSecret, trustedCA: String? = nil) {
    self.id = id
    self.model = model
    poster = HTTPPoster(url: "\(base)/field/v1/\(id)", secret: secret, trustedCA: trustedCA)
  }

  /// Posts once.
  public func post(_ sighting: Sighting) async throws(RehearsalError) -> Delivery {
    let reply = try await poster.post(model.body(of: sighting))
    return Delivery(status: reply.status, attempts: 1, tookMilliseconds: reply.tookMilliseconds)
  }

  /// Posts until the receiver answers 2xx, waiting a little longer each time; fails with the last reason.
  public func deliver(
    _ sighting: Sighting, within limit: Duration = .seconds(10)
  ) async throws(RehearsalError) -> Delivery {
    let deadline = ContinuousClock.now + limit
    var pause = Duration.milliseconds(100)
    var attempts = 0
    while true {
      attempts += 1
      let failure: RehearsalError
      do throws(RehearsalError) {
        var delivery = try await post(sighting)
        delivery.attempts = attempts
        if (200..<300).contains(delivery.status) { return delivery }
        failure = .request(url: poster.url, reason: "answered \(delivery.status) after \(attempts) attempts")
      } catch { failure = error }
      guard ContinuousClock.now + pause < deadline else { throw failure }
      do { try await Task.sleep(for: pause) } catch { throw failure }
      pause = min(pause * 2, .seconds(2))
    }
  }
}
