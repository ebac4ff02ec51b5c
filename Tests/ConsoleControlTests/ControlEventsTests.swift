import ConsoleContract
import ConsoleControl
import Testing

@Suite struct ControlEventsTests {
  /// Every tenth an alarm of no lane, the others by turns of south and north.
  private let journal: [EventLine] = (1...50).map { (id: Int64) -> EventLine in
    if id % 10 == 0 { return .sample(id, type: "gatehouse.alarm.raised", lane: nil) }
    return .sample(id, lane: id % 2 == 0 ? "north" : "south")
  }

  private func ids(_ request: String) async throws -> [Int64] {
    var ids: [Int64] = []
    try await withServer(ScriptedProvider(journal: journal)) { path in
      let client = try TestClient(path)
      try await client.send(request + "\n")
      while case .event(let event) = try await client.response() { ids.append(event.id) }
    }
    return ids
  }

  @Test func newestEvents_comeOldestFirst() async throws {
    #expect(try await ids(#"{"v":1,"verb":"events","limit":3}"#) == [48, 49, 50])
  }

  @Test func eventsAfterAnId_areTheFirstAfterIt() async throws {
    #expect(try await ids(#"{"v":1,"verb":"events","after":10,"limit":3}"#) == [11, 12, 13])
    #expect(try await ids(#"{"v":1,"verb":"events","after":50}"#) == [])
  }

  @Test func filters_countOnlyWhatTheyLetThrough() async throws {
    #expect(try await ids(#"{"v":1,"verb":"events","limit":2,"type":"gatehouse.alarm"}"#) == [40, 50])
    #expect(try await ids(#"{"v":1,"verb":"events","limit":2,"type":"alarm"}"#) == [40, 50])
    #expect(try await ids(#"{"v":1,"verb":"events","limit":2,"lane":"south"}"#) == [47, 49])
    #expect(try await ids(#"{"v":1,"verb":"events","after":5,"limit":2,"type":"alarm"}"#) == [10, 20])
    #expect(try await ids(#"{"v":1,"verb":"events","limit":2,"lane":"south","type":"alarm"}"#) == [])
  }

  @Test func laterEvents_areSearchedPageByPage() async throws {
    let provider = ScriptedProvider(journal: journal)
    try await withServer(provider, limits: ControlLimits(eventsScannedMax: 7)) { path in
      let client = try TestClient(path)
      try await client.send(#"{"v":1,"verb":"events","after":0,"limit":9,"type":"alarm"}"# + "\n")
      var ids: [Int64] = []
      while case .event(let event) = try await client.response() { ids.append(event.id) }
      #expect(ids == [10, 20, 30, 40, 50])
    }
  }

  @Test func follower_getsTheNewest_thenEachEventOnce_filtered() async throws {
    let provider = ScriptedProvider(journal: journal)
    try await withServer(provider) { path in
      let client = try TestClient(path)
      try await client.send(
        #"{"v":1,"verb":"events","limit":1,"follow":true,"type":"alarm"}"# + "\n")
      #expect(try await client.response() == .event(journal[49]))
      await provider.happen(.sample(51))
      await provider.happen(nil)
      let alarm = EventLine.sample(52, type: "gatehouse.alarm.cleared")
      await provider.happen(alarm)
      #expect(try await client.response() == .event(alarm))
      let next = EventLine.sample(53, type: "gatehouse.alarm.raised")
      await provider.happen(next)
      #expect(try await client.response() == .event(next))
    }
  }

  @Test func followerAfterAnId_missesNothingWhateverTheLimit() async throws {
    try await withServer(ScriptedProvider(journal: journal)) { path in
      let client = try TestClient(path)
      try await client.send(#"{"v":1,"verb":"events","limit":1,"after":46,"follow":true}"# + "\n")
      for index in 46..<50 { #expect(try await client.response() == .event(journal[index])) }
    }
  }

  @Test func followerWithLimitZero_getsOnlyWhatHappensNow() async throws {
    let provider = ScriptedProvider(journal: journal)
    try await withServer(provider) { path in
      let client = try TestClient(path)
      try await client.send(#"{"v":1,"verb":"events","limit":0,"follow":true}"# + "\n")
      await provider.untilFollowed()
      await provider.happen(.sample(51))
      #expect(try await client.response() == .event(.sample(51)))
    }
  }

  @Test func followerThatDoesNotRead_isDropped_andNothingPilesUp() async throws {
    // 200 MB of events are ready; a server that buffered them would send them all.
    let text = String(repeating: "x", count: 10_000)
    let big = (1...20_000).map { EventLine.sample($0, summary: text, data: nil) }
    let provider = ScriptedProvider(journal: big)
    try await withServer(provider, limits: ControlLimits(stalledMillisecondsMax: 50)) { path in
      let client = try TestClient(path)
      try await client.send(#"{"v":1,"verb":"events","after":0,"follow":true}"# + "\n")
      #expect(try await client.closedByServer())
      #expect(try await client.bytesLeft() < 4 * 1024 * 1024)
    }
  }

  @Test func followerThatVanishes_givesItsPlaceBack() async throws {
    let provider = ScriptedProvider(journal: journal)
    try await withServer(provider, limits: ControlLimits(connectionsMax: 1)) { path in
      var client: TestClient? = try TestClient(path)
      try await client?.send(#"{"v":1,"verb":"events","limit":1,"follow":true}"# + "\n")
      _ = try await client?.response()
      await provider.untilFollowed()
      client = nil
      var isServed = false
      for _ in 0..<10_000 where !isServed {
        await provider.happen(nil)
        if case .status = try await TestClient(path).ask(#"{"v":1,"verb":"status"}"#) { isServed = true }
      }
      #expect(isServed)
    }
  }

  @Test func journalThatCannotBeRead_isSaid_andTheConnectionGoesOn() async throws {
    let provider = ScriptedProvider()
    await provider.change { $0.journalIsBroken = true }
    try await withServer(provider) { path in
      let client = try TestClient(path)
      #expect(
        try await client.ask(#"{"v":1,"verb":"events"}"#) == .fault(.journalUnreadable("disk I/O error")))
      #expect(try await client.ask(#"{"v":1,"verb":"status"}"#) == .status(.sample))
    }
    #expect(await provider.refused.isEmpty)
  }

  @Test func alarms_comeOneALine_thenTheirNumber() async throws {
    let provider = ScriptedProvider()
    let alarm = AlarmLine(
      id: "7", code: "watchlist_hit", priority: "high", raisedAt: "2026-11-24T03:21:00.000Z", lane: "north",
      what: "stolen vehicle 京A12345", nextStep: "verify at the lane", state: "pending")
    await provider.change { $0.openAlarms = [alarm, alarm] }
    try await withServer(provider) { path in
      let client = try TestClient(path)
      #expect(try await client.ask(#"{"v":1,"verb":"alarms"}"#) == .alarm(alarm))
      #expect(try await client.response() == .alarm(alarm))
      #expect(try await client.response() == .end(count: 2))
    }
  }
}
