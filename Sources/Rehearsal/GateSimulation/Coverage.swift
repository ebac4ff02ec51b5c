internal import AccessModel
internal import GateKeeping

/// Which pairs of state and input were met, and how often.
package struct Coverage: Sendable {
  /// `barrier open tick`, `door locked tick`, `leaf closed tick`, `grants 0 tick`.
  package private(set) var counts: [String: Int] = [:]

  /// Adds another run.
  package mutating func add(_ other: Coverage) {
    counts.merge(other.counts) { $0 + $1 }
  }

  mutating func count(_ input: GateInput, lanes: [LaneView], doors: [DoorView], grants: [Int]) {
    let kind = Self.kind(of: input)
    for view in lanes { counts["barrier \(view.position.rawValue) \(kind)", default: 0] += 1 }
    for view in doors {
      counts["door \(view.mode.rawValue) \(kind)", default: 0] += 1
      counts["leaf \(view.position.rawValue) \(kind)", default: 0] += 1
    }
    for number in grants { counts["grants \(min(number, 2)) \(kind)", default: 0] += 1 }
  }

  /// Every pair that there is.
  package static var pairs: [String] {
    let states =
      BarrierPosition.allCases.map { "barrier \($0.rawValue)" }
      + DoorMode.allCases.map { "door \($0.rawValue)" }
      + DoorPosition.allCases.map { "leaf \($0.rawValue)" } + (0...2).map { "grants \($0)" }
    return states.flatMap { state in kinds.map { "\(state) \($0)" } }
  }

  /// Pairs that no run can meet, and why; one that is met all the same is a violation.
  package static func reasonAgainst(_ pair: String) -> String? {
    if pair.hasPrefix("leaf fault ") { return "no wire of a contact is cut in a simulated site" }
    if pair.hasSuffix(" conditionOver") {
      return "only the uplink's desk ends a condition, and it is not simulated"
    }
    return nil
  }

  /// One line for each pair that was not met and has no reason, and a sum.
  package var lines: [String] {
    let missing = Self.pairs.filter { counts[$0] == nil && Self.reasonAgainst($0) == nil }
    let wrong = Self.pairs.filter { counts[$0] != nil && Self.reasonAgainst($0) != nil }
    let excused = Self.pairs.filter { Self.reasonAgainst($0) != nil }.count
    let met = Self.pairs.count - missing.count - excused
    return missing.map { "not met: \($0)" } + wrong.map { "met, though held to be impossible: \($0)" }
      + ["coverage \(met) of \(Self.pairs.count) pairs met, \(excused) impossible, \(missing.count) not met"]
  }

  static let kinds = [
    "plateRead", "barrierSensed", "commandOutcome", "deviceHealth", "operatorOpens", "credentialPresented",
    "inputSensed", "doorOutcome", "operatorSetsDoor", "operatorOrders", "operatorOnAlarm", "operatorOnHit",
    "rulePacks", "credentials", "calendar", "lists", "layout", "journal",
    "condition", "conditionOver", "note", "tick",
  ]

  static func kind(of input: GateInput) -> String {
    switch input {
    case .plateRead: "plateRead"
    case .barrierSensed: "barrierSensed"
    case .commandOutcome: "commandOutcome"
    case .deviceHealth: "deviceHealth"
    case .operatorOpens: "operatorOpens"
    case .credentialPresented: "credentialPresented"
    case .inputSensed: "inputSensed"
    case .doorOutcome: "doorOutcome"
    case .operatorSetsDoor: "operatorSetsDoor"
    case .operatorOrders: "operatorOrders"
    case .operatorOnAlarm: "operatorOnAlarm"
    case .operatorOnHit: "operatorOnHit"
    case .rulePacks: "rulePacks"
    case .credentials: "credentials"
    case .calendar: "calendar"
    case .lists: "lists"
    case .layout: "layout"
    case .journal: "journal"
    case .condition: "condition"
    case .conditionOver: "conditionOver"
    case .note: "note"
    case .tick: "tick"
    }
  }
}
