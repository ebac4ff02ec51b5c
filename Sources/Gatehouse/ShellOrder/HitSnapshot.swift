internal import AccessModel
internal import GateKeeping

/// A claim that waits for people, as the journal keeps it across a restart.
struct HitSnapshot: Decodable {
  private struct Voice: Decodable {
    var name: String
    var verifies: Bool
    var reason: String
  }

  private struct Image: Decodable {
    var role: String
    var file: String
    var bytes: Int
  }

  /// Of an equal plate.
  private struct Exact: Decodable {
    var country: String?
    var action: String
    var validFrom: Int64?
    var validUntil: Int64
  }

  /// Of a plate that looks alike.
  private struct Suspected: Decodable {
    var listedPlate: String
    var score: Int?
    var difference: String
  }

  private var id: String
  private var lane: String
  private var accessPoint: String
  private var plate: String
  private var claimedAt: Int64
  private var isLive: Bool
  private var list: String
  private var version: String
  private var issuedAt: Int64
  private var entry: String
  private var purpose: String
  private var authority: String
  private var reference: String
  private var verifiersMin: Int
  private var exact: Exact?
  private var suspected: Suspected?
  private var images: [Image]
  private var voices: [Voice]

  static func write(_ kept: KeptHit, to json: inout JSONWriter) {
    let (hit, edition) = (kept.hit, kept.hit.match.edition)
    json.object { json in
      json.field("id", hit.id)
      json.field("lane", kept.lane.rawValue)
      json.field("accessPoint", hit.accessPoint.rawValue)
      json.field("plate", hit.plate)
      json.field("claimedAt", kept.claimedAt.milliseconds)
      json.field("isLive", kept.isLive)
      json.field("list", edition.list.rawValue)
      json.field("version", edition.version)
      json.field("issuedAt", edition.issuedAt.milliseconds)
      json.field("entry", hit.match.entryID)
      json.field("verifiersMin", hit.match.verifiersMin)
      switch hit.match {
      case .exact(let match): write(match.entry, to: &json)
      case .suspected(let match): write(match, to: &json)
      }
      json.array("images", hit.images) { json, image in
        json.object { json in
          json.field("role", image.role.rawValue)
          json.field("file", image.file)
          json.field("bytes", image.bytes)
        }
      }
      json.array("voices", kept.voices) { json, voice in
        json.object { json in
          json.field("name", voice.operatorName)
          json.field("verifies", voice.verifies)
          json.field("reason", voice.reason)
        }
      }
    }
  }

  private static func write(_ entry: WatchlistEntry, to json: inout JSONWriter) {
    json.field("purpose", entry.purpose.rawValue)
    json.field("authority", entry.authority)
    json.field("reference", entry.reference)
    json.object("exact") { json in
      json.field("country", entry.country)
      json.field("action", entry.action.rawValue)
      json.field("validFrom", entry.validFrom?.milliseconds)
      json.field("validUntil", entry.validUntil.milliseconds)
    }
  }

  private static func write(_ match: SuspectedMatch, to json: inout JSONWriter) {
    json.field("purpose", match.purpose.rawValue)
    json.field("authority", match.authority)
    json.field("reference", match.reference)
    json.object("suspected") { json in
      json.field("listedPlate", match.listedPlate)
      json.field("score", match.score)
      json.field("difference", match.difference)
    }
  }

  /// nil for words of another release.
  var kept: KeptHit? {
    guard let purpose = ListPurpose(rawValue: purpose), let match = match(purpose) else { return nil }
    let hit = WatchlistHit(
      id: id, accessPoint: AccessPointID(accessPoint), plate: plate, match: match,
      images: images.map {
        EvidenceImage(role: EvidenceRole(rawValue: $0.role) ?? .other, file: $0.file, bytes: $0.bytes)
      })
    return KeptHit(
      hit: hit, lane: LaneID(lane), claimedAt: CivilTime(milliseconds: claimedAt), isLive: isLive,
      voices: voices.map { HitVoice(operatorName: $0.name, verifies: $0.verifies, reason: $0.reason) })
  }

  private func match(_ purpose: ListPurpose) -> HitMatch? {
    let edition = ListEdition(
      list: ListID(list), version: version, issuedAt: CivilTime(milliseconds: issuedAt))
    if let exact, let action = PermittedAction(rawValue: exact.action) {
      let entry = WatchlistEntry(
        id: entry, plate: plate, country: exact.country, purpose: purpose, action: action,
        authority: authority, reference: reference,
        validFrom: exact.validFrom.map { CivilTime(milliseconds: $0) },
        validUntil: CivilTime(milliseconds: exact.validUntil), verifiersMin: verifiersMin)
      return .exact(ListMatch(edition: edition, entry: entry))
    }
    return suspected.map { suspicion in
      .suspected(
        SuspectedMatch(
          edition: edition, entryID: entry, listedPlate: suspicion.listedPlate, purpose: purpose,
          authority: authority, reference: reference, score: suspicion.score,
          difference: suspicion.difference, verifiersMin: verifiersMin))
    }
  }
}

/// How the claims of one list ended so far.
struct TallySnapshot: Decodable {
  private var list: String
  private var isExact: Bool
  private var verified: UInt64
  private var rejected: UInt64
  private var lapsed: UInt64

  static func write(_ tally: HitTally, to json: inout JSONWriter) {
    json.object { json in
      json.field("list", tally.list.rawValue)
      json.field("isExact", tally.isExact)
      json.field("verified", tally.verified)
      json.field("rejected", tally.rejected)
      json.field("lapsed", tally.lapsed)
    }
  }

  var tally: HitTally {
    HitTally(
      list: ListID(list), isExact: isExact, verified: verified, rejected: rejected, lapsed: lapsed)
  }
}
