/// Why the field listener cannot run.
public enum FieldListeningError: Error, Hashable, Sendable, CustomStringConvertible {
  case cannotListen(address: String, port: Int, cause: String)

  public var description: String {
    switch self {
    case .cannotListen(let address, let port, let cause):
      "field listener on \(address):\(port): \(cause). Check that the address is local and the port free"
    }
  }
}
