internal import Foundation

/// Prints figures in the form that `make bench` promises.
struct PlateReport {
  let print: (String) -> Void

  func atMost(_ name: String, _ value: Double, _ unit: String, _ goal: Double) {
    let verdict = value <= goal ? "ok" : "short"
    print("bench \(name) \(Self.text(value)) \(unit) goal <= \(Self.text(goal)) \(verdict)")
  }

  /// A figure to know, without a goal.
  func plain(_ name: String, _ value: Double, _ unit: String) {
    print("bench \(name) \(Self.text(value)) \(unit)")
  }

  func note(_ text: String) { print("bench note: \(text)") }

  private static func text(_ value: Double) -> String {
    var text = String(format: value < 1 ? "%.4f" : value < 100 ? "%.3f" : "%.0f", value)
    while text.contains("."), text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
