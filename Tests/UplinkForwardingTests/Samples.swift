import AccessModel
import UplinkForwarding

/// Events of 99 bytes each: 100 in a batch, with the comma.
func events(_ sequences: ClosedRange<Int64>) -> [OutboxEvent] {
  sequences.map { OutboxEvent(sequence: $0, wire: [UInt8](repeating: 48, count: 99)) }
}

func sequences(_ batch: UplinkBatch) -> [Int64] { batch.events.map(\.sequence) }

extension UplinkReceipt {
  static let refused = UplinkReceipt.rejected(status: 422, reason: "no")
  static let down = UplinkReceipt.retryLater(after: nil, reason: "down")
  static let large = UplinkReceipt.tooLarge(reason: "big")
}
