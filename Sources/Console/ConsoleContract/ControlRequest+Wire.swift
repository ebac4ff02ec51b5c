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
    var door: String?
    var order: DoorAsk.Order?
    var reader: String?
    var seconds: Int?
    var ask: SiteAsk?
    var event: String?
    var language: String?
    var alarm: UInt64?
    var hit: String?
    var deed: String?
  }

  public func encode(to encoder: any Encoder) throws {
    var wire = Wire(v: ControlLine.version, verb: verb)
    switch self {
    case .status, .alarms, .hits, .reload: break
    case .events(let query):
      wire.after = query.after
      wire.limit = query.limit
      wire.follow = query.follow
      wire.type = query.typePrefix
      wire.lane = query.lane
    case .explain(let ask):
      wire.event = ask.event
      wire.language = ask.language.rawValue
    case .open(let lane, let reason):
      wire.lane = lane
      wire.reason = reason
    case .door(let ask):
      wire.door = ask.door
      wire.order = ask.order
      wire.reason = ask.reason
    case .site(let ask): wire.ask = ask
    case .install(let reader, let seconds):
      wire.reader = reader
      wire.seconds = seconds
    case .alarm(let ask):
      wire.alarm = ask.alarm
      wire.deed = ask.deed.rawValue
      wire.seconds = ask.deed == .shelve ? ask.seconds : nil
      wire.reason = ask.reason
    case .hit(let ask):
      wire.hit = ask.hit
      wire.deed = ask.deed.rawValue
      wire.reason = ask.reason
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
    case "explain": self = try Self.explain(wire)
    case "open": self = try Self.open(wire)
    case "door": self = try Self.door(wire)
    case "site": self = try Self.site(wire)
    case "install": self = try Self.install(wire)
    case "alarm": self = try Self.alarm(wire)
    case "hits": self = .hits
    case "hit": self = try Self.hit(wire)
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

  private static func explain(_ wire: Wire) throws -> ControlRequest {
    guard let event = wire.event, (1...ExplainAsk.eventCharactersMax).contains(event.unicodeScalars.count),
      event == event.printable
    else {
      throw ControlFault.badArgument("explain needs the id of one event", verb: wire.verb)
    }
    guard let language = ExplainAsk.Language(rawValue: wire.language ?? "en") else {
      throw ControlFault.badArgument("the language must be en or zh", verb: wire.verb)
    }
    return .explain(ExplainAsk(event: event, language: language))
  }

  private static func open(_ wire: Wire) throws -> ControlRequest {
    guard let lane = wire.lane, (1...ControlLine.laneCharactersMax).contains(lane.unicodeScalars.count) else {
      throw ControlFault.badArgument("open needs the id of one lane", verb: wire.verb)
    }
    return .open(lane: lane, reason: try reason(wire))
  }

  private static func door(_ wire: Wire) throws -> ControlRequest {
    guard let order = wire.order else {
      throw ControlFault.badArgument("door needs an order", verb: wire.verb)
    }
    if let door = wire.door {
      guard (1...ControlLine.laneCharactersMax).contains(door.unicodeScalars.count) else {
        throw ControlFault.badArgument("the door must be named by its id", verb: wire.verb)
      }
    }
    return .door(DoorAsk(door: wire.door, order: order, reason: try reason(wire)))
  }

  private static func site(_ wire: Wire) throws -> ControlRequest {
    guard let ask = wire.ask else { throw ControlFault.badArgument("site needs an order", verb: wire.verb) }
    for word in [ask.target, ask.word].compactMap({ $0 }) {
      guard (1...ControlLine.wordCharactersMax).contains(word.unicodeScalars.count), word == word.printable
      else { throw ControlFault.badArgument("a name is one short line", verb: wire.verb) }
    }
    _ = try reason(ask.reason, verb: wire.verb)
    return .site(ask)
  }

  private static func install(_ wire: Wire) throws -> ControlRequest {
    guard let reader = wire.reader, (1...ControlLine.laneCharactersMax).contains(reader.unicodeScalars.count),
      let seconds = wire.seconds, (1...ControlLine.installSecondsMax).contains(seconds)
    else {
      throw ControlFault.badArgument(
        "install needs the id of one reader, and 1 to \(ControlLine.installSecondsMax) seconds",
        verb: wire.verb)
    }
    return .install(reader: reader, seconds: seconds)
  }

  private static func alarm(_ wire: Wire) throws -> ControlRequest {
    guard let alarm = wire.alarm, let deed = wire.deed.flatMap(AlarmAsk.Deed.init(rawValue:)) else {
      let deeds = AlarmAsk.Deed.allCases.map(\.rawValue).joined(separator: ", ")
      throw ControlFault.badArgument("alarm needs its number and a deed: \(deeds)", verb: wire.verb)
    }
    let seconds = wire.seconds ?? 0
    guard deed != .shelve || (1...ControlLine.shelveSecondsMax).contains(seconds) else {
      throw ControlFault.badArgument(
        "shelve needs 1 to \(ControlLine.shelveSecondsMax) seconds", verb: wire.verb)
    }
    return .alarm(AlarmAsk(alarm: alarm, deed: deed, seconds: seconds, reason: try reason(wire)))
  }

  private static func hit(_ wire: Wire) throws -> ControlRequest {
    guard let hit = wire.hit, (1...ControlLine.laneCharactersMax).contains(hit.unicodeScalars.count),
      hit == hit.printable, let deed = wire.deed.flatMap(HitAsk.Deed.init(rawValue:))
    else {
      throw ControlFault.badArgument("hit needs its id and a deed: verify or reject", verb: wire.verb)
    }
    return .hit(HitAsk(hit: hit, deed: deed, reason: try reason(wire) ?? ""))
  }

  private static func reason(_ wire: Wire) throws -> String? {
    try reason(wire.reason, verb: wire.verb)
  }

  private static func reason(_ text: String?, verb: String) throws -> String? {
    let reason = text ?? ""
    guard reason.unicodeScalars.count <= ControlLine.reasonCharactersMax, reason == reason.printable else {
      throw ControlFault.badArgument(
        "the reason must be one line of at most \(ControlLine.reasonCharactersMax) characters",
        verb: verb)
    }
    return reason.isEmpty ? nil : reason
  }
}
