public import AccessModel
internal import Foundation

/// Posts one read, or one card, on a kept-alive connection and waits for its answer: the beginning of the
/// road's latency.
public struct RoadProbe {
  private var connection: LoadConnection
  private let target: LoadPlan.Target
  private var scratch = [UInt8](repeating: 0, count: 16 << 10)

  public init(to target: LoadPlan.Target) throws(RehearsalError) {
    guard let connection = LoadConnection(to: target) else {
      throw .request(url: "http://\(target.host):\(target.port)", reason: "no connection")
    }
    self.connection = connection
    self.target = target
  }

  /// The moment just before the read went out in one piece, and the status of its answer.
  public mutating func post(plate: String) throws(RehearsalError) -> (sent: Moment, status: Int) {
    try post(
      CameraModel.hikvisionXML(Sighting(plate: plate, capturedAt: .now()), identifier: "road-\(plate)"),
      as: "application/xml")
  }

  /// The same for a body of any device.
  public mutating func post(_ body: String, as contentType: String) throws(RehearsalError) -> (
    sent: Moment, status: Int
  ) {
    let request = """
      POST \(target.path) HTTP/1.1\r
      Host: \(target.host)\r
      Content-Type: \(contentType)\r
      Content-Length: \(body.utf8.count)\r
      \r
      \(body)
      """
    let sent = MonotonicClock.now()
    guard connection.start(Array(request.utf8), at: 0) else { throw lost }
    while true {
      var polled = pollfd(fd: connection.socket, events: Int16(POLLIN), revents: 0)
      guard poll(&polled, 1, 5000) > 0 else { throw lost }
      switch connection.receive(into: &scratch) {
      case .waiting: continue
      case .broken: throw lost
      case .answered(let status, _): return (sent, status)
      }
    }
  }

  public func end() { connection.end() }

  private var lost: RehearsalError {
    .request(url: "http://\(target.host):\(target.port)", reason: "the connection was lost")
  }
}
