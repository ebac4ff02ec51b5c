internal import Glibc

/// What keeps the ring from being written or read.
public enum InputRingError: Error, Equatable, Sendable, CustomStringConvertible {
  case system(file: String, operation: String, code: Int32)
  case unreadable(file: String, cause: String)

  public var description: String {
    switch self {
    case .system(let file, let operation, let code):
      let cause = String(cString: strerror(code))
      let step = code == EACCES ? ". Ask as root, or as the user of gatehoused" : ""
      return "cannot \(operation) \(file): \(cause)\(step)"
    case .unreadable(let file, let cause): return "\(file) is left out: \(cause)"
    }
  }
}
