import AccessModel
import CardFormats
import FieldContract
import GateKeeping
import Synchronization
import VisitorTokens

/// Turns what readers report into what the gate keeper knows: card formats, PINs made of keys, faults.
///
/// The digits of a PIN end here: what goes on is their keyed hash.
final class ReaderDesk: FieldSink {
  private struct Key: Hashable {
    var device: DeviceID
    var number: Int?
  }

  private struct Keypad {
    var digits: [UInt8] = []
    var last = Moment.zero
  }

  private let door: FieldDoor
  private let supplies = Mutex(ReaderSupplies())
  private let keypads = Mutex<[Key: Keypad]>([:])

  /// Digits of a PIN; further ones make it wrong, not longer.
  static let digitsMax = 12
  /// Keys further apart do not belong together.
  static let keyGap = Span.seconds(10)
  static let keypadsMax = 1024

  init(door: FieldDoor) { self.door = door }

  func adopt(_ next: ReaderSupplies) { supplies.withLock { $0 = next } }

  func report(_ input: FieldInput) -> Bool {
    if case .deviceHealth(let health) = input { follow(health) }
    return door.report(input)
  }

  func submit(_ reads: [PlateRead]) async -> SubmissionResult { await door.submit(reads) }

  func submit(_ reports: [ReaderReport]) async -> SubmissionResult {
    let now = SystemClock.now()
    // Keys count once they are on disk: a reader whose keys were refused tells them again.
    var pads: [Key: Keypad] = [:]
    let inputs = reports.flatMap { self.inputs(of: $0, at: now, &pads) }
    let result = await door.submit(inputs)
    switch result {
    case .committed, .unrecorded: keep(pads)
    case .busy, .journalUnavailable: break
    }
    return result
  }

  /// What a reader that is gone last said of its inputs is not fresh any more; one that is back in its
  /// secure channel is trusted again.
  private func follow(_ health: DeviceHealth) {
    switch health.state {
    case .online:
      _ = door.inbox.offer(.input(.conditionOver(.readerUntrusted, subject: health.device.rawValue)))
    case .offline:
      for wired in supplies.withLock({ $0.inputs[health.device] ?? [] }) {
        let sensed = InputSensed(point: wired.point, reading: .stale, at: SystemClock.moment())
        _ = door.report(.inputSensed(sensed))
      }
    case .degraded: break
    }
  }

  private func inputs(of report: ReaderReport, at now: Now, _ pads: inout [Key: Keypad]) -> [GateInput] {
    let subject = report.device.rawValue
    switch report.fact {
    case .card(let bits): return [card(formats(of: report).outcome(of: bits), report, now)]
    case .cardNumber(let text): return [card(formats(of: report).outcome(ofNumber: text), report, now)]
    case .keys(let keys): return pins(keys, report, now, &pads).map { presented($0, report, now) }
    case .text(let text): return [code(text, report, now)]
    case .enrolled(let person):
      let identifier = TemplateEnrolment.identifier(terminal: report.device, person: person)
      return [
        identifier.map { presented($0, report, now) }
          ?? misread("somebody was recognised under a number that is none", report)
      ]
    case .misread(let words): return [misread(words, report)]
    case .tamper(let isActive):
      return [condition(.tamper, isActive, subject, "\(subject) reports that somebody tampers with it")]
    case .powerFault(let isActive):
      return [condition(.powerFault, isActive, subject, "\(subject) reports a fault of its power")]
    case .channelRefused(let words):
      return [
        .condition(.readerUntrusted, subject: subject, what: "nothing is taken from \(subject): \(words)")
      ]
    case .input(let number, let isActive):
      let wired = supplies.withLock { $0.inputs[report.device] ?? [] }.filter { $0.number == number }
      // How long a reader has kept it nobody knows: too long for anything to be opened by it.
      let moment = report.isReplay ? Moment.zero : now.moment
      return wired.map {
        .inputSensed(
          InputSensed(
            point: $0.point, reading: isActive != $0.isInverted ? .active : .inactive, at: moment))
      }
    case .deviceEvent(let words):
      return [
        .note(
          .deviceReported(
            DeviceRemark(device: report.device, readerNumber: report.readerNumber, words: words)))
      ]
    }
  }

  private func formats(of report: ReaderReport) -> CardFormatSet {
    supplies.withLock { $0.formats[report.device] } ?? Self.standardFormats
  }

  private func card(_ outcome: CardOutcome, _ report: ReaderReport, _ now: Now) -> GateInput {
    switch outcome {
    case .card(let identifier): presented(identifier, report, now)
    case .misread, .unknownFormat: misread(outcome.words, report)
    }
  }

  private func presented(
    _ identifier: CredentialIdentifier, _ report: ReaderReport, _ now: Now, pass: VisitorPass? = nil
  ) -> GateInput {
    .credentialPresented(
      ReceivedCredential(
        CredentialPresented(
          device: report.device, readerNumber: report.readerNumber, identifier: identifier,
          capturedAt: report.capturedAt, isReplay: report.isReplay, deviceVerdict: report.deviceVerdict,
          pass: pass),
        receivedAt: now))
  }

  /// A visitor's code: believed once its signature is, counted and placed by the keeper.
  private func code(_ text: String, _ report: ReaderReport, _ now: Now) -> GateInput {
    let (keys, site) = supplies.withLock { ($0.visitorKeys, $0.siteMark) }
    guard let site else { return misread("a code was scanned, and this site takes none", report) }
    let verdict = VisitorToken.verify(text, keys: keys, site: site, now: now.civil)
    guard case .valid(let token) = verdict else { return misread(verdict.words, report) }
    let pass = VisitorPass(
      validFrom: token.validFrom, validUntil: token.validUntil, usesMax: token.usesMax,
      accessPoints: token.accessPoints, host: token.host)
    return presented(token.identifier, report, now, pass: pass)
  }

  private func misread(_ words: String, _ report: ReaderReport) -> GateInput {
    .note(
      .credentialMisread(
        DeviceRemark(device: report.device, readerNumber: report.readerNumber, words: words)))
  }

  private func condition(_ code: AlarmCode, _ isActive: Bool, _ subject: String, _ what: String) -> GateInput
  {
    isActive ? .condition(code, subject: subject, what: what) : .conditionOver(code, subject: subject)
  }

  /// Digits until `#`; `*` begins anew.
  private func pins(
    _ keys: String, _ report: ReaderReport, _ now: Now, _ pads: inout [Key: Keypad]
  ) -> [CredentialIdentifier] {
    guard let hash = supplies.withLock({ $0.pinHash }) else { return [] }
    let key = Key(device: report.device, number: report.readerNumber)
    var pad = pads[key] ?? keypads.withLock { $0[key] } ?? Keypad()
    if now.moment - pad.last > Self.keyGap { pad.digits = [] }
    pad.last = now.moment
    var found: [CredentialIdentifier] = []
    for byte in keys.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        // One more than the limit stays, so that the PIN is wrong and the keypad does not grow.
        if pad.digits.count <= Self.digitsMax { pad.digits.append(byte) }
      case UInt8(ascii: "#"):
        if !pad.digits.isEmpty { found.append(CredentialIdentifier(.pin, hash.whole(of: pad.digits))) }
        pad.digits = []
      default: pad.digits = []
      }
    }
    pads[key] = pad
    return found
  }

  private func keep(_ pads: [Key: Keypad]) {
    guard !pads.isEmpty else { return }
    keypads.withLock { keypads in
      if keypads.count >= Self.keypadsMax { keypads.removeAll() }
      keypads.merge(pads) { _, new in new }
    }
  }

  /// For a device without formats of its own: what most readers send.
  private static let standardFormats: CardFormatSet = {
    guard let formats = try? CardFormatSet(names: ["h10301"]) else {
      preconditionFailure("H10301 is a published format")
    }
    return formats
  }()
}
