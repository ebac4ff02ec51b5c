import AccessModel
import FieldContract
import FieldListening
import TerminalPush

/// One terminal's door: decode, submit, and answer only after the commit (P7).
struct TerminalDesk: Sendable {
  let terminal: DeviceID
  let decoder: TerminalDecoder
  let readers: ReaderDesk
  let board: SiteBoard
  let log: EventLog

  static let busyRetrySeconds = 1
  static let journalRetrySeconds = 5

  func take(_ request: PushRequest) async -> PushAnswer {
    let receivedAt = SystemClock.now()
    let message: TerminalMessage
    do throws(TerminalDecodingError) {
      message = try decoder.decode(
        TerminalRequest(
          method: request.method, path: request.path, query: request.query,
          contentType: request.contentType, body: request.body))
    } catch {
      if board.refused(terminal, "\(error)", at: receivedAt) {
        tell(.degraded, "a message cannot be read: \(error)")
      }
      return PushAnswer(status: 400, contentType: "text/plain", body: Array("\(error)\n".utf8))
    }
    if board.heard(terminal, at: receivedAt.civil) { tell(.online, "") }
    for note in message.notes where board.isNews(terminal, note) {
      log.say(6, "terminal \(terminal): `\(note)` is passed over; said once")
    }
    switch await readers.submit(message.reports) {
    case .committed:
      return PushAnswer(
        status: message.reply.status, contentType: message.reply.contentType,
        body: Array(message.reply.body.utf8))
    case .busy: return retry(after: Self.busyRetrySeconds, "busy")
    case .journalUnavailable, .unrecorded:
      return retry(after: Self.journalRetrySeconds, "the journal cannot commit")
    }
  }

  /// Recorded, alarmed and logged by the loop like the health of any device.
  private func tell(_ state: DeviceHealth.State, _ reason: String) {
    _ = readers.report(.deviceHealth(DeviceHealth(device: terminal, state: state, reason: reason)))
  }

  private func retry(after seconds: Int, _ why: String) -> PushAnswer {
    PushAnswer(
      status: 503, contentType: "text/plain", body: Array("\(why), come again\n".utf8),
      retryAfterSeconds: seconds)
  }
}
