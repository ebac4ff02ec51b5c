internal import AccessModel
internal import FieldContract

/// Reads a board's events by their index, in order and without a gap that is not told.
///
/// Pure. `cursor` is the last event read; it runs ahead of what is on disk by one batch at most. The board's
/// own index is moved only to what the sink has committed, so a restart reads again what was not.
struct EventReader: Sendable {
  enum Step: Hashable, Sendable {
    case ask(BoardRequest)
    case submit([ReaderReport])
    case wait(Moment)
  }

  /// Events handed over at once: many when a board comes back after hours.
  static let batchMax = 16

  let device: DeviceID
  private(set) var cursor: UInt32
  private var newest: UInt32
  /// What the board remembers for us, and what it may remember.
  private var stored: UInt32
  private var committed: UInt32
  private var batch: [ReaderReport] = []
  private var isSubmitting = false
  private var retryAt = Moment.zero
  private var backoff = Backoff()
  private var question = Question.none

  private enum Question { case none, oldest, newest }

  /// `stored` is the index that the board remembers as the last one taken.
  init(device: DeviceID, stored: UInt32) {
    self.device = device
    cursor = stored
    newest = stored
    self.stored = stored
    committed = stored
  }

  func next(at now: Moment) -> Step {
    switch question {
    case .oldest: return .ask(.oldestEvent)
    case .newest: return .ask(.newestEvent)
    case .none: break
    }
    if committed != stored { return .ask(.setEventIndex(committed)) }
    guard !isSubmitting else { return .wait(.distantFuture) }
    if batch.count >= Self.batchMax || (!batch.isEmpty && cursor >= newest) {
      return now >= retryAt ? .submit(batch) : .wait(retryAt)
    }
    return cursor < newest ? .ask(.event(cursor + 1)) : .wait(.distantFuture)
  }

  /// The board says that this is its newest event.
  mutating func noticed(_ index: UInt32) {
    newest = max(newest, index)
    // Perhaps a late datagram: the board is asked once more before it is believed.
    if index < cursor, question == .none { question = .newest }
  }

  /// Takes the board's answer to what `next` asked.
  mutating func took(
    _ message: BoardMessage, for request: BoardRequest, zone: LocalZone, boardNow: CivilTime?,
    liveSpanMax: Span
  ) {
    switch request {
    case .setEventIndex(let index): stored = index
    case .oldestEvent: tookOldest(BoardEvent(message))
    case .newestEvent: tookNewest(message[word: 8])
    case .event(let index):
      let event = BoardEvent(message)
      guard event.index == index, event.kind != BoardEvent.Kind.none, event.kind != .overwritten else {
        question = .oldest
        return
      }
      let capturedAt = event.time.flatMap(zone.instant)
      let age = capturedAt.flatMap { time in boardNow.map { $0 - time } }
      // A time that lies ahead of the board's own clock proves nothing either.
      let isLive = age.map { .seconds(-2) <= $0 && $0 <= liveSpanMax } ?? false
      batch.append(event.report(device: device, capturedAt: capturedAt, isReplay: !isLive))
      cursor = index
    case .status, .device, .setTime, .eventIndex, .door, .setDoor, .openDoor, .listener, .setListener,
      .putCard,
      .card, .cardAtIndex, .cardCount, .deleteCard:
      break
    }
  }

  private mutating func tookOldest(_ event: BoardEvent) {
    question = .none
    guard event.index != 0, cursor < .max else {
      newest = cursor
      return
    }
    let missing = cursor + 1
    let last = event.index > missing ? event.index - 1 : missing
    cursor = last
    tell("events \(missing) to \(last) are gone from the board and were not read")
  }

  private mutating func tookNewest(_ index: UInt32) {
    question = .none
    newest = index
    guard index < cursor else { return }
    tell("the board's event index went back from \(cursor) to \(index): it was reset; read from its oldest")
    cursor = 0
  }

  private mutating func tell(_ words: String) {
    batch.append(ReaderReport(device: device, fact: .deviceEvent(words)))
  }

  mutating func submitting() { isSubmitting = true }

  mutating func submitted(_ result: SubmissionResult, at now: Moment, jitter: Double) {
    isSubmitting = false
    switch result {
    case .committed:
      batch = []
      committed = cursor
      backoff.reset()
    case .unrecorded:
      // Acted on, but not on disk: the board goes on remembering.
      batch = []
      backoff.reset()
    case .busy, .journalUnavailable:
      retryAt = now + backoff.next(jitter: jitter)
    }
  }
}
