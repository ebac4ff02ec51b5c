/// Why the control socket could not be opened.
public enum ControlSocketError: Error, Hashable, Sendable, CustomStringConvertible {
  case pathTooLong(path: String, bytesMax: Int)
  case alreadyServed(path: String)
  case notASocket(path: String)
  case unknownGroup(String)
  case system(operation: String, path: String, cause: String)

  public var description: String {
    switch self {
    case .pathTooLong(let path, let bytesMax):
      "control socket \(path): longer than \(bytesMax) bytes; choose a shorter console.control_socket"
    case .alreadyServed(let path):
      "control socket \(path): another process listens on it; stop the other gatehoused first"
    case .notASocket(let path):
      "control socket \(path): a file that is not a socket is in the way; move it or choose another path"
    case .unknownGroup(let group):
      "control socket: this box has no group \"\(group)\"; create it (systemd-sysusers) or name another"
    case .system(let operation, let path, let cause):
      "control socket \(path): \(operation) failed: \(cause); check that the folder exists and is writable"
    }
  }
}
