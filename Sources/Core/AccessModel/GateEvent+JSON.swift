/// In which form a plate that is on no list is written (P10).
public enum PlateForm: Sendable {
  /// As it is: the journal's own form, and that of listed plates.
  case full
  /// A keyed hash in place of the plate.
  case pseudonymous(@Sendable (String) -> String)
  /// Gone.
  case redacted
}

extension GateEvent {
  /// The event's `data` as JSON (config/schemas/events).
  public func data(plates form: PlateForm) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("lane", lane?.rawValue)
      switch fact {
      case .plateRead(let fact): fact.write(to: &json, plates: form)
      case .accessDecided(let decision): decision.write(to: &json, plates: form)
      case .accessEnded(let passage): passage.write(to: &json, plates: form)
      case .barrierCommanded(let fact): fact.write(to: &json)
      case .barrierAnswered(let outcome): outcome.write(to: &json)
      case .barrierMoved(let move): move.write(to: &json)
      case .credentialPresented(let fact): fact.write(to: &json, identifiers: form)
      case .credentialMisread(let remark), .deviceReported(let remark): remark.write(to: &json)
      case .doorCommanded(let fact): fact.write(to: &json)
      case .doorAnswered(let outcome): outcome.write(to: &json)
      case .lampCommanded(let fact): fact.write(to: &json)
      case .lampAnswered(let outcome): outcome.write(to: &json)
      case .doorChanged(let change): change.write(to: &json)
      case .inputChanged(let sensed): sensed.write(to: &json)
      case .hitPending(let hit): hit.write(to: &json)
      case .hitDecided(let decision): decision.write(to: &json)
      case .alarmRaised(let alarm), .alarmCleared(let alarm): alarm.write(to: &json)
      case .alarmAcknowledged(let handling), .alarmShelved(let handling), .alarmUnshelved(let handling),
        .alarmEscalated(let handling):
        handling.write(to: &json)
      case .deviceChanged(let health): health.write(to: &json)
      case .operatorCommanded(let fact): fact.write(to: &json)
      case .siteStarted(let version, let settingsVersion):
        json.field("version", version)
        json.field("settings_version", settingsVersion)
      case .siteStopping: break
      case .settingsApplied(let settingsVersion): json.field("settings_version", settingsVersion)
      case .settingsRefused(let firstError, let errorCount):
        json.field("first_error", firstError)
        json.field("errors", errorCount)
      case .listLoaded(let edition, let entries, let quarantined):
        json.object("edition", edition.write)
        json.field("entries", entries)
        json.field("quarantined", quarantined)
      case .eventQuarantined(let stream, let sequence, let reason):
        json.field("stream", stream.rawValue)
        json.field("sequence", sequence)
        json.field("reason", reason)
      }
    }
    return json.bytes
  }
}

extension JSONWriter {
  /// A plate in the form that its class permits: `plate`, `plate_pseudonym`, or nothing.
  fileprivate mutating func plate(_ plate: String?, _ form: PlateForm) {
    guard let plate else { return }
    switch form {
    case .full: field("plate", plate)
    case .pseudonymous(let hash): field("plate_pseudonym", hash(plate))
    case .redacted: field("plate_redacted", true)
    }
  }

  mutating func images(_ images: [EvidenceImage]) {
    guard !images.isEmpty else { return }
    array("images", images) { json, image in
      json.object { json in
        json.field("role", image.role.rawValue)
        json.field("file", image.file)
        json.field("bytes", image.bytes)
      }
    }
  }
}

extension ReadFact {
  fileprivate func write(to json: inout JSONWriter, plates form: PlateForm) {
    json.field("device", read.device.rawValue)
    json.field("access_point", accessPoint?.rawValue)
    json.plate(normalisedPlate, form)
    if case .full = form {
      if read.plate != normalisedPlate { json.field("plate_as_read", read.plate) }
      if !read.candidates.isEmpty {
        json.array("candidates", read.candidates) { json, candidate in
          json.object { json in
            json.field("plate", candidate.plate)
            json.field("confidence", candidate.confidence)
          }
        }
      }
    }
    json.field("country", read.country)
    json.field("confidence", read.confidence)
    json.field("direction", read.direction.rawValue)
    json.field("lane_number", read.laneNumber)
    json.field("vehicle_kind", read.vehicle.kind)
    json.field("vehicle_colour", read.vehicle.colour)
    json.field("vehicle_make", read.vehicle.make)
    json.field("track", read.track.id)
    json.field("phase", read.track.phase.rawValue)
    json.field("captured_at", read.capturedAt)
    json.field("historical", historical?.rawValue)
    json.field("repeats", repeats)
    if awaitsFrames { json.field("awaits_frames", true) }
    json.images(read.images)
  }
}

extension AccessDecision {
  fileprivate func write(to json: inout JSONWriter, plates form: PlateForm) {
    json.field("decision", id)
    json.field("access_point", accessPoint.rawValue)
    json.plate(plate, form)
    json.field("credential", credential)
    json.field("outcome", outcome.rawValue)
    json.array("reasons", reasons) { json, reason in json.string(reason.rawValue) }
    if let match { json.object("match", match.write) }
    if !lists.isEmpty { json.array("lists", lists) { json, edition in json.object(edition.write) } }
    json.field("settings_version", settingsVersion)
    json.field("clock_synchronised", clockIsSynchronised)
    json.field("operator", operatorName)
    if !others.isEmpty { json.array("other_credentials", others) { json, id in json.string(id) } }
    if !rules.isEmpty { json.array("rules", rules) { json, rule in json.string(rule) } }
    json.field("answers", answers)
  }
}

extension ListEdition {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("list", list.rawValue)
    json.field("version", version)
    json.field("issued_at", issuedAt)
  }
}

extension ListMatch {
  func write(to json: inout JSONWriter) {
    json.field("list", edition.list.rawValue)
    json.field("version", edition.version)
    json.field("entry", entry.id)
    json.field("purpose", entry.purpose.rawValue)
    json.field("action", entry.action.rawValue)
    json.field("authority", entry.authority)
    json.field("reference", entry.reference)
    json.field("valid_until", entry.validUntil)
  }
}

extension Passage {
  fileprivate func write(to json: inout JSONWriter, plates form: PlateForm) {
    json.field("access_point", accessPoint.rawValue)
    json.field("decision", decision)
    json.plate(plate, form)
  }
}

extension BarrierCommandFact {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("barrier", command.barrier.rawValue)
    json.field("action", command.action.rawValue)
    json.field("command", command.number)
    switch cause {
    case .decision(let id): json.field("decision", id)
    case .closing(let why): json.field("closing", why)
    case .hold(let point): json.field("held_by", point.rawValue)
    }
  }
}

extension CommandOutcome {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("barrier", barrier.rawValue)
    json.field("action", action.rawValue)
    json.field("command", number)
    result.write(to: &json)
  }
}

extension CommandOutcome.Result {
  func write(to json: inout JSONWriter) {
    switch self {
    case .written: json.field("result", "written")
    case .expired: json.field("result", "expired")
    case .notReady(let detail):
      json.field("result", "not_ready")
      json.field("detail", detail)
    case .withheld(let detail):
      json.field("result", "withheld")
      json.field("detail", detail)
    case .failed(let detail):
      json.field("result", "failed")
      json.field("detail", detail)
    }
  }
}

extension BarrierMove {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("barrier", barrier.rawValue)
    json.field("position", position.rawValue)
    json.field("presence", presence.rawValue)
  }
}

extension DeviceHealth {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("device", device.rawValue)
    json.field("state", state.rawValue)
    json.field("reason", reason)
  }
}

extension OperatorFact {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("operator", operatorName)
    json.field("verb", verb)
    json.field("target", target)
    json.field("reason", reason)
    json.field("accepted", accepted)
    if !accepted { json.field("refusal", refusal) }
  }
}
