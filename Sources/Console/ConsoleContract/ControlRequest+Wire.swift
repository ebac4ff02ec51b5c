extension ControlRequest: Codable {
  /// One flat object: `{"v":1,"verb":"open","lane":"north","reason":"ambulance"}`.
  private struct Wire: Codable {
    var v: Int
    var verb: String
    var after: Int64?
    var limit: Int?
    var follow: Bool?
    var type: String?
    var lane: String?
    var reason: String?
  }

  public func encode(to encoder: any Encoder) throws {
    var wire = Wire(v: ControlLine.version, verb: verb)
    switch self {
    case .status, .alarms, .reload: break
    case .events(let query):
      wire.after = query.after
      wire.limit = query.limit
      wire.follow = query.follow
      wire.type = query.typePrefix
      wire.lane = query.lane
    case .open(let lane, let reason):
      wire.lane = lane
      wire.reason = reason
    }
    try wire.encode(to: encoder)
  }

  /// Throws a `ControlFault` where the object is readable but asks for something that does not exist.
  public init(from decoder: any Decoder) throws {
    let wire = try Wire(from: decoder)
    guard wire.v == ControlLine.version else { throw ControlFault.version(wire.v, verb: wire.verb) }
    switch wire.verb {
    case "status": self = .status
    case "alarms": self = .alarms
    case "reload": self = .reload
    case "events": self = .events(try Self.query(wire))
    case "open": self = try Self.open(wire)
    default: throw ControlFault.unknownVerb(wire.verb)
    }
  }

  private static func query(_ wire: Wire) throws -> EventQuery {
    let limit = wire.limit ?? EventQuery().limit
    guard (0...ControlLine.eventsMax).contains(limit) else {
      throw ControlFault.badArgument("limit must be 0 to \(ControlLine.eventsMax)", verb: wire.verb)
    }
    return EventQuery(
      after: wire.after, limit: limit, follow: wire.follow ?? false, typePrefix: wire.type, lane: wire.lane)
  }

  private static func open(_ wire: Wire) throws -> ControlRequest {
    guard let lane = wire.lane, (1...ControlLine.laneCharactersMax).contains(lane.unicodeScalars.count) else {
      throw ControlFault.badArgument("open needs the id of one lane", verb: wire.verb)
    }
    let reason = wire.reason ?? ""
    guard reason.unicodeScalars.count <= ControlLine.reasonCharactersMax, reason == reason.printable else {
      throw ControlFault.badArgument(
        "the reason must be one line of at most \(ControlLine.reasonCharactersMax) characters",
        verb: wire.verb)
    }
    return .open(lane: lane, reason: reason.isEmpty ? nil : reason)
  }
}
