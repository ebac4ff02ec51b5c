/// What can go wrong while a rehearsal is set up or watched; each says what the reader can do next.
public enum RehearsalError: Error, CustomStringConvertible, Sendable {
  /// A fact did not come true in time.
  case overdue(String, within: Duration)
  /// A port could not be opened.
  case port(what: String, port: UInt16, reason: String)
  /// A file or folder of the site could not be written or read.
  case file(path: String, reason: String)
  /// A command line tool failed or could not be started.
  case tool(command: String, reason: String)
  /// A request could not be sent at all.
  case request(url: String, reason: String)
  /// Nobody listens: nothing of the request was sent.
  case unreachable(url: String)
  /// What arrived is not a batch of CloudEvents.
  case batch(reason: String)

  public var description: String {
    switch self {
    case .overdue(let what, let within):
      return "waited \(within.seconds(digits: 1)) s in vain for: \(what)"
    case .port(let what, let port, let reason):
      return "\(what) cannot listen on port \(port): \(reason). Choose another port, or 0 for any free one"
    case .file(let path, let reason):
      return "\(path): \(reason)"
    case .tool(let command, let reason):
      return "\(command): \(reason)"
    case .request(let url, let reason):
      return "POST \(url): \(reason). Is the receiver running, and is the address right?"
    case .unreachable(let url):
      return "POST \(url): nobody listens. Is the receiver running, and is the address right?"
    case .batch(let reason):
      return "not a batch of CloudEvents: \(reason)"
    }
  }
}

extension Duration {
  /// Seconds as text, rounded to so many digits after the point.
  public func seconds(digits: Int) -> String {
    let value = Double(components.seconds) + Double(components.attoseconds) / 1e18
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int64((value * scale).rounded())
    guard digits > 0 else { return String(scaled) }
    let fraction = String(abs(scaled) % Int64(scale))
    let zeros = String(repeating: "0", count: max(0, digits - fraction.count))
    return "\(scaled < 0 ? "-" : "")\(abs(scaled) / Int64(scale)).\(zeros)\(fraction)"
  }
}
