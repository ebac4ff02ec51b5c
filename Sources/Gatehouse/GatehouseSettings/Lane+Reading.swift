internal import AccessModel
internal import FieldContract

extension Lane {
  private static let accessPointsMax = 2

  /// Reads one entry of `lanes`.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: LaneID? = section.identifier("id")
    if let id { reading.lanes.declare(id.rawValue, as: "lane", in: section) }
    let idText = id?.rawValue ?? "lane"
    let name = section.name("name", default: idText)
    let barrierSection = section.section("barrier")
    let barrier = barrierSection.flatMap { Barrier(reading: $0, ofLane: idText, within: reading) }
    let points = section.sections("access_points", countMax: Self.accessPointsMax)
    if points.isEmpty {
      section.missing("access_points", hint: "Write one for each direction through the lane")
    }
    let read = points.map { AccessPoint(reading: $0, ofLane: idText, within: reading) }
    if let second = points.dropFirst().first, read.count == 2, let direction = read.last??.direction,
      read.first??.direction == direction
    {
      second.report(
        "direction", "`\(section.path)` has two access points of direction \(direction.rawValue)",
        hint: "A lane has at most one `entry` and one `exit`")
    }
    let mode = section.choice("mode", default: StartMode.open)
    let divertsTo: LaneID? = section.has("diverts_to") ? section.identifier("diverts_to") : nil
    if let divertsTo { reading.diversions.append((divertsTo, section)) }
    section.finishWithAdvice()
    guard let id, (barrier == nil) == (barrierSection == nil) else { return nil }
    self.init(
      id: id, name: name, barrier: barrier, accessPoints: read.compactMap(\.self), mode: mode.mode,
      divertsTo: divertsTo)
  }

  /// A start raises no barrier (P5): free flow is an operator's order.
  private enum StartMode: String, CaseIterable {
    case open, closed
    case entryOnly = "entry_only"
    case exitOnly = "exit_only"
    case escorted, inspection

    var mode: LaneMode {
      switch self {
      case .open: .open
      case .closed: .closed
      case .entryOnly: .entryOnly
      case .exitOnly: .exitOnly
      case .escorted: .escorted
      case .inspection: .inspection
      }
    }
  }
}
