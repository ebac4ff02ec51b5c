import GatehouseSettings

extension PlateLogging {
  /// A plate that is on no list is never written out: a log is kept longer than P10 allows.
  func form(of plate: String, isUnlisted: Bool) -> String {
    switch self {
    case .full where !isUnlisted: plate
    case .full, .masked: plate.count <= 4 ? "****" : "\(plate.prefix(2))***\(plate.suffix(2))"
    case .none: "(plate)"
    }
  }
}
