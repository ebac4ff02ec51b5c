internal import AccessModel
internal import FieldContract

/// `AccessControllerEvent` of ISAPI: JSON, bare or as a part beside pictures, at the top or wrapped.
extension TerminalDecoder {
  func hikvision(_ request: TerminalRequest) throws(BodyFault) -> TerminalMessage {
    let body = request.body
    let start = Self.start(of: body)
    guard start < body.count else { return TerminalMessage(notes: ["an empty body"]) }
    if body[start] == UInt8(ascii: "{") {
      return hikvision(try JSONReader.read(body, start..<body.count))
    }
    guard let parts = try PartCutter.parts(of: body, contentType: request.contentType) else {
      guard body[start] == UInt8(ascii: "<") else {
        throw BodyFault(cause: .malformed("neither JSON nor multipart"), offset: start)
      }
      return TerminalMessage(notes: ["XML: no access event of this profile"])
    }
    var whole = TerminalMessage()
    for part in parts {
      guard let start = body[part].firstIndex(where: { $0 > 0x20 }) else { continue }
      guard body[start] == UInt8(ascii: "{") else {
        whole.notes.append(body[start] == UInt8(ascii: "<") ? "a part in XML" : "a picture, not kept")
        continue
      }
      let message = hikvision(try JSONReader.read(body, start..<part.upperBound))
      whole.reports += message.reports
      whole.notes += message.notes
    }
    return whole
  }

  private func hikvision(_ document: JSONValue) -> TerminalMessage {
    let root = document["EventNotificationAlert"] ?? document
    guard let event = root["AccessControllerEvent"] else {
      return TerminalMessage(notes: [root["eventType"]?.word ?? "no access event"])
    }
    let code = "\(event["majorEventType"]?.word ?? "?")/\(event["subEventType"]?.word ?? "?")"
    var found = Event(code: code)
    found.card = event["cardNo"]?.word
    found.text = event["QRCodeInfo"]?.code
    found.person = event["employeeNoString"]?.word ?? event["employeeNo"]?.word
    found.reader = event["cardReaderNo"]?.integer ?? event["doorNo"]?.integer
    found.time = root["dateTime"]?.word.flatMap(zone.instant)
    // Kept while the network was down, and sent now.
    found.isReplay = event["currentEvent"] == .bool(false) || root["isDataRetransmission"] == .bool(true)
    found.detail = event["doorNo"]?.word.map { "door \($0)" }
    return TerminalMessage(reports: report(found).map { [$0] } ?? [])
  }
}
