internal import AccessModel
internal import FieldContract

/// What comes from the reader.
extension ReaderTrack {
  /// Takes a frame that came while this reader had the line; true when nothing more is waited for.
  mutating func take(_ found: FrameScanner.Found, at now: Moment) -> Bool {
    let frame = found.frame
    guard frame.isReply, frame.address == settings.address else { return ignore() }
    if found.bytes == lastReply {
      lastHeardAt = now
      guard isRepeating else { return ignore() }
      (exchange, isRepeating) = (nil, false)
      return true
    }
    if frame.block == nil, frame.code == Reply.busyCode, frame.payload.isEmpty { return takeBusy(at: now) }
    guard channel == nil else { return takeSealed(frame, found.bytes, at: now) }
    guard let exchange, exchange.sequence == frame.sequence else { return ignore() }
    guard let reply = try? Reply(code: frame.code, payload: frame.payload) else {
      return settings.isSecure ? ignore() : accept(found.bytes, nil, code: frame.code, at: now)
    }
    if case .nak(let refusal) = reply { return takeNak(refusal, found.bytes, at: now) }
    switch phase {
    case .challenging(let keys):
      finish(found.bytes, at: now)
      takeProof(frame, reply, keys: keys, at: now)
      return true
    case .proving(let keys, let cryptogram):
      finish(found.bytes, at: now)
      takeInitialMAC(frame, reply, keys: keys, cryptogram: cryptogram, at: now)
      return true
    case .down, .handingOver, .learning, .ready:
      // A reader without a channel has no business with security blocks.
      guard !settings.isSecure, frame.block == nil else { return ignore() }
      return accept(found.bytes, reply, code: frame.code, at: now)
    }
  }

  /// In the channel: only what its MAC proves counts; everything else can at most end the session.
  private mutating func takeSealed(_ frame: Frame, _ bytes: [UInt8], at now: Moment) -> Bool {
    guard let block = frame.block else { return takeClear(frame, at: now) }
    guard block.kind == .reply || block.kind == .sealedReply else {
      refuse("a frame of a handshake came in the middle of a session", at: now)
      return true
    }
    guard let exchange, frame.sequence == exchange.sequence else {
      refuse("an old answer was played back, or one was left out", at: now)
      return true
    }
    guard let plain = channel?.opened(frame) else {
      refuse("the MAC of an answer is wrong", at: now)
      return true
    }
    let reply = try? Reply(code: plain.code, payload: plain.payload)
    if case .nak(let refusal)? = reply { return takeNak(refusal, bytes, at: now) }
    return accept(bytes, reply, code: plain.code, at: now)
  }

  /// A frame in clear while the channel stands: a reader that has lost it, or somebody in between.
  private mutating func takeClear(_ frame: Frame, at now: Moment) -> Bool {
    if exchange?.purpose == .handOver {
      // Some readers leave the old channel before they acknowledge the key; the new key will prove it.
      handedOver(true, at: now)
    } else if case .nak(let refusal)? = try? Reply(code: frame.code, payload: frame.payload) {
      counters.naks += 1
      if refusal == .badCheck, exchange != nil {
        tryAgain(from: now, because: refusal.words, at: now)
      } else {
        lose("it has lost the channel (\(refusal.words))", at: now)
      }
    } else {
      refuse("an answer came in clear", at: now)
    }
    return true
  }

  private mutating func takeBusy(at now: Moment) -> Bool {
    guard exchange != nil else { return ignore() }
    counters.busyReplies += 1
    let since = exchange?.busySince ?? now
    exchange?.busySince = since
    if now - since > Self.offlineSpan {
      lose("it has been busy for \(Self.offlineSpan.milliseconds / 1000) s", at: now)
    } else {
      due = now + Self.busySpan
    }
    return true
  }

  /// An answer that refuses; proven, where there is a channel.
  private mutating func takeNak(_ refusal: Reply.Refusal, _ bytes: [UInt8], at now: Moment) -> Bool {
    counters.naks += 1
    guard let purpose = exchange?.purpose else { return true }
    if refusal == .badCheck, channel == nil {
      lastHeardAt = now
      tryAgain(from: now, because: refusal.words, at: now)
      return true
    }
    finish(bytes, at: now)
    switch (purpose, refusal) {
    case (.challenge, .noSecureChannel), (.challenge, .unknownCommand):
      refuse("it offers no secure channel (\(refusal.words))", at: now)
    case (.challenge, _), (.proof, _): refuseKey("it refuses the handshake (\(refusal.words))", at: now)
    case (.handOver, _): handedOver(false, at: now)
    case (_, .unexpectedSequence), (_, .channelRequired):
      if case .output(let command) = purpose { answer(command, .failed(refusal.words)) }
      lose(refusal.words, at: now)
    case (.output(let command), _): answer(command, .failed("\(settings.device): \(refusal.words)"))
    case (.identity, _), (.capabilities, _), (.localStatus, _), (.inputStatus, _): learned(purpose, at: now)
    case (.poll, _), (.indication, _): break
    }
    return true
  }

  private mutating func accept(_ bytes: [UInt8], _ reply: Reply?, code: UInt8, at now: Moment) -> Bool {
    guard let purpose = exchange?.purpose else { return true }
    finish(bytes, at: now)
    switch purpose {
    case .challenge, .proof: break
    case .handOver: handedOver(reply == .ack, at: now)
    case .identity, .capabilities, .localStatus, .inputStatus:
      if let reply { note(reply, isPolled: false, at: now) }
      learned(purpose, at: now)
    case .output(let command):
      answer(command, reply == .busy ? .failed("\(settings.device) is busy") : .written)
      if let reply { note(reply, isPolled: false, at: now) }
    case .indication: break
    case .poll:
      if let reply {
        note(reply, isPolled: true, at: now)
      } else {
        misread("it sent a report that cannot be read (code \(code))", reader: 0, at: now)
      }
    }
    return true
  }

  /// The exchange is over.
  private mutating func finish(_ bytes: [UInt8], at now: Moment) {
    // An output is never written twice, whatever its answer brought.
    if case .output? = exchange?.purpose { lastExchange = nil } else { lastExchange = exchange }
    (exchange, isRepeating) = (nil, false)
    lastReply = bytes
    (lastHeardAt, isSilent) = (now, false)
    due = max(lastSentAt + settings.profile.poll, now)
  }

  private mutating func learned(_ question: Purpose, at now: Moment) {
    guard case .learning(var questions) = phase else { return }
    questions.removeAll { $0 == question }
    if question == .capabilities, !settings.profile.hasInputs || !hasContacts {
      questions.removeAll { $0 == .inputStatus }
    }
    phase = .learning(questions)
    due = now
    if questions.isEmpty { becomeReady(at: now) }
  }

  mutating func becomeReady(at now: Moment) {
    phase = .ready
    (attempts, keyTurn, isRefused, lastReadyAt, due) = (0, 0, false, now, now)
  }

  private mutating func ignore() -> Bool {
    counters.framesIgnored += 1
    return false
  }
}
