internal import AccessModel
internal import GateKeeping

/// Which pairs of state and input were met, and how often; states by the records, so that each step counts,
/// also where a turn has several.
package struct Coverage: Sendable {
  private struct Place: Sendable {
    var lane: LaneID?
    var door: DoorID?
    /// Positions in `states`.
    var state: Int
    var leaf: Int?
  }

  /// By state and kind of input.
  private var numbers = Array(repeating: 0, count: Self.states.count * Self.kinds.count)
  private var places: [Place] = []

  package init() {}

  /// `barrier open`, `door locked`, `leaf closed`, `grants 0`.
  private static let states =
    BarrierPosition.allCases.map { "barrier \($0.rawValue)" }
    + DoorMode.allCases.map { "door \($0.rawValue)" }
    + DoorPosition.allCases.map { "leaf \($0.rawValue)" } + (0...2).map { "grants \($0)" }
  private static let firstDoor = BarrierPosition.allCases.count
  private static let firstLeaf = firstDoor + DoorMode.allCases.count
  private static let firstGrants = firstLeaf + DoorPosition.allCases.count

  /// Adds another run.
  package mutating func add(_ other: Coverage) {
    for index in numbers.indices { numbers[index] += other.numbers[index] }
  }

  /// A keeper begins, as it is shown.
  mutating func begin(_ lanes: [LaneView], _ doors: [DoorView]) {
    places = lanes.map { Place(lane: $0.lane, state: Self.state($0.position)) }
    for view in doors {
      places.append(Place(door: view.door, state: Self.state(view.mode), leaf: Self.state(view.position)))
    }
  }

  /// An input to a keeper with so many grants at a lane; what it records moves on what stands.
  mutating func count(_ input: GateInput, _ effects: [GateEffect], grants: some Sequence<Int>) {
    let kind = Self.number(of: input)
    for place in places {
      numbers[place.state * Self.kinds.count + kind] += 1
      if let leaf = place.leaf { numbers[leaf * Self.kinds.count + kind] += 1 }
    }
    for count in grants { numbers[(Self.firstGrants + min(count, 2)) * Self.kinds.count + kind] += 1 }
    for case .record(let event) in effects {
      if case .barrierMoved(let move) = event.fact {
        for index in places.indices where places[index].lane == event.lane && event.lane != nil {
          places[index].state = Self.state(move.position)
        }
      } else if case .doorChanged(let change) = event.fact {
        for index in places.indices where places[index].door == change.door {
          places[index].state = Self.state(change.mode)
          places[index].leaf = Self.state(change.position)
        }
      }
    }
  }

  private static func state(_ position: BarrierPosition) -> Int {
    BarrierPosition.allCases.firstIndex(of: position) ?? 0
  }

  private static func state(_ mode: DoorMode) -> Int {
    firstDoor + (DoorMode.allCases.firstIndex(of: mode) ?? 0)
  }

  private static func state(_ position: DoorPosition) -> Int {
    firstLeaf + (DoorPosition.allCases.firstIndex(of: position) ?? 0)
  }

  // MARK: - report

  /// Every pair that there is, each at its place.
  package static let pairs = states.flatMap { state in kinds.map { "\(state) \($0)" } }

  /// Pairs that were met, and how often.
  package var counts: [String: Int] {
    Dictionary(uniqueKeysWithValues: zip(Self.pairs, numbers)).filter { $0.value > 0 }
  }

  /// Pairs that no run can meet, and why: none at present. One that is met all the same is a violation.
  package static let impossible: [String: String] = [:]

  /// What was held to be impossible and was met.
  func checkExcuses(_ impossible: [String: String] = Self.impossible) throws(Violation) {
    if impossible.isEmpty { return }
    for (index, pair) in Self.pairs.enumerated() where numbers[index] > 0 {
      guard let reason = impossible[pair] else { continue }
      throw Violation("coverage", "\(pair) is met, and was held to be impossible: \(reason)")
    }
  }

  /// One line for each pair that was not met and has no reason, and a sum.
  package var lines: [String] {
    let open = zip(Self.pairs, numbers).filter { $0.1 == 0 }.map(\.0)
    let missing = open.filter { Self.impossible[$0] == nil }
    let met = Self.pairs.count - open.count
    return missing.map { "not met: \($0)" }
      + [
        "coverage \(met) of \(Self.pairs.count) pairs met, \(open.count - missing.count) impossible, "
          + "\(missing.count) not met"
      ]
  }

  static let kinds = [
    "plateRead", "barrierSensed", "commandOutcome", "deviceHealth", "operatorOpens", "credentialPresented",
    "inputSensed", "doorOutcome", "operatorSetsDoor", "operatorOrders", "operatorOnAlarm", "operatorOnHit",
    "rulePacks", "credentials", "calendar", "lists", "layout", "journal",
    "condition", "conditionOver", "note", "tick",
  ]

  static func kind(of input: GateInput) -> String { kinds[number(of: input)] }

  /// Its place in `kinds`.
  private static func number(of input: GateInput) -> Int {
    switch input {
    case .plateRead: 0
    case .barrierSensed: 1
    case .commandOutcome: 2
    case .deviceHealth: 3
    case .operatorOpens: 4
    case .credentialPresented: 5
    case .inputSensed: 6
    case .doorOutcome: 7
    case .operatorSetsDoor: 8
    case .operatorOrders: 9
    case .operatorOnAlarm: 10
    case .operatorOnHit: 11
    case .rulePacks: 12
    case .credentials: 13
    case .calendar: 14
    case .lists: 15
    case .layout: 16
    case .journal: 17
    case .condition: 18
    case .conditionOver: 19
    case .note: 20
    case .tick: 21
    }
  }
}
