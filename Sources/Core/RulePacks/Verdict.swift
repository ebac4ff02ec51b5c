/// Three-valued: an unknown fact leaves a question open, it never answers it.
enum Verdict: Hashable {
  case yes
  case no
  /// What would have to be known, in the order in which it was asked for.
  case unknown([VehicleFact])

  init(_ value: Bool) { self = value ? .yes : .no }

  /// One `no` settles it, whatever is unknown.
  static func all(_ verdicts: [Verdict]) -> Verdict {
    var missing: [VehicleFact] = []
    for verdict in verdicts {
      switch verdict {
      case .no: return .no
      case .yes: break
      case .unknown(let facts): missing += facts.filter { !missing.contains($0) }
      }
    }
    return missing.isEmpty ? .yes : .unknown(missing)
  }

  var negated: Verdict {
    switch self {
    case .yes: .no
    case .no: .yes
    case .unknown: self
    }
  }
}
