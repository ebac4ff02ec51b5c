internal import AccessModel
internal import FieldContract

/// How the channel comes up, and what closes it.
extension ReaderTrack {
  /// Keys that may open a session, in the order in which they are tried.
  private func keys(at now: Moment) -> [OSDPBaseKey] {
    guard case .secure(let key, let previous) = settings.channel else { return [] }
    let own = [key] + (previous.map { $0 == key ? [] : [$0] } ?? [])
    guard let installUntil, now < installUntil else { return own }
    return [.installation] + own
  }

  mutating func keyInTurn(at now: Moment) -> OSDPBaseKey {
    let keys = keys(at: now)
    keyInUse = keys.isEmpty ? nil : keys[keyTurn % keys.count]
    return keyInUse ?? .installation
  }

  /// Lets the default key open one session, to hand over the reader's own.
  mutating func install(until end: Moment, at now: Moment) {
    guard settings.isSecure else { return }
    lose("its base key is being installed", at: now)
    (installUntil, keyTurn, due) = (end, 0, now)
  }

  /// SCS_11 and SCS_13 say whether the default key is meant.
  var keyMark: UInt8 { keyInUse == .installation ? 0 : 1 }

  /// The reader's answer to the challenge.
  mutating func takeProof(_ frame: Frame, _ reply: Reply, keys: SessionKeys, at now: Moment) {
    guard case .clientCryptogram(let proof) = reply else {
      return refuse("it answered the challenge by something else (code \(frame.code))", at: now)
    }
    guard let block = frame.block, block.kind == .clientCryptogram, block.content.first == keyMark else {
      return refuse("it offered another kind of key than it was asked for", at: now)
    }
    guard isSameSecret(keys.clientCryptogram(readerRandom: proof.random), proof.cryptogram) else {
      return refuseKey("its base key is another one; install it, or correct the credential file", at: now)
    }
    let cryptogram = keys.serverCryptogram(readerRandom: proof.random)
    phase = .proving(keys, cryptogram: cryptogram)
    due = now
  }

  /// The reader's answer to our proof.
  mutating func takeInitialMAC(
    _ frame: Frame, _ reply: Reply, keys: SessionKeys, cryptogram: [UInt8], at now: Moment
  ) {
    let expected = keys.initialMAC(serverCryptogram: cryptogram)
    guard case .initialMAC(let mac) = reply, frame.block?.kind == .initialMAC, isSameSecret(mac, expected)
    else { return refuse("it did not accept our proof, or its first MAC is wrong", at: now) }
    channel = SecureChannel(keys, initialMAC: mac)
    counters.channelsOpened += 1
    due = now
    if case .secure(let own, _) = settings.channel, keyInUse == own {
      (phase, keyTurn, installUntil) = (.learning(Self.questions), 0, nil)
    } else {
      phase = .handingOver
    }
  }

  /// The reader answered the key, in the old channel or already without one.
  mutating func handedOver(_ isTaken: Bool, at now: Moment) {
    guard isTaken else { return refuse("it does not take its base key", at: now) }
    lose("it begins anew with its own base key", at: now)
    (keyTurn, attempts, due) = (0, 0, now)
  }

  /// A key did not open the channel: the next one has its turn; refused when none is left.
  mutating func refuseKey(_ words: String, at now: Moment) {
    keyTurn += 1
    if keyTurn % max(keys(at: now).count, 1) == 0 { return refuse(words, at: now) }
    lose(words, at: now)
    due = now
  }

  /// Closes the channel and says why; nothing is taken from what came through it last.
  mutating func refuse(_ words: String, at now: Moment) {
    counters.channelsRefused += 1
    let isNews =
      channel != nil
      || lastRefusal.map { $0.words != words || now - $0.at > Self.refusalSpan } ?? true
    lose(words, isRefused: true, at: now)
    guard isNews, outbox.count < Self.outboxMax else { return }
    lastRefusal = (words, now)
    outbox.append(
      Waiting(report: ReaderReport(device: settings.device, fact: .channelRefused(words)), since: now))
  }
}
