/// Why bytes of the line, or a reader's answer, are not taken.
enum OSDPFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// CRC or checksum does not fit.
  case damaged
  /// In words for an operator.
  case malformed(String)
  /// The line itself: cannot be opened, or is gone.
  case line(String)

  var description: String {
    switch self {
    case .damaged: "damaged frame; check wiring, termination and baud rate"
    case .malformed(let cause): "unreadable frame: \(cause)"
    case .line(let cause): cause
    }
  }
}
