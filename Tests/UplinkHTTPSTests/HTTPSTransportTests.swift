import AccessModel
import Foundation
import Testing
import UplinkForwarding

@testable import UplinkHTTPS

/// A CloudEvent that the peer can parse.
func event(_ sequence: Int64, type: String = "gatehouse.access.taken") -> OutboxEvent {
  let time = CivilTime(milliseconds: 1_795_490_460_123)
  return OutboxEvent(
    sequence: sequence,
    wire: CloudEventEnvelope.encode(
      id: "north-gate:\(sequence)", source: "urn:gatehouse:north-gate", stream: "events", sequence: sequence,
      type: type, subject: "north-in", time: time, recordedAt: time,
      data: Array(#"{"plate":"京A12345","lane":"north","note":"\"quoted\"","confidence":0.97}"#.utf8)))
}

private let anEvent = UplinkBatch(stream: "events", events: [event(1)])

extension UplinkReceipt {
  fileprivate var misconfiguration: String? {
    if case .misconfigured(let reason) = self { reason } else { nil }
  }

  fileprivate var retry: (after: Span?, reason: String)? {
    if case .retryLater(let after, let reason) = self { (after, reason) } else { nil }
  }
}

@Suite(
  .enabled(
    if: UplinkPeer.isAvailable, "set GATEHOUSE_PEERS_PYTHON to a Python with the peers' packages; needs nginx"
  ),
  .timeLimit(.minutes(2)))
struct HTTPSTransportTests {
  let peer: UplinkPeer

  init() throws { peer = try UplinkPeer.shared.get() }

  private func send(_ settings: HTTPSTransportSettings, _ batch: UplinkBatch = anEvent) async throws
    -> UplinkReceipt
  {
    try await HTTPSTransport(settings: settings).send(batch)
  }

  private func reasonOfMisconfiguration(_ settings: HTTPSTransportSettings) async throws -> String {
    let receipt = try await send(settings)
    return try #require(receipt.misconfiguration, "\(receipt)")
  }

  private func reasonToRetry(_ settings: HTTPSTransportSettings, _ batch: UplinkBatch = anEvent) async throws
    -> String
  {
    let receipt = try await send(settings, batch)
    let (after, reason) = try #require(receipt.retry, "\(receipt)")
    #expect(after == nil)
    return reason
  }

  // MARK: What arrives

  @Test func everyEvent_isParsedByTheCloudEventsSDK_inOrder_overOneConnection() async throws {
    let transport = try HTTPSTransport(settings: try peer.settings("good", "/events/order"))
    for first in stride(from: 1, to: 1001, by: 100) as StrideTo<Int64> {
      let batch = UplinkBatch(stream: "events", events: (first..<first + 100).map { event($0) })
      #expect(await transport.send(batch) == .accepted)
    }
    let facts = try peer.facts("order")
    #expect(facts.ids == (1...1000).map { "north-gate:\($0)" })
    #expect(facts.faults.isEmpty)
    #expect(facts.connections.count == 1)
    #expect(facts.contentTypes == ["application/cloudevents-batch+json; charset=utf-8"])
  }

  @Test func largeBody_arrivesWhole() async throws {
    let batch = UplinkBatch(stream: "events", events: (1...10_000).map { event($0) })
    #expect(try await send(peer.settings("good", "/events/large"), batch) == .accepted)
    #expect(try peer.facts("large").batches == [10_000])
  }

  @Test func tls12_isSpokenWithAServerThatHasNoLater() async throws {
    #expect(try await send(peer.settings("old")) == .accepted)
  }

  // MARK: Answers

  @Test(arguments: [400, 409, 422]) func statusThatSpeaksOfTheEvents_rejects(status: Int) async throws {
    #expect(
      try await send(peer.settings("good", "/status/\(status)"))
        == .rejected(status: status, reason: "HTTP \(status), status \(status) as asked"))
  }

  @Test(arguments: [302, 401, 403, 404, 405, 407, 410, 415, 421, 431])
  func statusThatSpeaksOfUs_neverRejects(status: Int) async throws {
    let reason = try await reasonOfMisconfiguration(peer.settings("good", "/status/\(status)"))
    #expect(reason.hasPrefix("HTTP \(status), status \(status) as asked: "))
  }

  @Test func redirect_isNotFollowed_andNamed() async throws {
    let reason = try await reasonOfMisconfiguration(peer.settings("good", "/status/307"))
    #expect(reason.contains("moved to https://127.0.0.1/elsewhere"))
  }

  @Test(arguments: [408, 425, 429, 500, 502, 503, 504]) func passingStatus_isRetried(status: Int) async throws
  {
    let reason = try await reasonToRetry(peer.settings("good", "/status/\(status)"))
    #expect(reason == "HTTP \(status), status \(status) as asked")
  }

  @Test func retryAfter_inSeconds_isReported() async throws {
    let receipt = try await send(peer.settings("good", "/status/503?after=120"))
    #expect(receipt == .retryLater(after: .seconds(120), reason: "HTTP 503, status 503 as asked"))
  }

  @Test func retryAfter_asADate_isReportedAsASpan() async throws {
    let receipt = try await send(peer.settings("good", "/status/429?after=600&as=date"))
    let after = try #require(receipt.retry?.after, "\(receipt)")
    #expect((.seconds(590)...(.seconds(600))).contains(after))
  }

  @Test func retryAfter_inThePast_isNone() async throws {
    _ = try await reasonToRetry(peer.settings("good", "/status/503?after=-600&as=date"))
  }

  @Test func nginxBodyLimit_isTooLarge() async throws {
    let batch = UplinkBatch(stream: "events", events: (1...10_000).map { event($0) })
    let receipt = try await send(peer.settings("good", "/small"), batch)
    guard case .tooLarge(let reason) = receipt, reason.hasPrefix("HTTP 413, ") else {
      Issue.record("\(receipt)")
      return
    }
  }

  @Test func endlessAnswer_isCutAndItsStatusCounts() async throws {
    #expect(try await send(peer.settings("good", "/endless/200")) == .accepted)
    let reason = try await reasonToRetry(peer.settings("good", "/endless/500"))
    #expect(reason == "HTTP 500, " + String(repeating: "x", count: HTTPAnswer.excerptCharactersMax))
  }

  // MARK: Certificates

  @Test(arguments: [
    (server: "rogue", ca: "ca.crt", words: "is not signed by an authority in "),
    ("good", "rogue-ca.crt", "is not signed by an authority in "),
    ("expired", "ca.crt", "has expired. It must be renewed there"),
    ("elsewhere", "ca.crt", "is for another host name"),
    ("good", "absent.crt", "absent.crt cannot be read or holds no certificate"),
    ("good", "ca.key", "ca.key cannot be read or holds no certificate"),
    ("plain", "ca.crt", "Is that an HTTPS server with TLS 1.2 or later?"),
  ])
  func serverThatCannotBeTrusted_isNamedSo(server: String, ca: String, words: String) async throws {
    let reason = try await reasonOfMisconfiguration(peer.settings(server, ca: ca))
    #expect(reason.contains(words), "\(reason)")
  }

  @Test(arguments: ["good", "strict", "strict12"], [nil, "client-rogue", "client-expired"])
  func clientCertificateThatIsRefused_isNamedSo(server: String, client: String?) async throws {
    let reason = try await reasonOfMisconfiguration(peer.settings(server, client: client))
    #expect(reason.contains("refuses this site's client certificate"), "\(reason)")
  }

  @Test func clientCertificateThatCannotBeRead_isNamed() async throws {
    let reason = try await reasonOfMisconfiguration(peer.settings("good", client: "absent"))
    #expect(reason.contains("absent.crt"))
    #expect(reason.contains("cannot be used"))
  }

  @Test func keyOfAnotherCertificate_isNamed() async throws {
    var settings = try peer.settings("good")
    settings.client?.keyFile = peer.file("server.key")
    let reason = try await reasonOfMisconfiguration(settings)
    #expect(reason.contains("belong together"), "\(reason)")
  }

  @Test func replacedFiles_areUsedByTheNextConnection() async throws {
    func put(_ source: String, as name: String) throws {
      try Data(contentsOf: URL(filePath: peer.file(source))).write(
        to: URL(filePath: peer.file(name)), options: .atomic)
    }
    try put("ca.crt", as: "live-ca.crt")
    for part in ["crt", "key"] { try put("client-rogue.\(part)", as: "live.\(part)") }
    let transport = try HTTPSTransport(
      settings: try peer.settings("fresh", ca: "live-ca.crt", client: "live"))
    #expect(await transport.send(anEvent).misconfiguration?.contains("client certificate") == true)
    for part in ["crt", "key"] { try put("client.\(part)", as: "live.\(part)") }
    #expect(await transport.send(anEvent) == .accepted)
    try put("rogue-ca.crt", as: "live-ca.crt")
    let reason = await transport.send(anEvent).misconfiguration
    #expect(reason?.contains("not signed by an authority") == true, "the old authority is still trusted")
  }

  // MARK: The line

  @Test func nobodyListening_isConnectionRefused() async throws {
    #expect(try await reasonToRetry(peer.settings("nobody")).hasPrefix("connection refused: "))
  }

  @Test func unknownName_isNamedSo() async throws {
    var settings = try peer.settings()
    settings.url = "https://no-such-host.invalid/events"
    #expect(try await reasonToRetry(settings).contains("cannot be resolved"))
  }

  @Test func serverThatNeverShakesHands_timesOut() async throws {
    var settings = try peer.settings("mute")
    settings.connectTimeout = .milliseconds(200)
    #expect(try await reasonToRetry(settings).hasPrefix("timed out: no connection to 127.0.0.1:"))
  }

  @Test func slowReceiver_timesOut() async throws {
    var settings = try peer.settings("good", "/never/slow")
    settings.requestTimeout = .milliseconds(500)
    #expect(try await reasonToRetry(settings).contains("took the connection but did not answer in time"))
  }

  @Test func stalledReceiver_isGivenUpBeforeTheRequestTimeout() async throws {
    var settings = try peer.settings("good", "/never/slow")
    settings.stallTimeout = .seconds(1)
    let started = ContinuousClock.now
    #expect(try await reasonToRetry(settings).contains("took the connection but did not answer in time"))
    #expect(ContinuousClock.now - started < .seconds(10))
  }

  @Test(arguments: [1, 10_000]) func receiverThatHangsUpMidRequest_isRetried(count: Int64) async throws {
    let batch = UplinkBatch(stream: "events", events: (1...count).map { event($0) })
    let reason = try await reasonToRetry(peer.settings("closing"), batch)
    #expect(reason.contains("closed the connection before it answered"), "\(reason)")
    #expect(reason.hasSuffix("accepts this site's client certificate"), "\(reason)")
  }

  @Test func shutdown_endsARequestWithinASecondOrSo_andRefusesLaterOnes() async throws {
    let transport = try HTTPSTransport(settings: try peer.settings("good", "/never/stopped"))
    async let receipt = transport.send(anEvent)
    while try peer.facts("stopped").batches.isEmpty { await Task.yield() }
    let started = ContinuousClock.now
    transport.shutdown()
    let stopped = UplinkReceipt.retryLater(after: nil, reason: "stopped: the uplink is shutting down")
    #expect(await receipt == stopped)
    print("shutdown took \(ContinuousClock.now - started)")
    #expect(ContinuousClock.now - started < .seconds(2))
    #expect(await transport.send(anEvent) == stopped)
  }

  @Test(arguments: ["http://127.0.0.1/events", "ftp://127.0.0.1/", "https://", "https:///events", ""])
  func addressThatIsNotHTTPS_makesNoTransport(url: String) {
    #expect(throws: UplinkHTTPSError.notHTTPS(url: url)) {
      try HTTPSTransport(
        settings: HTTPSTransportSettings(url: url, authorityFile: "a", certificateFile: "b", keyFile: "c"))
    }
  }
}
