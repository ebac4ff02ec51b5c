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
    section.finishWithAdvice()
    guard let id, (barrier == nil) == (barrierSection == nil) else { return nil }
    self.init(id: id, name: name, barrier: barrier, accessPoints: read.compactMap(\.self))
  }
}
