public import AccessModel
internal import FieldContract

/// Turns the requests of one terminal into reports, by its profile. Pure: no clock, no input, no output.
public struct TerminalDecoder: Sendable {
  let profile: TerminalProfile
  let device: DeviceID
  let zone: LocalZone

  /// `timeZone` is the IANA name of the zone in which the terminal writes times without an offset.
  public init(profile: TerminalProfile, device: DeviceID, timeZone: String) throws(TerminalDecodingError) {
    guard let zone = LocalZone(name: timeZone) else {
      throw TerminalDecodingError(device: device, cause: .unknownTimeZone(timeZone))
    }
    self.profile = profile
    self.device = device
    self.zone = zone
  }

  /// Decodes one complete request; throws for what is broken, never for what is merely of no use here.
  public func decode(_ request: TerminalRequest) throws(TerminalDecodingError) -> TerminalMessage {
    do throws(BodyFault) {
      guard request.body.count <= TerminalLimits.bodyBytesMax else {
        throw BodyFault(cause: .tooLarge("\(TerminalLimits.bodyBytesMax) bytes"))
      }
      let message =
        switch profile.dialect {
        case .hikvision: try hikvision(request)
        case .dahua: try dahua(request)
        case .zkteco: try zkteco(request)
        case .controlid: try controlid(request)
        }
      guard message.reports.count <= TerminalLimits.reportsMax else {
        throw BodyFault(cause: .tooLarge("\(TerminalLimits.reportsMax) reports"))
      }
      return message
    } catch {
      throw TerminalDecodingError(device: device, cause: error.cause, offset: error.offset)
    }
  }

  /// One event of a terminal, before it is told which fact it is.
  struct Event {
    var code: String
    /// Nil where the profile's meaning of the code decides.
    var isGranted: Bool?
    var card: String?
    var text: String?
    var person: String?
    /// How the terminal knew them, in its own words; the code where nothing else tells.
    var method: String?
    var reader: Int?
    var time: CivilTime?
    var isReplay = false
    /// Added to the profile's words.
    var detail: String?
  }

  /// Nil for what the profile ignores.
  func report(_ event: Event) -> ReaderReport? {
    let known = profile.meaning(of: event.code)
    let words = Self.words([known.words, event.detail, "code \(event.code)"])
    let fact: ReaderFact
    switch known.meaning {
    case .ignored: return nil
    case .tamper: fact = .tamper(isActive: true)
    case .tamperOver: fact = .tamper(isActive: false)
    case .granted: fact = credential(of: event, isGranted: true, words)
    case .denied: fact = credential(of: event, isGranted: false, words)
    case .event: fact = credential(of: event, isGranted: event.isGranted, words)
    }
    let isGranted: Bool?
    switch known.meaning {
    case .granted: isGranted = true
    case .denied: isGranted = false
    case .event, .ignored, .tamper, .tamperOver: isGranted = event.isGranted
    }
    return ReaderReport(
      device: device, readerNumber: event.reader, fact: fact, capturedAt: event.time,
      isReplay: event.isReplay,
      deviceVerdict: isGranted.map { DeviceVerdict(isGranted: $0, words: words) })
  }

  private func credential(of event: Event, isGranted: Bool?, _ words: String) -> ReaderFact {
    if let text = event.text {
      return text.utf8.count <= ReaderFact.textBytesMax ? .text(text) : .misread("a code that is too long")
    }
    if let card = event.card, card.contains(where: { $0 != "0" }) {
      let isSound = card.utf8.count <= Self.cardLengthMax && card.utf8.allSatisfy(Self.isAlphanumeric)
      return isSound ? .cardNumber(card) : .misread("a card number that is no 1 to 32 digits or letters")
    }
    guard let person = event.person, person != "0" else { return .deviceEvent(words) }
    // Whom it did not let in it may have taken for somebody.
    if isGranted == true, let method = event.method ?? Optional(event.code),
      profile.templateMethods.contains(method)
    {
      return .enrolled(person)
    }
    return .deviceEvent("person \(person): \(words)")
  }

  static let cardLengthMax = 32
  /// As `DeviceVerdict` allows.
  private static let verdictScalarsMax = 128

  private static func words(_ pieces: [String?]) -> String {
    let joined = pieces.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    return Word.clean(joined, scalarsMax: verdictScalarsMax) ?? ""
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  /// Where the text of a body begins, behind a byte order mark and white space.
  static func start(of body: [UInt8]) -> Int {
    let mark = body.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return body[mark...].firstIndex { $0 > 0x20 } ?? body.count
  }
}
