internal import AccessModel
internal import FieldContract

extension Barrier {
  /// Reads a lane's `barrier`, and notes the board that moves it.
  init?(reading section: YAMLSection, ofLane lane: String, within reading: SiteReading) {
    let id: BarrierID? = section.identifier("id", default: "\(lane)-barrier")
    if let id { reading.barriers.declare(id.rawValue, as: "barrier", in: section) }
    let kind = section.choice("kind", default: BarrierKind.boom)
    let closing = section.choice("closing", default: BarrierClosing.gatehouse)
    let travel = section.seconds("travel_seconds_max", default: 10, in: 1...120)
    let passage = section.seconds("passage_seconds_max", default: 30, in: 1...600)
    let closeDelay = section.seconds("close_delay_seconds", default: 2, in: 1...60)
    let open = section.seconds("open_seconds_max", default: 120, in: 5...86_400)
    let stale = section.seconds("stale_seconds_max", default: 2, in: 1...60)
    let bus = Self.bus(in: section, within: reading)
    let unit = section.integer("unit", default: 1, in: 0...247)
    let profile = reading.profiles.profile("profile", of: .barrier, in: section)
    section.finishWithAdvice()
    guard let id, let bus else { return nil }
    self.init(
      id: id, kind: kind, device: bus, closing: closing, travelMax: travel, passageMax: passage,
      closeDelay: closeDelay, openMax: open, staleAfter: stale)
    reading.checkPoll(of: bus, within: stale, of: section)
    reading.add(BarrierUnitSettings(barrier: id, bus: bus, unit: unit, profile: profile ?? ""), from: section)
  }

  private static func bus(in section: YAMLSection, within reading: SiteReading) -> DeviceID? {
    guard let name = section.requiredString("bus", hint: "Name the bus that the barrier's board is on") else {
      return nil
    }
    let isDeclared = reading.devices.resolves(
      name, as: "bus", at: section.path(of: "bus"), line: section.line(of: "bus"), in: section)
    return isDeclared ? DeviceID(name) : nil
  }
}
