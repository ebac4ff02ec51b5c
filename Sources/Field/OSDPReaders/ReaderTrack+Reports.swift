internal import AccessModel
internal import FieldContract

/// What a reader's answers mean to the house.
extension ReaderTrack {
  /// Takes what an answer says; cards, keys and codes only from the answer to a poll.
  mutating func note(_ reply: Reply, isPolled: Bool, at now: Moment) {
    switch reply {
    case .identity(let identity): self.identity = identity
    case .capabilities(let capabilities):
      hasContacts = capabilities.contains {
        $0.function == Reply.Capability.contactMonitoring && $0.count > 0
      }
    case .localStatus(let isTampered, let hasPowerFault):
      if known.isTampered != isTampered { tell(.tamper(isActive: isTampered), at: now) }
      if known.hasPowerFault != hasPowerFault { tell(.powerFault(isActive: hasPowerFault), at: now) }
      (known.isTampered, known.hasPowerFault) = (isTampered, hasPowerFault)
    case .inputs(let inputs): noteInputs(inputs, at: now)
    case .readers(let codes): noteReaders(codes, at: now)
    case .raw(let reader, let bitCount, let bytes):
      guard isPolled else { return }
      counters.readsTaken += 1
      if let card = CardBits(count: bitCount, bytes: bytes) {
        tell(.card(card), reader: reader, at: now)
      } else {
        misread("a card of \(bitCount) bits", reader: reader, at: now)
      }
    case .formatted(let reader, let isReversed, let characters):
      guard isPolled else { return }
      counters.readsTaken += 1
      tell(Self.formatted(isReversed ? characters.reversed() : characters), reader: reader, at: now)
    case .keypad(let reader, let keys):
      guard isPolled, !keys.isEmpty else { return }
      counters.readsTaken += 1
      let names = keys.map(Self.keyName)
      if names.contains(nil) { return misread("a key that is no digit, * or #", reader: reader, at: now) }
      tell(.keys(names.compactMap { $0 }.joined()), reader: reader, at: now)
    case .ack, .nak, .outputs, .communication, .clientCryptogram, .initialMAC, .busy, .manufacturer, .other:
      break
    }
  }

  private mutating func noteInputs(_ inputs: [Bool], at now: Moment) {
    for (number, isActive) in inputs.prefix(Self.inputsMax).enumerated() {
      let before = number < known.inputs.count ? known.inputs[number] : nil
      if before != isActive { tell(.input(number: number, isActive: isActive), at: now) }
    }
    known.inputs = Array(inputs.prefix(Self.inputsMax)) + known.inputs.dropFirst(inputs.count)
  }

  private mutating func noteReaders(_ codes: [UInt8], at now: Moment) {
    let tampers = codes.prefix(settings.profile.readerCount).map { $0 == 2 }
    for (number, isTampered) in tampers.enumerated() {
      let before = number < known.readerTampers.count && known.readerTampers[number]
      if before != isTampered {
        tell(.tamper(isActive: isTampered), reader: UInt8(clamping: number), at: now)
      }
    }
    known.readerTampers = tampers
  }

  mutating func misread(_ words: String, reader: UInt8, at now: Moment) {
    tell(.misread(words), reader: reader, at: now)
  }

  private mutating func tell(_ fact: ReaderFact, reader: UInt8? = nil, at now: Moment) {
    let number = settings.profile.readerCount > 1 ? reader.map(Int.init) : nil
    outbox.append(
      Waiting(report: ReaderReport(device: settings.device, readerNumber: number, fact: fact), since: now))
    awaitsCommit = true
  }

  /// A short number is a card's; other printable text is a code's.
  private static func formatted(_ characters: [UInt8]) -> ReaderFact {
    let isNumber = characters.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"):
        true
      default: false
      }
    }
    guard !characters.isEmpty, characters.count <= ReaderFact.textBytesMax,
      characters.allSatisfy({ (0x20...0x7E).contains($0) })
    else { return .misread("a text of \(characters.count) bytes that are not all printable") }
    let text = String(decoding: characters, as: UTF8.self)
    return isNumber && characters.count <= 32 ? .cardNumber(text) : .text(text)
  }

  /// OSDP 2.2 §7.14 names 0x7F and 0x0D for `*` and `#`; readers in the field also send the character
  /// itself, or the number of the key.
  private static func keyName(_ key: UInt8) -> String? {
    switch key {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): String(key - UInt8(ascii: "0"))
    case 0...9: String(key)
    case UInt8(ascii: "*"), 0x7F, 0x0A: "*"
    case UInt8(ascii: "#"), 0x0D, 0x0B: "#"
    default: nil
    }
  }

  /// The reports to hand over now; none while earlier ones are on their way.
  mutating func submission(at now: Moment) -> [ReaderReport] {
    guard inFlight == 0, !outbox.isEmpty, submitFrom <= now else { return [] }
    inFlight = outbox.count
    return outbox.map { waiting in
      var report = waiting.report
      if now - waiting.since > Self.freshSpan { report.isReplay = true }
      return report
    }
  }

  /// What became of them.
  mutating func settled(_ result: SubmissionResult, at now: Moment) {
    switch result {
    case .committed, .unrecorded: outbox.removeFirst(inFlight)
    case .busy, .journalUnavailable: submitFrom = now + Self.resubmitSpan
    }
    inFlight = 0
    guard outbox.isEmpty, awaitsCommit else { return }
    awaitsCommit = false
    // The acknowledgement is due, no poll period is waited for; while a repeat is out, its answer is first.
    if exchange == nil, isReady { due = now }
  }

  /// Its health, or nil while nothing new is certain.
  func health(at now: Moment) -> DeviceHealth? {
    if isReady {
      guard let first = outbox.first, now - first.since > Self.freshSpan else {
        return DeviceHealth(device: settings.device, state: .online)
      }
      return DeviceHealth(
        device: settings.device, state: .degraded,
        reason: "its reports are not taken into the journal; it waits with them")
    }
    if now - lastReadyAt >= Self.offlineSpan {
      return DeviceHealth(device: settings.device, state: .offline, reason: lossWords)
    }
    return isRefused
      ? DeviceHealth(device: settings.device, state: .degraded, reason: lossWords) : nil
  }
}
