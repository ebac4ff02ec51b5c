internal import ConsoleContract

/// Answers one client's requests, in order, until it goes or misbehaves.
struct ControlSession: Sendable {
  let connection: ControlConnection
  let provider: any ConsoleProvider
  let caller: OperatorIdentity
  let limits: ControlLimits

  /// Throws when the client cannot be written to any more.
  func run() async throws {
    var items = connection.items.makeAsyncIterator()
    while let item = await connection.within(
      limits.idleMillisecondsMax, { await items.next(isolation: nil) })
    {
      do {
        guard case .line(let line) = item else {
          throw ControlFault.lineTooLong(bytesMax: ControlLine.requestBytesMax)
        }
        try await answer(try ControlLine.request(line))
      } catch let fault as ControlFault {
        // One fault ends the connection: garbage is recorded once a connection, not once a line.
        await provider.recordRefused(verb: fault.verb ?? "unknown", by: caller, reason: fault.text)
        return try await send(.fault(fault))
      }
    }
  }

  private func answer(_ request: ControlRequest) async throws {
    switch request {
    case .status:
      try await send(.status(await provider.status()))
    case .alarms:
      let alarms = await provider.alarms()
      for alarm in alarms { try await send(.alarm(alarm)) }
      try await send(.end(count: alarms.count))
    case .events(let query):
      try await events(query)
    case .explain(let ask):
      try await send(await explanation(ask))
    case .open(let lane, let reason):
      try await send(.command(await provider.open(lane: lane, reason: reason, by: caller)))
    case .door(let ask):
      try await send(.command(await provider.door(ask, by: caller)))
    case .site(let ask):
      try await send(.command(await provider.site(ask, by: caller)))
    case .alarm(let ask):
      try await send(.command(await provider.alarm(ask, by: caller)))
    case .hits:
      let (hits, counts) = await provider.hits()
      for hit in hits { try await send(.hit(hit)) }
      for count in counts { try await send(.hitCounts(count)) }
      try await send(.end(count: hits.count))
    case .hit(let ask):
      try await send(.command(await provider.hit(ask, by: caller)))
    case .install(let reader, let seconds):
      try await send(.command(await provider.install(reader: reader, seconds: seconds, by: caller)))
    case .reload:
      try await send(.reload(await provider.reload(by: caller)))
    }
  }

  private func explanation(_ ask: ExplainAsk) async -> ControlResponse {
    do {
      return try await provider.explain(ask).map { .explanation($0) } ?? .fault(.notFound(ask.event))
    } catch {
      return .fault(.journalUnreadable("\(error)"))
    }
  }

  private func events(_ query: EventQuery) async throws {
    var last = query.after ?? 0
    if !query.follow || query.after == nil {
      let found: [EventLine]
      do {
        found = try await query.after == nil ? newest(query, &last) : later(query)
      } catch {
        return try await send(.fault(.journalUnreadable("\(error)")))
      }
      for event in found { try await send(.event(event)) }
      guard query.follow else { return try await send(.end(count: found.count)) }
    }
    while connection.isOpen, !Task.isCancelled {
      for event in await provider.nextEvents(after: last) {
        last = max(last, event.id)
        if query.matches(event) { try await send(.event(event)) }
      }
    }
  }

  /// The newest events that match, among as many as may be looked at; `last` becomes the newest id of all.
  private func newest(_ query: EventQuery, _ last: inout Int64) async throws -> [EventLine] {
    let isFiltered = query.typePrefix != nil || query.lane != nil
    let events = try await provider.events(
      after: nil, limit: isFiltered ? limits.eventsScannedMax : max(query.limit, 1))
    last = events.last?.id ?? last
    return events.filter(query.matches).suffix(query.limit)
  }

  /// The first events after an id that match.
  private func later(_ query: EventQuery) async throws -> [EventLine] {
    var found: [EventLine] = []
    var last = query.after ?? 0
    while found.count < query.limit {
      let page = try await provider.events(after: last, limit: limits.eventsScannedMax)
      guard let newest = page.last?.id, newest > last else { break }
      last = newest
      found += page.filter(query.matches).prefix(query.limit - found.count)
    }
    return found
  }

  private func send(_ response: ControlResponse) async throws {
    try await connection.send(
      try ControlLine.encode(response), millisecondsMax: limits.stalledMillisecondsMax)
  }
}
