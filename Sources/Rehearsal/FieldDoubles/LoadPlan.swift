internal import Foundation

/// What a load run shall do.
public struct LoadPlan: Sendable {
  /// Where reads are posted: plain HTTP, so that the sender costs as little as it can.
  public struct Target: Sendable {
    public var host: String
    public var port: UInt16
    /// Path and query, as they go into the request line.
    public var path: String

    /// Reads `http://HOST[:PORT]/PATH`; nil for anything else.
    public init?(_ url: String) {
      guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host,
        let port = UInt16(exactly: parts.port ?? 80)
      else { return nil }
      (self.host, self.port) = (host, port)
      path =
        (parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath)
        + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
    }
  }

  /// Senders take them in turn.
  public var targets: [Target]
  /// Connections, each with one request under way.
  public var senders: Int
  public var duration: Duration

  public static let sendersMax = 1024

  public init(targets: [Target], senders: Int = 16, duration: Duration) {
    self.targets = targets
    self.senders = min(max(senders, 1), Self.sendersMax)
    self.duration = duration
  }
}

/// What a load run measured.
public struct LoadReport: Sendable {
  /// Answered 2xx.
  public var accepted = 0
  /// Answered otherwise, by status.
  public var refused: [Int: Int] = [:]
  /// Connections that ended under a request; the read may or may not be on disk there.
  public var broken = 0
  public var seconds = 0.0
  /// Latencies of accepted posts, ascending, at most `latenciesMax`: first byte sent to last byte answered.
  public var latenciesMicroseconds: [UInt32] = []

  public static let latenciesMax = 4_000_000

  public var acceptedPerSecond: Double { seconds > 0 ? Double(accepted) / seconds : 0 }

  /// The latency that a share (0...1) of the accepted posts did not exceed; nil when none was accepted.
  public func latencyMilliseconds(at share: Double) -> Double? {
    guard !latenciesMicroseconds.isEmpty else { return nil }
    let rank = Int((Double(latenciesMicroseconds.count) * share).rounded(.up)) - 1
    return Double(latenciesMicroseconds[min(max(rank, 0), latenciesMicroseconds.count - 1)]) / 1000
  }
}
