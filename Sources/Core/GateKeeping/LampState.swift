import AccessModel

/// One signal lamp between holds and its output: what it was told, and whether the board took it.
struct LampState: Sendable {
  /// What the holds ask of a lamp.
  enum Wanted: Equatable {
    case lit(by: InputPointID)
    case dark
    /// Something that may light it has not been read yet in this run.
    case unknown
  }

  private(set) var lamp: Lamp
  /// What it was told last in this run; nil: nothing (P5).
  private(set) var target: Bool?
  /// It burned when the last run ended, as far as that run knew.
  private var wasLit = false
  private var heldBy: InputPointID?
  /// The command whose answer is awaited.
  private var order: UInt64?
  private var attempts = 0
  private var retryAt: Moment?

  /// Commands for one change before a person must look; a board that comes back is told again.
  static let attemptsMax = 3
  static let retry = Span.seconds(5)
  static let validity = Span.seconds(5)

  init(lamp: Lamp) { self.lamp = lamp }

  /// Whether it burns as far as anybody knows: to be kept across a restart.
  var isLit: Bool { target ?? wasLit }

  mutating func restore() { wasLit = true }

  mutating func adopt(_ next: Lamp) { lamp = next }

  mutating func follow(_ wanted: Wanted, _ ledger: inout Ledger) {
    let isNews: Bool
    switch wanted {
    case .unknown: isNews = false
    case .lit(let cause): (heldBy, isNews) = (cause, target != true)
    case .dark: (heldBy, isNews) = (nil, isLit)
    }
    guard isNews || retryAt.map({ $0 <= ledger.now.moment }) ?? false else { return }
    // Under `hold` nothing may be thought of that cannot be recorded.
    guard ledger.mayCommand else { return retryAt = ledger.now.moment + Ledger.outageRetry }
    if isNews { (target, attempts) = (wanted != .dark, 0) }
    tell(&ledger)
  }

  private mutating func tell(_ ledger: inout Ledger) {
    retryAt = nil
    guard let target else { return }
    attempts += 1
    let command = LampCommand(
      number: ledger.nextNumber(), lamp: lamp.id, isLit: target,
      validUntil: ledger.now.moment + Self.validity)
    order = command.number
    ledger.record(.lampCommanded(LampCommandFact(command: command, heldBy: heldBy)))
    ledger.effects.append(.lampCommand(command))
  }

  /// Whether the command was written is all that anybody learns: no board reports that the bulb glows.
  mutating func answer(_ outcome: DoorOutcome, _ ledger: inout Ledger) {
    let isLit = outcome.action != .secure
    ledger.record(
      .lampAnswered(
        LampOutcome(number: outcome.number, lamp: lamp.id, isLit: isLit, result: outcome.result)))
    guard outcome.number == order else { return }
    order = nil
    let why: String
    switch outcome.result {
    case .written, .withheld: return ledger.clear(.commandFailed, lamp.id.rawValue)
    case .expired: why = "it was too old when the bus came to it"
    case .notReady(let detail), .failed(let detail): why = detail
    }
    ledger.raise(
      .commandFailed, lamp.id.rawValue,
      what: "lamp \(lamp.id) was not \(isLit ? "lit" : "put out"): \(why)")
    retryAt = attempts < Self.attemptsMax ? ledger.now.moment + Self.retry : nil
  }

  /// Its board answers again: a relay that lost its power has forgotten what it was told. `follow` tells it.
  mutating func returned(_ ledger: inout Ledger) {
    guard target == true || target != nil && ledger.isOpen(.commandFailed, lamp.id.rawValue) else { return }
    (attempts, retryAt) = (0, ledger.now.moment)
  }

  var deadline: Moment? { retryAt }
}
