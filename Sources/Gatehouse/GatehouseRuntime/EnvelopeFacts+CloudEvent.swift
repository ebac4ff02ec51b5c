import SiteJournal
import UplinkForwarding

extension EnvelopeFacts {
  /// The journal's facts in the uplink's envelope.
  func cloudEvent(source: String) -> [UInt8] {
    CloudEventEnvelope.encode(
      id: id, source: source, stream: stream, sequence: sequence, type: type, subject: subject, time: time,
      recordedAt: recordedAt, data: data)
  }
}
