public import AccessModel
import GateKeeping

/// One turn of the loop as it stands in the ring.
public struct RecordedTurn: Sendable {
  public var now: Now
  public var inputs: [RecordedInput]
  public var decisions: [RecordedDecision]
  /// `GateKeeper.numbersUsed` after it.
  public var numbersUsed: UInt64
}

/// What was decided, as far as a replay is held against it.
public struct RecordedDecision: Hashable, Sendable {
  public var id: String
  public var accessPoint: AccessPointID
  public var outcome: AccessOutcome
  public var reasons: [AccessReason]

  public init(_ decision: AccessDecision) {
    id = decision.id
    accessPoint = decision.accessPoint
    outcome = decision.outcome
    reasons = decision.reasons
  }

  init(id: String, accessPoint: AccessPointID, outcome: AccessOutcome, reasons: [AccessReason]) {
    self.id = id
    self.accessPoint = accessPoint
    self.outcome = outcome
    self.reasons = reasons
  }
}

extension TracedTurn {
  /// The bytes of its record; nil when it has only notes, which move nothing.
  func packed(holder: (String) -> PINHolder?) -> [UInt8]? {
    let told = inputs.filter { if case .note = $0 { false } else { true } }
    guard !told.isEmpty else { return nil }
    var head = PackedBytes(at: .origin)
    head.byte(RecordKind.turn.rawValue)
    head.time(now)
    head.number(numbersUsed)
    var body = PackedBytes(at: now)
    body.list(told) { $0.write($1, holder: holder) }
    body.list(decisions) {
      $0.text($1.id)
      $0.name($1.accessPoint)
      $0.word($1.outcome)
      $0.list($1.reasons) { $0.word($1) }
    }
    return head.bytes + body.bytes
  }
}

extension RecordedTurn {
  /// Reads what follows the kind of the record.
  init(_ reader: inout PackedReader) throws(RecordFault) {
    reader.now = .origin
    now = try reader.time()
    numbersUsed = try reader.number()
    reader.now = now
    inputs = try reader.list { reader throws(RecordFault) in try reader.input() }
    decisions = try reader.list { reader throws(RecordFault) in
      RecordedDecision(
        id: try reader.text(), accessPoint: try reader.name(), outcome: try reader.word(),
        reasons: try reader.list { inner throws(RecordFault) in try inner.word() })
    }
    guard reader.isAtEnd else { throw .malformed("more than a turn") }
  }
}

/// The first byte of a record.
enum RecordKind: UInt8 {
  case start = 1
  case turn = 2
}
