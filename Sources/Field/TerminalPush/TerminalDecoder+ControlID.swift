internal import AccessModel
internal import FieldContract

/// The monitor of Control iD: `POST .../dao` with changes of its tables, `.../catra_event` of turnstiles.
extension TerminalDecoder {
  func controlid(_ request: TerminalRequest) throws(BodyFault) -> TerminalMessage {
    let verb = request.path.split(separator: "/").last.map(String.init) ?? ""
    let reply = TerminalReply(contentType: "application/json", body: "{}")
    let start = Self.start(of: request.body)
    guard start < request.body.count else {
      return TerminalMessage(reply: reply, notes: [verb == "device_is_alive" ? "heartbeat" : "an empty body"])
    }
    let document = try JSONReader.read(request.body, start..<request.body.count)
    var message = TerminalMessage(reply: reply)
    if let event = document["event"], verb == "catra_event" {
      var found = Event(code: "catra/\(event["type"]?.word ?? "?")")
      found.detail = event["name"]?.word
      found.time = event["time"]?.word.flatMap(LocalZone.instant(ofEpoch:))
      message.reports = report(found).map { [$0] } ?? []
      return message
    }
    for change in document["object_changes"]?.elements ?? [] {
      let object = change["object"]?.word ?? "?"
      guard object == "access_logs", change["type"]?.word == "inserted", let values = change["values"] else {
        message.notes.append(object)
        continue
      }
      var event = Event(code: values["event"]?.word ?? "?")
      event.card = values["card_value"]?.word
      event.text = values["qrcode_value"]?.code
      event.person = values["user_id"]?.word
      event.reader = values["portal_id"]?.integer
      event.time = values["time"]?.word.flatMap(LocalZone.instant(ofEpoch:))
      if let report = report(event) {
        message.reports.append(report)
      } else {
        message.notes.append(event.code)
      }
    }
    if message.reports.isEmpty, message.notes.isEmpty {
      message.notes = [verb == "device_is_alive" ? "heartbeat" : "no change of an access log"]
    }
    return message
  }
}
