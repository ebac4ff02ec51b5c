extension CredentialFact {
  func write(to json: inout JSONWriter, identifiers form: PlateForm) {
    json.field("device", presented.device.rawValue)
    json.field("reader", presented.readerNumber)
    json.field("access_point", accessPoint?.rawValue)
    json.field("kind", presented.identifier.kind.rawValue)
    json.field("credential", credential)
    // What identifies a credential that the site knows is not needed to know it; a PIN, or whom a terminal
    // took somebody for (P10), never is.
    if credential == nil, presented.identifier.kind != .pin, presented.identifier.kind != .template {
      switch form {
      case .full: json.field("identifier", presented.identifier.value)
      case .pseudonymous(let hash): json.field("identifier_pseudonym", hash(presented.identifier.value))
      case .redacted: json.field("identifier_redacted", true)
      }
    }
    json.field("captured_at", presented.capturedAt)
    json.field("historical", historical?.rawValue)
    json.field("repeats", repeats)
    if let verdict = presented.deviceVerdict {
      json.field("device_granted", verdict.isGranted)
      json.field("device_words", verdict.words)
    }
  }
}

extension DeviceRemark {
  func write(to json: inout JSONWriter) {
    json.field("device", device.rawValue)
    json.field("reader", readerNumber)
    json.field("detail", words)
  }
}

extension DoorCommandFact {
  func write(to json: inout JSONWriter) {
    json.field("door", command.door.rawValue)
    command.action.write(to: &json)
    json.field("command", command.number)
    switch cause {
    case .decision(let id): json.field("decision", id)
    case .requestToExit: json.field("cause", "request_to_exit")
    case .relock: json.field("cause", "relock")
    case .mode(let mode): json.field("cause", "mode \(mode.rawValue)")
    case .hold(let point): json.field("cause", "held by \(point)")
    }
  }
}

extension DoorAction {
  fileprivate func write(to json: inout JSONWriter) {
    switch self {
    case .release(let span):
      json.field("action", "release")
      json.field("milliseconds", Int(span.milliseconds))
    case .holdReleased: json.field("action", "hold_released")
    case .secure: json.field("action", "secure")
    }
  }
}

extension DoorOutcome {
  func write(to json: inout JSONWriter) {
    json.field("door", door.rawValue)
    action.write(to: &json)
    json.field("command", number)
    result.write(to: &json)
  }
}

extension DoorChange {
  func write(to json: inout JSONWriter) {
    json.field("door", door.rawValue)
    json.field("mode", mode.rawValue)
    json.field("position", position.rawValue)
    json.field("held_by", heldBy?.rawValue)
  }
}

extension InputSensed {
  func write(to json: inout JSONWriter) {
    json.field("point", point.rawValue)
    switch reading {
    case .active: json.field("state", "active")
    case .inactive: json.field("state", "inactive")
    case .value(let thousandths):
      json.field("state", "value")
      json.field("thousandths", Int(thousandths))
    case .faulty(let why):
      json.field("state", "faulty")
      json.field("detail", why)
    case .stale: json.field("state", "stale")
    }
  }
}
