/// Writes metrics in Prometheus' text format 0.0.4; every name gets the prefix `gatehouse_`.
public struct MetricsText: Sendable {
  /// The families that the daemon has.
  public enum Kind: String, Sendable {
    case counter
    case gauge
  }

  /// A value with its labels, in the order to be written.
  public struct Sample: Sendable {
    public var labels: [(name: String, value: String)]
    public var value: Double

    public init(_ value: Double, _ labels: [(name: String, value: String)] = []) {
      self.labels = labels
      self.value = value
    }
  }

  public static let prefix = "gatehouse_"

  /// What was written so far.
  public private(set) var text = ""
  private var names: Set<String> = []

  public init() {}

  /// Adds a family; the name needs no prefix. One that Prometheus would refuse, or that was written
  /// before, is left out.
  public mutating func add(_ name: String, _ kind: Kind, help: String, _ samples: [Sample]) {
    let full = name.hasPrefix(Self.prefix) ? name : Self.prefix + name
    guard isMetricName(full), names.insert(full).inserted else { return }
    text += "# HELP \(full) \(escaped(help, quotes: false))\n# TYPE \(full) \(kind.rawValue)\n"
    for sample in samples where sample.labels.allSatisfy({ isMetricName($0.name) }) {
      text += full
      if !sample.labels.isEmpty {
        let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
        text += "{\(labels.joined(separator: ","))}"
      }
      text += " \(number(sample.value))\n"
    }
  }

  /// Adds a family with one sample and no labels.
  public mutating func add(_ name: String, _ kind: Kind, help: String, _ value: Double) {
    add(name, kind, help: help, [Sample(value)])
  }

  private func isMetricName(_ name: String) -> Bool {
    let isLetter: (UInt8) -> Bool = { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == UInt8(ascii: "_") }
    guard let first = name.utf8.first, isLetter(first) else { return false }
    return name.utf8.allSatisfy { isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) }
  }

  private func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return Int64(exactly: value).map { String($0) } ?? String(value)
  }
}
