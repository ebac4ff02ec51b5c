import Foundation
import SiteJournal

/// A recorded event and what its JSON says.
struct ExplainedEvent: Sendable {
  var stored: StoredEvent
  var fact: ExplainFact

  init(_ stored: StoredEvent) {
    self.stored = stored
    fact = ExplainFact(stored.data)
  }

  func isOf(_ kind: ExplainedKind) -> Bool { stored.type == kind.rawValue }
}

/// The types of event that an explanation tells them by.
enum ExplainedKind: String {
  case decided = "gatehouse.access.decided"
  case read = "gatehouse.plate.read"
  case shown = "gatehouse.credential.presented"
  case operatorCommanded = "gatehouse.operator.commanded"
  case barrierCommanded = "gatehouse.barrier.commanded"
  case barrierAnswered = "gatehouse.barrier.answered"
  case barrierMoved = "gatehouse.barrier.moved"
  case doorCommanded = "gatehouse.door.commanded"
  case doorAnswered = "gatehouse.door.answered"
  case doorChanged = "gatehouse.door.changed"
  case taken = "gatehouse.access.taken"
  case notTaken = "gatehouse.access.nottaken"
  case unconfirmed = "gatehouse.access.unconfirmed"
  case hitPending = "gatehouse.hit.pending"
  case alarmRaised = "gatehouse.alarm.raised"
  case alarmCleared = "gatehouse.alarm.cleared"
  case alarmAcknowledged = "gatehouse.alarm.acknowledged"
  case alarmShelved = "gatehouse.alarm.shelved"
  case alarmUnshelved = "gatehouse.alarm.unshelved"
  case alarmEscalated = "gatehouse.alarm.escalated"
  case hitVerified = "gatehouse.hit.verified"
  case hitRejected = "gatehouse.hit.rejected"
  case hitLapsed = "gatehouse.hit.lapsed"
}

/// One matter with all that the journal has of it.
struct ExplainedCase: Sendable {
  /// The decision, claim or alarm; else the event itself that was asked for.
  var about: ExplainedEvent
  /// What was read or shown.
  var before: ExplainedEvent?
  /// The operator's command.
  var order: ExplainedEvent?
  /// What came of it, in order.
  var after: [ExplainedEvent] = []

  var rows: [Int64] { ([before, order, about].compactMap { $0 } + after).map(\.stored.id).sorted() }
}

/// The members of an event's JSON that an explanation is made of; absent where the event has none.
struct ExplainFact: Decodable, Sendable {
  struct Edition: Decodable, Sendable {
    var list: String
    var version: String?
    var issuedAt: String?
  }

  struct Match: Decodable, Sendable {
    var list: String
    var version: String?
    var entry: String?
    var purpose: String?
    var action: String?
    var authority: String?
    var reference: String?
    var validUntil: String?
  }

  struct Suspicion: Decodable, Sendable {
    var listedPlate: String?
    var difference: String?
  }

  struct Image: Decodable, Sendable {}

  var lane, accessPoint, device, plate, credential, kind, capturedAt, historical: String?
  var confidence: Double?
  var images: [Image]?
  var decision, outcome, settingsVersion, `operator`, hit: String?
  var reasons: [String]?
  var match: Match?
  var suspicion: Suspicion?
  var lists: [Edition]?
  var clockSynchronised: Bool?
  var barrier, door, action, closing, result, detail, position, mode: String?
  var command: Int64?
  var code, priority, subject, what, nextStep: String?
  var reason: String?

  /// Data that is no such JSON has no members.
  init(_ data: [UInt8]) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = (try? decoder.decode(Self.self, from: Data(data))) ?? Self()
  }

  private init() {}
}
