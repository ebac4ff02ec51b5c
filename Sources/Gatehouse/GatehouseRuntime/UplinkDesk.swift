import AccessModel
import GateKeeping
import GatehouseSettings
import SiteJournal
import Synchronization
import UplinkForwarding
import UplinkHTTPS

/// One forwarder for each stream, and what they last said.
final class UplinkDesk: Sendable {
  struct StreamState: Hashable, Sendable {
    var text = "nothing sent yet"
    var isTroubled = false
    /// Since when nothing went out although something was tried.
    var troubledSince: Moment?
    var isSilenceTold = false
    var delivered: Int64 = 0
    var lastSuccess: CivilTime?
  }

  private struct Crew {
    var settings: UplinkSettings
    /// In the order of the streams.
    var forwarders: [UplinkForwarder]
    var tasks: [Task<Void, Never>]
  }

  private let journal: Journal
  private let inbox: Inbox
  private let log: EventLog
  private let crew = Mutex<Crew?>(nil)
  private let states = Mutex<[EventStream: StreamState]>([:])

  init(journal: Journal, inbox: Inbox, log: EventLog) {
    self.journal = journal
    self.inbox = inbox
    self.log = log
  }

  /// What each stream last said, in the order of the streams; empty without an uplink.
  var streams: [(EventStream, StreamState)] {
    guard crew.withLock({ $0 != nil }) else { return [] }
    return states.withLock { states in EventStream.allCases.map { ($0, states[$0] ?? StreamState()) } }
  }

  /// New rows of these events are in the outbox.
  func wake(for events: [GateEvent]) {
    let forwarders = crew.withLock { $0?.forwarders ?? [] }
    for (stream, forwarder) in zip(EventStream.allCases, forwarders)
    where events.contains(where: { $0.stream == stream }) {
      forwarder.wake()
    }
  }

  /// Starts, changes or ends forwarding; a crew with the same settings is left at its work.
  func adopt(_ settings: UplinkSettings?) async throws(UplinkHTTPSError) {
    guard crew.withLock({ $0?.settings }) != settings else { return }
    var next: Crew?
    if let settings { next = try hire(settings) }
    await dismiss()
    guard var next else {
      for stream in EventStream.allCases {
        for code in [AlarmCode.uplinkRefusing, .uplinkSilent] {
          _ = inbox.offer(.input(.conditionOver(code, subject: stream.rawValue)))
        }
      }
      return
    }
    next.tasks = next.forwarders.map { forwarder in Task { await forwarder.run() } }
    crew.withLock { $0 = next }
  }

  /// Ends all forwarding; what is under way is cut off and sent again next time.
  func dismiss() async {
    let tasks = crew.withLock { crew in
      defer { crew = nil }
      return crew?.tasks ?? []
    }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }

  /// Raises an alarm for each stream that has been silent for long; asked now and then.
  func review(at now: Moment) {
    for (stream, state) in streams {
      guard let since = state.troubledSince, now - since >= Self.silenceMax, !state.isSilenceTold else {
        continue
      }
      _ = change(stream) { state in
        state.isSilenceTold = true
        return true
      }
      let minutes = (now - since).milliseconds / 60_000
      raise(
        .uplinkSilent, stream,
        "nothing of stream \(stream.rawValue) went upstream for \(minutes) min: \(state.text)")
    }
  }

  /// An upstream that does not answer for longer is told to the operator.
  static let silenceMax = Span.seconds(300)

  private func hire(_ settings: UplinkSettings) throws(UplinkHTTPSError) -> Crew {
    var forwarders: [UplinkForwarder] = []
    for stream in EventStream.allCases {
      let transport = try HTTPSTransport(
        settings: HTTPSTransportSettings(
          url: settings.url, authorityFile: settings.caFile, certificateFile: settings.certificateFile,
          keyFile: settings.keyFile, requestTimeout: settings.requestTimeout))
      forwarders.append(
        UplinkForwarder(
          stream: stream.rawValue, source: OutboxBridge(journal: journal), transport: transport,
          settings: ForwardingSettings(
            batchEventsMax: settings.batchEventsMax, batchBytesMax: settings.batchBytesMax,
            backoffMax: settings.backoffMax)
        ) { [self] condition in note(condition, of: stream) })
    }
    return Crew(settings: settings, forwarders: forwarders, tasks: [])
  }

  private func note(_ condition: UplinkCondition, of stream: EventStream) {
    switch condition {
    case .delivered(let events, _):
      let wasTroubled = change(stream) { state in
        defer {
          state.text = "forwarding"
          state.isTroubled = false
          state.troubledSince = nil
          state.isSilenceTold = false
          state.delivered += Int64(events)
          state.lastSuccess = SystemClock.civil()
        }
        return state.isTroubled
      }
      if wasTroubled {
        log.say(5, "uplink is back stream=\(stream.rawValue)")
        for code in [AlarmCode.uplinkRefusing, .uplinkSilent] {
          _ = inbox.offer(.input(.conditionOver(code, subject: stream.rawValue)))
        }
      }
    case .unreachable(let reason): trouble(stream, "unreachable: \(reason)")
    case .misconfigured(let reason):
      trouble(stream, "misconfigured: \(reason)")
      raise(.uplinkRefusing, stream, reason)
    case .refusingEverything(let reason):
      trouble(stream, "refused: \(reason)")
      raise(.uplinkRefusing, stream, reason)
    case .quarantined(let sequence, let reason):
      _ = inbox.offer(.input(.note(.eventQuarantined(stream: stream, sequence: sequence, reason: reason))))
      raise(
        .uplinkQuarantine, stream,
        "event \(sequence) of stream \(stream.rawValue) was refused for good: \(reason)")
    case .batchReduced(let bytesMax, let reason):
      log.say(4, "uplink batches are now at most \(bytesMax) bytes: \(reason) stream=\(stream.rawValue)")
    case .journalFailing(let reason): trouble(stream, "outbox unreadable: \(reason)")
    case .journalAnswers: log.say(5, "outbox is readable again stream=\(stream.rawValue)")
    }
  }

  private func trouble(_ stream: EventStream, _ text: String) {
    _ = change(stream) { state in
      state.text = text
      state.isTroubled = true
      state.troubledSince = state.troubledSince ?? SystemClock.moment()
      return true
    }
    log.say(4, "uplink \(text) stream=\(stream.rawValue)")
  }

  private func raise(_ code: AlarmCode, _ stream: EventStream, _ what: String) {
    _ = inbox.offer(.input(.condition(code, subject: stream.rawValue, what: what)))
  }

  private func change(_ stream: EventStream, _ body: (inout StreamState) -> Bool) -> Bool {
    states.withLock { body(&$0[stream, default: StreamState()]) }
  }
}
