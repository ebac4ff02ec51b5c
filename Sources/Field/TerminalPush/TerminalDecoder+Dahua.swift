internal import AccessModel
internal import FieldContract

/// Events of Dahua access terminals and door stations: parts of the stream of `attach`, the JSON
/// of their HTTP push, and `client.notifyEventStream`.
extension TerminalDecoder {
  func dahua(_ request: TerminalRequest) throws(BodyFault) -> TerminalMessage {
    let body = request.body
    let start = Self.start(of: body)
    guard start < body.count else { return TerminalMessage(notes: ["an empty body"]) }
    if body[start] == UInt8(ascii: "{") {
      return dahua(try JSONReader.read(body, start..<body.count))
    }
    return try dahuaParts(body)
  }

  private func dahua(_ document: JSONValue) -> TerminalMessage {
    let list = document["params"]?["eventList"] ?? document["Events"] ?? document["events"]
    let events = list?.elements ?? [document]
    var message = TerminalMessage(
      reply: TerminalReply(contentType: "application/json", body: "{\"Result\":true}"))
    for event in events {
      take(event["Code"]?.word, event["Index"]?.integer, event["Data"] ?? .null, into: &message)
    }
    return message
  }

  /// `Code=AccessControl;action=Pulse;index=0;data={...}` once or several times, with or without the
  /// boundaries and headers of the stream round it: their lengths are often wrong, the JSON is not.
  private func dahuaParts(_ body: [UInt8]) throws(BodyFault) -> TerminalMessage {
    var message = TerminalMessage()
    let mark = Array("Code=".utf8)
    var at = 0
    while at < body.count {
      let lineEnd = body[at...].firstIndex(of: 0x0A) ?? body.count
      guard body[at..<lineEnd].starts(with: mark) else {
        if body[at..<lineEnd].starts(with: "Heartbeat".utf8) { message.notes.append("heartbeat") }
        at = lineEnd + 1
        continue
      }
      guard message.notes.count + message.reports.count <= TerminalLimits.reportsMax else {
        throw BodyFault(cause: .tooLarge("\(TerminalLimits.reportsMax) events"), offset: at)
      }
      let head = body[at..<lineEnd].prefix(TerminalLimits.lineBytesMax)
      let text = String(decoding: head, as: UTF8.self)
      let place = head.firstRange(of: Array(";data=".utf8))
      let fields = text.split(separator: ";").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
      func field(_ name: String) -> String? {
        fields.first { $0.first == name && $0.count == 2 }.flatMap { Word.clean($0[1]) }
      }
      guard let place else {
        // An event without details, complete only with its line.
        guard lineEnd < body.count else { throw BodyFault(cause: .truncated, offset: lineEnd) }
        message.notes.append(field("Code") ?? "an event without a code")
        at = lineEnd + 1
        continue
      }
      var reader = JSONReader(body, place.upperBound..<body.count)
      let value = try reader.value(depth: 0)
      take(field("Code"), field("index").flatMap { Int($0) }, value, into: &message)
      at = reader.at
    }
    if message.reports.isEmpty, message.notes.isEmpty {
      throw BodyFault(cause: .malformed("neither JSON nor an event"), offset: 0)
    }
    return message
  }

  private func take(_ code: String?, _ index: Int?, _ fields: JSONValue, into message: inout TerminalMessage)
  {
    guard let code, ["AccessControl", "DoorCard", "DoorStatus"].contains(code) else {
      message.notes.append(code ?? "no event")
      return
    }
    var event = Event(code: code)
    event.card = fields["CardNo"]?.word ?? fields["Number"]?.word
    event.text = fields["QRCodeStr"]?.code ?? fields["QRCode"]?.code
    event.person = fields["UserID"]?.word
    event.method = fields["Method"]?.word
    event.reader = fields["Door"]?.integer ?? index
    // 1 is granted, 0 refused; a door station's DoorCard says neither.
    event.isGranted = fields["Status"]?.integer.map { $0 == 1 }
    // The local time is often that of another zone; RealUTC exists where UTC is really local.
    event.time = (fields["RealUTC"] ?? fields["UTC"] ?? fields["CreateTime"])?.word
      .flatMap(LocalZone.instant(ofEpoch:))
    event.detail = [
      fields["Method"]?.word.map { "method \($0)" }, fields["ErrorCode"]?.word.map { "error \($0)" },
      fields["Status"].flatMap { $0.integer == nil ? $0.word : nil },
    ].compactMap { $0 }.joined(separator: ", ")
    if let report = report(event) { message.reports.append(report) } else { message.notes.append(code) }
  }
}
