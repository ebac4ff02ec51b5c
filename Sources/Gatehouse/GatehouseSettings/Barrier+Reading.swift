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
    let cycles = section.optionalInteger("service_cycles", in: 100...10_000_000)
    let device = Self.device(moving: id ?? "barrier", in: section, within: reading)
    if section.has("http"), closing == .gatehouse {
      section.report(
        "closing", "`\(section.path)`: Gatehouse cannot lower a barrier over HTTP, for it sees no loop (P4)",
        hint: "Write `closing: controller`")
    }
    section.finishWithAdvice()
    guard let id, let device else { return nil }
    self.init(
      id: id, kind: kind, device: device, closing: closing, travelMax: travel, passageMax: passage,
      closeDelay: closeDelay, openMax: open, staleAfter: stale, serviceCycles: cycles)
    reading.checkPoll(of: device, within: stale, of: section)
  }

  /// What moves it: a board on a bus, by profile, or a device on HTTP.
  private static func device(
    moving barrier: BarrierID, in section: YAMLSection, within reading: SiteReading
  ) -> DeviceID? {
    let way = section.way(
      ["bus": ["unit", "profile"], "http": []],
      hint: "Name the bus that the barrier's board is on, or describe the device")
    switch way {
    case "bus":
      let bus = reading.device("bus", as: "bus", in: section, hint: "Name one of `buses`")
      let unit = section.integer("unit", default: 1, in: 0...247)
      let profile = reading.profiles.profile("profile", of: .barrier, in: section)
      guard let bus else { return nil }
      reading.add(
        BarrierUnitSettings(barrier: barrier, bus: bus, unit: unit, profile: profile ?? ""), from: section)
      return bus
    case "http":
      return section.section("http").flatMap {
        HTTPCommandSettings(reading: $0, moving: .barrier(barrier), within: reading)?.id
      }
    default: return nil
    }
  }
}
