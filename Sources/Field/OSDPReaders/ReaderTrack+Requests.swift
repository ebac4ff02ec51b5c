internal import AccessModel
internal import FieldContract

/// What goes to the reader.
extension ReaderTrack {
  /// The bytes to send now, or nil when there is nothing after all.
  mutating func request(at now: Moment) -> [UInt8]? {
    if let exchange {
      if case .output(let command) = exchange.purpose, command.validUntil < now {
        lose("it did not answer while the command was valid", at: now)
        return nil
      }
      return sent(exchange.bytes, at: now)
    }
    if isHeld {
      guard let lastExchange else { return nil }
      (exchange, isRepeating) = (lastExchange, true)
      return sent(lastExchange.bytes, at: now)
    }
    switch phase {
    case .down: return begin(at: now)
    case .challenging: return nil
    case .proving(_, let cryptogram):
      let block = SecurityBlock(kind: .serverCryptogram, content: [keyMark])
      return send(.serverCryptogram(cryptogram), for: .proof, block: block, at: now)
    case .handingOver:
      guard case .secure(let key, _) = settings.channel else { return nil }
      // Once, whatever comes of it: without the next command of an operator nothing trusts SCBK-D again.
      installUntil = nil
      return send(.keySet(key), for: .handOver, at: now)
    case .learning(let questions):
      guard let question = questions.first else {
        becomeReady(at: now)
        return send(.poll, for: .poll, at: now)
      }
      return send(command(for: question), for: question, at: now)
    case .ready: return nextInService(at: now)
    }
  }

  private func command(for question: Purpose) -> Command {
    switch question {
    case .identity: .identify
    case .capabilities: .capabilities
    case .localStatus: .localStatus
    case .inputStatus: .inputStatus
    case .challenge, .proof, .handOver, .poll, .indication, .output: .poll
    }
  }

  private mutating func nextInService(at now: Moment) -> [UInt8]? {
    while let job = jobs.first {
      jobs.removeFirst()
      guard job.validUntil >= now else {
        answer(job, .expired)
        continue
      }
      guard let output = settings.outputs.first(where: { $0.door == job.door }) else {
        answer(job, .notReady("\(settings.device) has no output for this door"))
        continue
      }
      let control = OutputControl(
        output.output, for: job.action, energisedReleases: output.energisedReleases)
      return send(.output([control]), for: .output(job), at: now)
    }
    if !indications.isEmpty {
      let next = indications.removeFirst()
      return send(next.command, for: .indication, at: now)
    }
    return send(.poll, for: .poll, at: now)
  }

  /// Begins a session: a challenge, or the first question where the site wants no channel.
  private mutating func begin(at now: Moment) -> [UInt8] {
    guard settings.isSecure else {
      phase = .learning(Self.questions)
      return send(.identify, for: .identity, at: now)
    }
    let random = randomBytes(SessionKeys.randomBytes)
    phase = .challenging(SessionKeys(keyInTurn(at: now), panelRandom: random))
    let block = SecurityBlock(kind: .challenge, content: [keyMark])
    return send(.challenge(random: random), for: .challenge, block: block, at: now)
  }

  static let questions: [Purpose] = [.identity, .capabilities, .localStatus, .inputStatus]

  private mutating func send(
    _ command: Command, for purpose: Purpose, block: SecurityBlock? = nil, at now: Moment
  ) -> [UInt8] {
    let frame = Frame(
      address: settings.address, sequence: nextSequence, block: block, code: command.code,
      payload: command.payload)
    let bytes = channel?.sealed(frame) ?? frame.encoded()
    exchange = Exchange(purpose: purpose, sequence: nextSequence, bytes: bytes)
    nextSequence = nextSequence == 3 ? 1 : nextSequence + 1
    return sent(bytes, at: now)
  }

  private mutating func sent(_ bytes: [UInt8], at now: Moment) -> [UInt8] {
    lastSentAt = now
    counters.framesSent += 1
    return bytes
  }

  /// Nobody answered in time.
  mutating func timedOut(at now: Moment) {
    counters.timeouts += 1
    guard !isRepeating else {
      (exchange, isRepeating) = (nil, false)
      if now - lastHeardAt > Self.offlineSpan { lose(Self.silence, at: now) }
      return
    }
    tryAgain(from: now, because: Self.silence, at: now)
  }

  private static let silence = "it does not answer; check its power, address, baud rate and cable"

  /// The same command goes out again, or the session is lost.
  mutating func tryAgain(from moment: Moment, because words: String, at now: Moment) {
    guard let sequence = exchange?.sequence else { return }
    exchange?.tries += 1
    // A session that has not begun costs others one reply limit, not four.
    let triesMax = sequence == 0 ? 1 : Self.triesMax
    if let tries = exchange?.tries, tries >= triesMax { return lose(words, at: now) }
    due = moment
  }

  /// Takes a decision in, or answers at once why not (P5: nothing is kept for after a reconnection).
  mutating func admit(_ command: DoorCommand) {
    guard isReady else { return answer(command, .notReady("\(settings.device): \(lossWords)")) }
    guard jobs.count < Self.jobsMax else {
      return answer(command, .notReady("\(settings.device): \(jobs.count) commands are already waiting"))
    }
    jobs.append(command)
  }

  /// Shows a signal in place of one that waits; a reader that is not there shows nothing later.
  mutating func show(_ signal: ReaderSignal, at now: Moment) {
    guard isReady else { return }
    indications.removeAll { $0.reader == signal.readerNumber }
    indications += settings.profile.commands(for: signal).map { (signal.readerNumber, $0) }
    indicationsUntil = now + Self.signalSpan
  }

  /// Answers what nobody came to in time; of a reader that is offline nothing is known any more.
  mutating func expire(at now: Moment) {
    if !isReady, now - lastReadyAt >= Self.offlineSpan { known = KnownState() }
    if indicationsUntil < now { indications = [] }
    for job in jobs where job.validUntil < now { answer(job, .expired) }
    jobs.removeAll { $0.validUntil < now }
  }
}
