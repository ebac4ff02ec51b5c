/// Bounds on connections, plain and TLS alike.
public struct ConnectionLimits: Hashable, Sendable {
  /// Connections at once; further ones are closed on arrival.
  public var connectionsMax = 512
  /// Of them, from one address: a strange host must not shut out all others.
  public var connectionsPerPeerMax = 64
  /// From accept to the end of the TLS handshake.
  public var handshakeMillisecondsMax = 10_000
  /// From the first byte of a request to the first byte of its answer.
  public var requestMillisecondsMax = 30_000
  /// Without a byte in either direction.
  public var idleMillisecondsMax = 60_000
  /// For the peer's end of stream, after ours.
  public var lingerMillisecondsMax = 2_000

  /// The defaults, which suit a checkpoint's cameras and consoles.
  public init() {}
}
