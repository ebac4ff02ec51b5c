internal import AccessModel
internal import FieldContract

/// ADMS, the push protocol of ZKTeco: text lines to `/iclock/...`, answered by texts.
extension TerminalDecoder {
  func zkteco(_ request: TerminalRequest) throws(BodyFault) -> TerminalMessage {
    let verb = request.path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    guard let serial = request.parameter("SN"), !serial.isEmpty, serial.utf8.count <= Self.serialLengthMax,
      serial.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw BodyFault(cause: .missing("a serial number (SN) in its query")) }
    switch (request.method.uppercased(), verb) {
    case ("POST", "cdata"): return try table(request)
    case ("GET", "cdata"): return TerminalMessage(reply: greeting(serial), notes: ["greeting"])
    case (_, "registry"):
      return TerminalMessage(reply: TerminalReply(body: "RegistryCode=\(serial)"), notes: ["registry"])
    case (_, "push"):
      return TerminalMessage(reply: TerminalReply(body: Self.accessOptions(serial)), notes: ["options"])
    case (_, "getrequest"), (_, "ping"):
      return TerminalMessage(reply: Self.okay, notes: ["heartbeat"])
    default: return TerminalMessage(reply: Self.okay, notes: [verb.isEmpty ? "no verb" : verb])
    }
  }

  private static let serialLengthMax = 32
  private static let okay = TerminalReply(body: "OK")

  private func table(_ request: TerminalRequest) throws(BodyFault) -> TerminalMessage {
    let table = request.parameter("table")?.lowercased() ?? ""
    guard table == "rtlog" || table == "attlog" else {
      return TerminalMessage(reply: Self.okay, notes: [table.isEmpty ? "no table" : table])
    }
    guard let text = String(validating: request.body, as: UTF8.self) else {
      throw BodyFault(cause: .encoding)
    }
    var message = TerminalMessage(reply: Self.okay)
    var count = 0
    for line in text.split(whereSeparator: \.isNewline) {
      guard line.utf8.count <= TerminalLimits.lineBytesMax else {
        throw BodyFault(cause: .tooLarge("\(TerminalLimits.lineBytesMax) bytes a line"))
      }
      count += 1
      guard count <= TerminalLimits.reportsMax else {
        throw BodyFault(cause: .tooLarge("\(TerminalLimits.reportsMax) lines"))
      }
      let event = table == "rtlog" ? try realTimeEvent(line) : try attendance(line)
      if let report = report(event) {
        message.reports.append(report)
      } else {
        message.notes.append(event.code)
      }
    }
    // Attendance terminals want to hear how many lines were taken.
    if table == "attlog" { message.reply = TerminalReply(body: "OK: \(count)") }
    return message
  }

  /// `time=2017-01-10 11:49:32<TAB>pin=1001<TAB>cardno=0<TAB>eventaddr=1<TAB>event=0...`, or with commas.
  private func realTimeEvent(_ line: Substring) throws(BodyFault) -> Event {
    let separator: Character = line.contains("\t") ? "\t" : ","
    var fields: [Substring: Substring] = [:]
    for pair in line.split(separator: separator) {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2 else { continue }
      guard fields.updateValue(halves[1], forKey: halves[0]) == nil else {
        throw BodyFault(cause: .malformed("a field that is there twice"))
      }
    }
    // The last fields prove that the first ones are whole.
    for name in ["time", "eventaddr", "event", "inoutstatus", "verifytype"]
    where fields[Substring(name)] == nil {
      throw BodyFault(cause: .missing(name))
    }
    var event = Event(code: Word.clean(fields["event"] ?? "") ?? "?")
    // A scanned code stands in the field of the card; longer than a card it can be nothing else.
    let card = fields["cardno"] ?? ""
    if card.utf8.count > Self.cardLengthMax {
      event.text = Word.clean(card, scalarsMax: ReaderFact.textBytesMax)
    } else {
      event.card = Word.clean(card)
    }
    event.person = Word.clean(fields["pin"] ?? "")
    event.method = Word.clean(fields["verifytype"] ?? "")
    event.reader = fields["eventaddr"].flatMap { Int($0) }
    event.time = Word.clean(fields["time"] ?? "").flatMap(zone.instant)
    let way = fields["inoutstatus"] == "0" ? "in" : fields["inoutstatus"] == "1" ? "out" : nil
    event.detail = [way, Word.clean(fields["verifytype"] ?? "").map { "verified by \($0)" }].compactMap { $0 }
      .joined(separator: ", ")
    return event
  }

  /// `pin<TAB>time<TAB>status<TAB>verify<TAB>...`: somebody known was let in or out.
  private func attendance(_ line: Substring) throws(BodyFault) -> Event {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count >= 4, let person = Word.clean(fields[0]), let time = Word.clean(fields[1]),
      Int(fields[2]) != nil
    else { throw BodyFault(cause: .missing("person, time, status and way of verifying")) }
    var event = Event(code: "attlog")
    event.person = person
    event.method = Word.clean(fields[3])
    event.time = zone.instant(of: time)
    event.detail = "status \(fields[2]), verified by \(Word.clean(fields[3]) ?? "?")"
    return event
  }

  private func greeting(_ serial: String) -> TerminalReply {
    switch profile.greeting {
    case .access: Self.okay
    case .attendance:
      TerminalReply(
        body: """
          GET OPTION FROM: \(serial)
          ATTLOGStamp=None
          OPERLOGStamp=None
          ATTPHOTOStamp=None
          ErrorDelay=30
          Delay=10
          TransTimes=00:00;14:05
          TransInterval=1
          TransFlag=TransData AttLog
          Realtime=1
          Encrypt=None

          """)
    }
  }

  private static func accessOptions(_ serial: String) -> String {
    """
    ServerVersion=3.0.1
    ServerName=ADMS
    PushVersion=3.0.1
    ErrorDelay=30
    RequestDelay=5
    TransTimes=00:00;14:05
    TransInterval=1
    TransTables=Transaction
    Realtime=1
    SessionID=\(serial)
    TimeoutSec=10

    """
  }
}
