import AccessModel
import GateKeeping

/// Credentials, operators, and what stands in place of lists and settings.
extension PackedBytes {
  mutating func write(_ received: ReceivedCredential, value: String) {
    let presented = received.presented
    time(received.receivedAt)
    name(presented.device)
    optional(presented.readerNumber) { $0.signed(Int64($1)) }
    word(presented.identifier.kind)
    text(value)
    optional(presented.capturedAt) { $0.civil($1) }
    flag(presented.isReplay)
    optional(presented.deviceVerdict) {
      $0.flag($1.isGranted)
      $0.text($1.words)
    }
    optional(presented.pass) {
      $0.civil($1.validFrom)
      $0.civil($1.validUntil)
      $0.signed(Int64($1.usesMax))
      $0.list($1.accessPoints) { $0.name($1) }
      $0.text($1.host)
    }
  }

  mutating func write(_ holder: PINHolder?) {
    optional(holder) {
      $0.text($1.credential)
      $0.flag($1.isDuress)
    }
  }

  mutating func write(_ opening: OperatorOpening) {
    number(opening.number)
    name(opening.lane)
    text(opening.operatorName)
    optional(opening.reason) { $0.text($1) }
    moment(opening.askedAt)
  }

  mutating func write(_ order: OperatorDoorOrder) {
    number(order.number)
    optional(order.door) { $0.name($1) }
    switch order.order {
    case .release: byte(0)
    case .set(let mode):
      byte(1)
      word(mode)
    }
    text(order.operatorName)
    optional(order.reason) { $0.text($1) }
    moment(order.askedAt)
  }

  mutating func write(_ edition: ListEdition) {
    name(edition.list)
    text(edition.version)
    civil(edition.issuedAt)
  }

  mutating func write(_ settings: RecordedSettings) {
    text(settings.version)
    number(settings.digest)
  }
}

extension PackedReader {
  mutating func receivedCredential() throws(RecordFault) -> ReceivedCredential {
    let receivedAt = try time()
    var presented = CredentialPresented(
      device: try name(), readerNumber: try optionalCount(),
      identifier: CredentialIdentifier(try word(), try text()))
    presented.capturedAt = try optional { reader throws(RecordFault) in try reader.civil() }
    presented.isReplay = try flag()
    presented.deviceVerdict = try optional { reader throws(RecordFault) in
      DeviceVerdict(isGranted: try reader.flag(), words: try reader.text())
    }
    presented.pass = try optional { reader throws(RecordFault) in
      VisitorPass(
        validFrom: try reader.civil(), validUntil: try reader.civil(),
        usesMax: Int(clamping: try reader.signed()),
        accessPoints: try reader.list { inner throws(RecordFault) in try inner.name() },
        host: try reader.text())
    }
    return ReceivedCredential(presented, receivedAt: receivedAt)
  }

  mutating func pinHolder() throws(RecordFault) -> PINHolder? {
    try optional { reader throws(RecordFault) in
      PINHolder(credential: try reader.text(), isDuress: try reader.flag())
    }
  }

  mutating func operatorOpening() throws(RecordFault) -> OperatorOpening {
    OperatorOpening(
      number: try number(), lane: try name(), operatorName: try text(), reason: try optionalText(),
      askedAt: try moment())
  }

  mutating func operatorDoorOrder() throws(RecordFault) -> OperatorDoorOrder {
    let number = try number()
    let door: DoorID? = try optional { reader throws(RecordFault) in try reader.name() }
    let order: DoorOrder
    switch try byte() {
    case 0: order = .release
    case 1: order = .set(try word())
    case let other: throw .malformed("door order \(other)")
    }
    return OperatorDoorOrder(
      number: number, door: door, order: order, operatorName: try text(), reason: try optionalText(),
      askedAt: try moment())
  }

  mutating func edition() throws(RecordFault) -> ListEdition {
    ListEdition(list: try name(), version: try text(), issuedAt: try civil())
  }

  mutating func settings() throws(RecordFault) -> RecordedSettings {
    RecordedSettings(version: try text(), digest: try number())
  }
}
