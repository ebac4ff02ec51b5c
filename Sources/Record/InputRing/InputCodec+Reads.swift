import AccessModel
import GateKeeping

/// Plate reads; pictures go by name, as in the journal.
extension PackedBytes {
  mutating func write(_ received: ReceivedRead) {
    let read = received.read
    time(received.receivedAt)
    flag(received.untimedIsLive)
    name(read.device)
    optional(read.plate) { $0.text($1) }
    optional(read.country) { $0.text($1) }
    optional(read.confidence) { $0.real($1) }
    list(read.characterConfidences) { $0.real($1) }
    list(read.candidates) {
      $0.text($1.plate)
      $0.optional($1.confidence) { $0.real($1) }
    }
    word(read.direction)
    optional(read.laneNumber) { $0.signed(Int64($1)) }
    optional(read.vehicle.kind) { $0.text($1) }
    optional(read.vehicle.colour) { $0.text($1) }
    optional(read.vehicle.make) { $0.text($1) }
    optional(read.track.id) { $0.text($1) }
    word(read.track.phase)
    optional(read.capturedAt) { $0.civil($1) }
    flag(read.isReplay)
    list(read.images) {
      $0.word($1.role)
      $0.text($1.file)
      $0.signed(Int64($1.bytes))
    }
  }
}

extension PackedReader {
  mutating func receivedRead() throws(RecordFault) -> ReceivedRead {
    let (receivedAt, untimedIsLive) = (try time(), try flag())
    var read = PlateRead(device: try name(), plate: try optionalText())
    read.country = try optionalText()
    read.confidence = try optional { reader throws(RecordFault) in try reader.real() }
    read.characterConfidences = try list { reader throws(RecordFault) in try reader.real() }
    read.candidates = try list { reader throws(RecordFault) in
      PlateCandidate(
        plate: try reader.text(),
        confidence: try reader.optional { inner throws(RecordFault) in try inner.real() })
    }
    read.direction = try word()
    read.laneNumber = try optionalCount()
    read.vehicle = VehicleDescription(
      kind: try optionalText(), colour: try optionalText(), make: try optionalText())
    read.track = TrackMark(id: try optionalText(), phase: try word())
    read.capturedAt = try optional { reader throws(RecordFault) in try reader.civil() }
    read.isReplay = try flag()
    read.images = try list { reader throws(RecordFault) in
      EvidenceImage(
        role: try reader.word(), file: try reader.text(), bytes: Int(clamping: try reader.signed()))
    }
    return ReceivedRead(read: read, receivedAt: receivedAt, untimedIsLive: untimedIsLive)
  }

  mutating func optionalText() throws(RecordFault) -> String? {
    try optional { reader throws(RecordFault) in try reader.text() }
  }

  mutating func optionalCount() throws(RecordFault) -> Int? {
    try optional { reader throws(RecordFault) in Int(clamping: try reader.signed()) }
  }
}
