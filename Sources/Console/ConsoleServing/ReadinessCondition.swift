/// One thing that must hold before the daemon is ready.
public struct ReadinessCondition: Hashable, Sendable {
  public var name: String
  public var ok: Bool
  /// For a person: what is wrong, or how it stands.
  public var detail: String

  public init(name: String, ok: Bool, detail: String) {
    self.name = name
    self.ok = ok
    self.detail = detail
  }
}

/// The body of `/health/ready`.
func readinessJSON(_ conditions: [ReadinessCondition]) -> String {
  let items = conditions.map {
    "{\"name\":\(quoted($0.name)),\"ok\":\($0.ok),\"detail\":\(quoted($0.detail))}"
  }
  let isReady = conditions.allSatisfy(\.ok)
  return "{\"ready\":\(isReady),\"conditions\":[\(items.joined(separator: ","))]}\n"
}

/// RFC 8259 §7.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\u{0}"..<"\u{20}":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
