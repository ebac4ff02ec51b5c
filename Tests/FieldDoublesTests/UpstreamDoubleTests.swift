import Testing

@testable import FieldDoubles

@Suite struct UpstreamDoubleTests {
  private func event(_ sequence: Int, stream: String = "access", data: String = "{}") -> String {
    """
    {"specversion":"1.0","id":"\(stream)-\(sequence)","source":"urn:gatehouse:t",
     "type":"gatehouse.plate.read","stream":"\(stream)","sequence":"\(sequence)","data":\(data)}
    """
  }

  private func scan(_ text: String) throws -> [UpstreamEvent] {
    try CloudEventScanner.events(in: Array(text.utf8))
  }

  @Test func batch_isCutIntoEvents_withTheirData() throws {
    let data = #"{"plate":"京A12345","note":"a \"quoted\" ] } brace","nested":{"a":[1,{"b":2}]}}"#
    let events = try scan("[\(event(1, data: data)) , \(event(2))]")
    #expect(events.map(\.sequence) == [1, 2])
    #expect(events.map(\.id) == ["access-1", "access-2"])
    #expect(events[0].data["plate"] == "京A12345")
    #expect(events[0].data["note"] == #"a "quoted" ] } brace"#)
    #expect(try scan("[]").isEmpty)
  }

  @Test func truncatedBatch_isRefused_atEveryByte() throws {
    let whole = "[\(event(1, data: #"{"plate":"A\u0041"}"#))]"
    #expect(try scan(whole).count == 1)
    for length in 0..<whole.utf8.count {
      let part = Array(whole.utf8.prefix(length))
      #expect(throws: RehearsalError.self) { try CloudEventScanner.events(in: part) }
    }
  }

  @Test func eventWithoutIdentity_orOfAnotherVersion_isRefused() {
    for text in [
      #"[{"specversion":"1.0","id":"","source":"s","type":"t"}]"#, #"[{"specversion":"0.3"}]"#, "{}", "[1]",
    ] {
      #expect(throws: RehearsalError.self) { try scan(text) }
    }
  }

  @Test func ledger_countsWhatCameAgain_andWhatIsMissing() throws {
    var ledger = StreamLedger()
    let sequences = [1, 2, 3, 2, 3, 4, 7, 8]
    let new = try scan("[\(sequences.map { event($0) }.joined(separator: ","))]").map { ledger.take($0) }
    #expect(new == [true, true, true, false, false, true, true, true])
    let stream = try #require(ledger.streams["access"])
    #expect((stream.first, stream.last, stream.distinct) == (1, 8, 6))
    #expect((stream.duplicates, stream.missing) == (2, 2))
    #expect(ledger.faults == ["stream access jumps from 4 to 7"])
  }

  @Test func streams_haveSequencesOfTheirOwn() throws {
    var ledger = StreamLedger()
    for event in try scan("[\(event(1)),\(event(1, stream: "alarms")),\(event(2))]") {
      _ = ledger.take(event)
    }
    #expect(ledger.distinct == 3)
    #expect(ledger.missing == 0 && ledger.duplicates == 0)
  }

  @Test func upstream_keepsItsPortAndItsBooks_whenItIsCutAndRestored() async throws {
    let upstream = UpstreamDouble(files: nil)
    try await upstream.start()
    let port = await upstream.port
    let camera = CameraDouble(
      id: "c", model: .axis, base: "http://127.0.0.1:\(port)", secret: .pathToken("t"))
    #expect(try await camera.post(Sighting(plate: "A1")).status == 400)
    await upstream.cut()
    await #expect(throws: RehearsalError.self) { try await camera.post(Sighting(plate: "A1")) }
    try await upstream.start()
    #expect(await upstream.port == port)
    #expect(try await camera.post(Sighting(plate: "A1")).status == 400)
    #expect(upstream.state.value.refused == 2)
    await upstream.cut()
  }
}
