extension WatchlistHit {
  func write(to json: inout JSONWriter) {
    json.field("hit", id)
    json.field("access_point", accessPoint.rawValue)
    json.field("plate", plate)
    json.object("match", match.write)
    if case .suspected(let match) = match { json.object("suspicion", match.writeSuspicion) }
    json.images(images)
  }
}

extension HitMatch {
  fileprivate func write(to json: inout JSONWriter) {
    switch self {
    case .exact(let match): match.write(to: &json)
    case .suspected(let match): match.write(to: &json)
    }
  }
}

extension SuspectedMatch {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("list", edition.list.rawValue)
    json.field("version", edition.version)
    json.field("entry", entryID)
    json.field("purpose", purpose.rawValue)
    json.field("authority", authority)
    json.field("reference", reference)
  }

  fileprivate func writeSuspicion(to json: inout JSONWriter) {
    json.field("listed_plate", listedPlate)
    json.field("difference", difference)
    json.field("score", score)
  }
}

extension HitDecision {
  func write(to json: inout JSONWriter) {
    hit.write(to: &json)
    json.array("voices", voices) { json, voice in
      json.object { json in
        json.field("operator", voice.operatorName)
        json.field("verifies", voice.verifies)
        json.field("reason", voice.reason)
      }
    }
  }
}

extension Alarm {
  func write(to json: inout JSONWriter) {
    json.field("alarm", number)
    json.field("code", code.rawValue)
    json.field("class", code.alarmClass.rawValue)
    json.field("priority", code.priority.rawValue)
    json.field("subject", subject)
    json.field("what", what)
    json.field("annunciation", annunciation.rawValue)
    code.text(in: .english).write(to: &json)
    json.object("zh", code.text(in: .chinese).write)
    json.field("raised_at", raisedAt)
    guard !sightings.isEmpty else { return }
    json.array("sightings", sightings) { json, sighting in json.object(sighting.write) }
  }
}

extension AlarmText {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("cause", cause)
    json.field("consequence", consequence)
    json.field("next_step", nextStep)
  }
}

extension AlarmSighting {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("lane", lane.rawValue)
    json.field("camera", camera.rawValue)
    json.field("at", at)
    json.field("plate", plate)
    if !images.isEmpty { json.array("images", images) { json, file in json.string(file) } }
  }
}

extension AlarmHandling {
  func write(to json: inout JSONWriter) {
    alarm.write(to: &json)
    json.field("operator", operatorName)
    json.field("reason", reason)
    json.field("until", until)
    json.field("escalation", escalation)
  }
}
