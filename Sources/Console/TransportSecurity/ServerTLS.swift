internal import Synchronization

/// The server side of TLS: which files, which clients; shared by all connections of a listener.
public struct ServerTLS: Sendable {
  /// What is asked of clients.
  public enum ClientVerification: Hashable, Sendable {
    case none
    /// A client may come without a certificate; one that does not verify is refused.
    case optional
    case required
  }

  /// Largest PEM file that is read.
  public static let fileBytesMax = 1 << 20

  private final class Current: Sendable {
    let context: Mutex<TLSContext>
    init(_ context: TLSContext) { self.context = Mutex(context) }
  }

  private let files: TLSContext.Files
  private let current: Current

  /// Reads all files; paths are to PEM files, the chain with the server's own certificate first.
  public init(
    certificateChain: String, privateKey: String, clientCA: String?, clientVerification: ClientVerification
  ) throws(TransportSecurityError) {
    files = TLSContext.Files(
      certificateChain: certificateChain, privateKey: privateKey, clientCA: clientCA,
      clientVerification: clientVerification)
    current = Current(try TLSContext(files))
  }

  /// Reads the files anew for handshakes to come; when that fails, the old ones stay in use.
  public func reload() throws(TransportSecurityError) {
    let fresh = try TLSContext(files)
    current.context.withLock { $0 = fresh }
  }

  func makeSession() throws(TransportSecurityError) -> TLSSession {
    try TLSSession(context: current.context.withLock { $0 })
  }
}
