internal import AccessModel
internal import FieldContract

/// Everything the line knows of one reader: its session, its channel, what waits for it and what it told.
///
/// Pure: moments and frames come in, bytes and reports go out. One command is unanswered at a time.
struct ReaderTrack {
  enum Phase {
    /// No session; the next one begins when `due` has come.
    case down
    case challenging(SessionKeys)
    case proving(SessionKeys, cryptogram: [UInt8])
    /// Of a reader that still has another key: it is given its own, and nothing is taken from it.
    case handingOver
    /// Who it is, what it can do, how it stands: question by question.
    case learning([Purpose])
    case ready
  }

  /// What the unanswered command is for.
  enum Purpose: Hashable {
    case challenge, proof, handOver, identity, capabilities, localStatus, inputStatus, poll, indication
    case output(DoorCommand)
  }

  /// A command that was sent and is not answered: it is sent again byte for byte.
  struct Exchange {
    var purpose: Purpose
    var sequence: UInt8
    var bytes: [UInt8]
    var tries = 0
    var busySince: Moment?
  }

  /// A report that is not committed yet.
  struct Waiting {
    var report: ReaderReport
    var since: Moment
  }

  let settings: OSDPReaderSettings
  let randomBytes: @Sendable (_ count: Int) -> [UInt8]

  var phase = Phase.down
  var channel: SecureChannel?
  var exchange: Exchange?
  var nextSequence: UInt8 = 0
  /// When the reader is asked next.
  var due = Moment.zero
  var lastSentAt = Moment.zero
  /// The command that was answered last, as long as it may be sent once more while its report waits.
  var lastExchange: Exchange?
  /// Bytes of the reply that was taken last: a repeat of it is no news.
  var lastReply: [UInt8] = []
  /// The last command was sent once more only to keep the reader waiting.
  var isRepeating = false

  var keyInUse: OSDPBaseKey?
  /// Which key comes next, of those that `keys` names.
  var keyTurn = 0
  var installUntil: Moment?
  /// Sessions in a row that did not come to be ready.
  var attempts = 0
  var isRefused = false
  /// The last session ended, or did not begin, for want of an answer.
  var isSilent = true
  var lossWords = "it has not answered yet"
  var lastReadyAt = Moment.zero
  var lastHeardAt = Moment.zero
  var lastRefusal: (words: String, at: Moment)?

  var jobs: [DoorCommand] = []
  var indications: [(reader: Int?, command: Command)] = []
  var indicationsUntil = Moment.zero
  var outcomes: [DoorOutcome] = []

  var outbox: [Waiting] = []
  /// Something that the reader told is not committed: the next sequence number would acknowledge it (P7).
  var awaitsCommit = false
  var inFlight = 0
  var submitFrom = Moment.zero

  var identity: PeripheralIdentity?
  var hasContacts = false
  var known = KnownState()
  var counters = OSDPCounters()

  /// What was reported of the reader last; only changes are reported.
  struct KnownState {
    var isTampered: Bool?
    var hasPowerFault: Bool?
    var inputs: [Bool] = []
    var readerTampers: [Bool] = []
  }

  /// Tries of one command in a session before the session counts as lost.
  static let triesMax = 4
  /// A reader that is silent or untrusted so long is offline (OSDP 2.2 §5.7).
  static let offlineSpan = Span.seconds(8)
  /// A reader waits for its acknowledgement; half of what it bears without a word is gone.
  static let keepWaitingSpan = Span.seconds(4)
  static let busySpan = Span.milliseconds(100)
  static let resubmitSpan = Span.milliseconds(250)
  /// A report that was committed later than this says that it is old (P2).
  static let freshSpan = Span.seconds(2)
  static let silentSpan = Span.seconds(1)
  static let signalSpan = Span.seconds(2)
  /// The same refusal is told again after this span.
  static let refusalSpan = Span.seconds(60)
  /// Until the next session, of a reader that is silent or refused, and of one that has just been heard.
  static let retryMilliseconds: [Int64] = [250, 500, 1000]
  static let retryMillisecondsHeard: Int64 = 100
  static let jobsMax = 8
  static let inputsMax = 64
  static let outboxMax = 128
  /// Beyond so many uncommitted reports a reader is not polled.
  static let outboxHoldMax = 32

  init(
    _ settings: OSDPReaderSettings, since start: Moment,
    randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8]
  ) {
    self.settings = settings
    lastReadyAt = start
    self.randomBytes = randomBytes
  }

  var isReady: Bool {
    if case .ready = phase { return true }
    return false
  }

  var isDown: Bool {
    if case .down = phase { return true }
    return false
  }

  /// It did not answer when a session was to begin.
  var isAbsent: Bool { isSilent && (isDown || exchange?.sequence == 0) }

  /// Nothing may be sent that acknowledges the last reply.
  var isHeld: Bool { !isDown && (awaitsCommit || outbox.count >= Self.outboxHoldMax) }

  /// When it wants the line; a decision goes before polls.
  var want: (isUrgent: Bool, at: Moment) {
    if exchange != nil { return (false, due) }
    if isHeld { return (false, lastExchange == nil ? .distantFuture : lastSentAt + Self.keepWaitingSpan) }
    if isReady, !jobs.isEmpty || !indications.isEmpty { return (true, .zero) }
    return (false, due)
  }

  /// Ends the session; the next one begins with sequence number 0.
  mutating func lose(_ words: String, isRefused: Bool = false, at now: Moment) {
    if case .output(let command)? = exchange?.purpose {
      answer(command, .failed("\(settings.device): \(words)"))
    }
    dropJobs(because: words)
    if isReady { lastReadyAt = now }
    isSilent = now - lastHeardAt > Self.silentSpan
    let ladder = Self.retryMilliseconds
    let wait =
      isRefused || isSilent
      ? ladder[min(attempts, ladder.count - 1)] : attempts == 0 ? 0 : Self.retryMillisecondsHeard
    attempts += 1
    due = now + .milliseconds(wait)
    // Whoever listens takes its inputs for stale from now on: they are told anew.
    known.inputs = []
    (phase, channel, exchange, nextSequence) = (.down, nil, nil, 0)
    (lastReply, lastExchange, isRepeating, awaitsCommit) = ([], nil, false, false)
    self.isRefused = isRefused
    lossWords = words
  }

  /// Answers every command that waits, and forgets what was to be shown.
  mutating func dropJobs(because words: String) {
    for job in jobs { answer(job, .notReady("\(settings.device): \(words)")) }
    jobs = []
    indications = []
  }

  mutating func answer(_ command: DoorCommand, _ result: CommandOutcome.Result) {
    outcomes.append(
      DoorOutcome(number: command.number, door: command.door, action: command.action, result: result))
  }
}
