internal import Foundation

/// One figure: values of all rounds, told as their median.
struct TemplateBenchFigure {
  enum Goal {
    case atMost(Double)
    case atLeast(Double)
  }

  let name: String
  let unit: String
  let goal: Goal?
  private(set) var rounds: [Double] = []

  init(_ name: String, _ unit: String, _ goal: Goal? = nil) {
    self.name = name
    self.unit = unit
    self.goal = goal
  }

  mutating func add(_ value: Double) { rounds.append(value) }

  var median: Double { rounds.isEmpty ? .nan : rounds.sorted()[rounds.count / 2] }

  /// `bench NAME VALUE UNIT goal <=|>= THRESHOLD ok|short`.
  var line: String {
    let value = median
    let text = String(format: value < 100 ? "%.3f" : "%.0f", value)
    switch goal {
    case .atMost(let limit):
      return "bench \(name) \(text) \(unit) goal <= \(limit.formatted()) \(value <= limit ? "ok" : "short")"
    case .atLeast(let limit):
      return "bench \(name) \(text) \(unit) goal >= \(limit.formatted()) \(value >= limit ? "ok" : "short")"
    case nil: return "bench \(name) \(text) \(unit)"
    }
  }
}

extension Double {
  fileprivate func formatted() -> String { String(format: "%g", self) }
}
