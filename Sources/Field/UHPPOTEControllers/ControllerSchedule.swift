internal import AccessModel
internal import FieldContract

/// What one board is asked next and what its answers mean. Pure: the clock and the wire are the caller's.
struct ControllerSchedule: Sendable {
  typealias Step = EventReader.Step

  enum Phase: Hashable, Sendable {
    /// Nothing is known of the board; tried again at this moment.
    case offline(until: Moment)
    /// What is still to be read before anything is written (P5).
    case greeting([BoardRequest])
    case online
  }

  struct DoorHold: Hashable, Sendable {
    var mode: UInt8
    var seconds: UInt8
  }

  let settings: UHPPOTESettings
  let zone: LocalZone
  private(set) var phase: Phase
  private(set) var holds: [Int: DoorHold] = [:]
  private(set) var events: EventReader?
  private(set) var status: BoardStatus?
  /// When it came.
  private(set) var statusAt: Moment?
  /// What an operator is to know; empty when all is well.
  private(set) var troubles: [Trouble: String] = [:]
  var offlineReason = "it was not asked yet"

  private var pollAt: Moment
  private var backoff = Backoff()
  private var boardClock: (time: CivilTime, at: Moment)?
  private var clockWish: CivilTime.Fields?
  private var clockSetAt: Moment?
  private let jitter: @Sendable () -> Double

  enum Trouble: Int, Hashable, Sendable, CaseIterable {
    case clock, systemError, listener, cards
  }

  /// A clock is not set more often than this.
  static let clockSettingPause = Span.seconds(60)

  init(_ settings: UHPPOTESettings, zone: LocalZone, at now: Moment, jitter: @escaping @Sendable () -> Double)
  {
    self.settings = settings
    self.zone = zone
    self.jitter = jitter
    phase = .offline(until: now)
    pollAt = now
  }

  var isOnline: Bool { phase == .online }

  mutating func next(at now: Moment) -> Step {
    switch phase {
    case .offline(let until):
      guard now >= until else { return .wait(until) }
      var questions: [BoardRequest] = [.status, .eventIndex]
      questions += settings.doors.map { .door($0.number) }
      if settings.listener != nil { questions.append(.listener) }
      phase = .greeting(questions)
      return .ask(.status)
    case .greeting(let questions):
      guard let first = questions.first else {
        phase = .online
        backoff.reset()
        return next(at: now)
      }
      return .ask(first)
    case .online:
      if now >= pollAt { return .ask(.status) }
      if let clockWish { return .ask(.setTime(clockWish)) }
      switch events?.next(at: now) ?? .wait(.distantFuture) {
      case .wait(let until): return .wait(min(until, pollAt))
      case let step: return step
      }
    }
  }

  /// Takes an answer; `now` is when it came.
  mutating func took(_ message: BoardMessage, for request: BoardRequest, at now: Now) {
    switch request {
    case .status:
      pollAt = now.moment + settings.poll
      noticed(BoardStatus(message), at: now)
    case .eventIndex:
      if events == nil { events = EventReader(device: settings.device, stored: message[word: 8]) }
      if let status { events?.noticed(status.eventIndex) }
    case .door(let number), .setDoor(let number, _, _):
      holds[number] = DoorHold(mode: message[byte: 9], seconds: message[byte: 10])
    case .listener:
      let endpoint = BoardEndpoint(
        address: (8..<12).map { message[byte: $0] }, port: message[half: 12])
      if let wanted = settings.listener, endpoint != wanted, case .greeting(let rest) = phase {
        phase = .greeting(rest + [.setListener(wanted)])
      }
    case .setListener:
      troubles[.listener] =
        message[byte: 8] == 1 ? nil : "it refuses to send its events to us; they are polled"
    case .setTime:
      clockWish = nil
      pollAt = now.moment
    case .event, .setEventIndex:
      let boardNow = boardTime(at: now.moment)
      let (zone, liveSpanMax) = (zone, settings.liveSpanMax)
      events?.took(message, for: request, zone: zone, boardNow: boardNow, liveSpanMax: liveSpanMax)
    case .device, .openDoor, .putCard, .card, .cardAtIndex, .cardCount, .deleteCard: break
    }
    if case .greeting(let questions) = phase, questions.first == request {
      phase = .greeting(Array(questions.dropFirst()))
    }
  }

  /// A status, asked for or sent by the board when something happens.
  mutating func noticed(_ status: BoardStatus, at now: Now) {
    self.status = status
    statusAt = now.moment
    events?.noticed(status.eventIndex)
    troubles[.systemError] = status.systemError == 0 ? nil : "it reports error \(status.systemError)"
    boardClock = status.clock.flatMap(zone.instant).map { ($0, now.moment) }
    watchClock(at: now)
  }

  private mutating func watchClock(at now: Now) {
    guard now.clockIsSynchronised else { return }
    let offset = boardClock.map { ($0.time - now.civil).milliseconds }
    if let offset, abs(offset) <= settings.clockOffsetMax.milliseconds {
      troubles[.clock] = nil
      return
    }
    // Told as first measured: a text that changes with each poll would be a new trouble each time.
    if troubles[.clock] == nil {
      let words = offset.map { "its clock is \(abs($0) / 1000) s \($0 < 0 ? "behind" : "ahead")" }
      let advice = settings.setsClock ? "it is being set" : "set it, or allow Gatehouse to set it"
      troubles[.clock] = "\(words ?? "its clock shows no time"): \(advice)"
    }
    let isDue = clockSetAt.map { now.moment - $0 >= Self.clockSettingPause } ?? true
    guard settings.setsClock, isDue, isOnline else { return }
    clockWish = zone.fields(of: now.civil)
    clockSetAt = now.moment
  }

  /// The board's clock, carried on from when it was read.
  private func boardTime(at now: Moment) -> CivilTime? { boardClock.map { $0.time + (now - $0.at) } }

  /// No answer after all tries, or no socket: everything is read again before anything is written.
  mutating func lost(_ reason: String, at now: Moment) {
    offlineReason = reason
    phase = .offline(until: now + backoff.next(jitter: jitter()))
    holds = [:]
    status = nil
    statusAt = nil
    boardClock = nil
    clockWish = nil
    troubles = [:]
  }

  /// The next status is asked for at once.
  mutating func pollSoon(at now: Moment) { pollAt = now }

  mutating func noticed(cardFailure: String?) { troubles[.cards] = cardFailure }

  mutating func submitting() { events?.submitting() }

  mutating func submitted(_ result: SubmissionResult, at now: Moment) {
    events?.submitted(result, at: now, jitter: jitter())
  }

  var health: DeviceHealth {
    guard isOnline else {
      return DeviceHealth(device: settings.device, state: .offline, reason: offlineReason)
    }
    let words = Trouble.allCases.compactMap { troubles[$0] }.joined(separator: "; ")
    return DeviceHealth(
      device: settings.device, state: words.isEmpty ? .online : .degraded, reason: words)
  }
}
