import AccessModel
import GateKeeping
import SiteJournal
import UplinkForwarding

/// Joins the journal and the uplink, which do not know each other.
struct OutboxBridge: OutboxSource {
  let journal: Journal

  func pending(stream: String, after sequence: Int64, rowsMax: Int, bytesMax: Int) throws -> [OutboxEvent] {
    try journal.pending(stream: stream, after: sequence, rowsMax: rowsMax, bytesMax: bytesMax).map {
      OutboxEvent(sequence: $0.sequence, wire: $0.envelope)
    }
  }

  func acknowledge(stream: String, through sequence: Int64) throws {
    try journal.acknowledge(stream: stream, through: sequence)
  }

  func quarantine(stream: String, sequence: Int64, reason: String) throws {
    try journal.quarantine(stream: stream, sequence: sequence, reason: reason)
  }
}
