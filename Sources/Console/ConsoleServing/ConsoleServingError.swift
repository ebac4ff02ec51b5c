/// Why the console cannot serve.
public enum ConsoleServingError: Error, Hashable, Sendable, CustomStringConvertible {
  case cannotListen(address: String, port: Int, cause: String)

  public var description: String {
    switch self {
    case .cannotListen(let address, let port, let cause):
      "console on \(address):\(port): \(cause). Check that the address is local and the port free"
    }
  }
}
