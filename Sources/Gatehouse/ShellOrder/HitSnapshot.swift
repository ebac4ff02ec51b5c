internal import AccessModel
internal import GateKeeping

/// A claim that waits for people, as the journal keeps it across a restart.
struct HitSnapshot: Codable {
  private struct Voice: Codable {
    var name: String
    var verifies: Bool
    var reason: String
  }

  private struct Image: Codable {
    var role: String
    var file: String
    var bytes: Int
  }

  /// Of an equal plate.
  private struct Exact: Codable {
    var country: String?
    var action: String
    var validFrom: Int64?
    var validUntil: Int64
  }

  /// Of a plate that looks alike.
  private struct Suspected: Codable {
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

  init(_ kept: KeptHit) {
    let (hit, edition) = (kept.hit, kept.hit.match.edition)
    (id, lane, accessPoint, plate) = (hit.id, kept.lane.rawValue, hit.accessPoint.rawValue, hit.plate)
    (claimedAt, isLive) = (kept.claimedAt.milliseconds, kept.isLive)
    (list, version) = (edition.list.rawValue, edition.version)
    issuedAt = edition.issuedAt.milliseconds
    (entry, verifiersMin) = (hit.match.entryID, hit.match.verifiersMin)
    images = hit.images.map { Image(role: $0.role.rawValue, file: $0.file, bytes: $0.bytes) }
    voices = kept.voices.map { Voice(name: $0.operatorName, verifies: $0.verifies, reason: $0.reason) }
    switch hit.match {
    case .exact(let match):
      (purpose, authority) = (match.entry.purpose.rawValue, match.entry.authority)
      reference = match.entry.reference
      exact = Exact(
        country: match.entry.country, action: match.entry.action.rawValue,
        validFrom: match.entry.validFrom?.milliseconds, validUntil: match.entry.validUntil.milliseconds)
    case .suspected(let match):
      (purpose, authority, reference) = (match.purpose.rawValue, match.authority, match.reference)
      suspected = Suspected(
        listedPlate: match.listedPlate, score: match.score, difference: match.difference)
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
struct TallySnapshot: Codable {
  private var list: String
  private var isExact: Bool
  private var verified: UInt64
  private var rejected: UInt64
  private var lapsed: UInt64

  init(_ tally: HitTally) {
    (list, isExact) = (tally.list.rawValue, tally.isExact)
    (verified, rejected, lapsed) = (tally.verified, tally.rejected, tally.lapsed)
  }

  var tally: HitTally {
    HitTally(
      list: ListID(list), isExact: isExact, verified: verified, rejected: rejected, lapsed: lapsed)
  }
}
