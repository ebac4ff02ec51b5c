/// Why a driver cannot be made at all; what goes wrong later is an outcome or a health report.
public enum HTTPActuatorError: Error, Hashable, CustomStringConvertible {
  /// This libcurl lacks something that the driver does not do without.
  case libcurl(operation: String, reason: String)

  public var description: String {
    switch self {
    case .libcurl(let operation, let reason):
      "http device: libcurl cannot \(operation): \(reason). Install libcurl 7.87 or later, built with OpenSSL"
    }
  }
}
