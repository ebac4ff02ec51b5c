import AccessModel
import PlateMatching

/// A hit is a claim (P8): recorded and, when it is live, raised; it decides nothing by itself.
extension GateKeeper {
  /// Look-alikes less likely than this are not worth a person's time; of 1000.
  static let suspicionMin = 450

  /// Claims of one read on each list; a plate that stands in a list many times is one plate.
  static let claimsMax = 16

  /// Claims of every entry that names this plate; where none does, of those that may mean it.
  mutating func report(
    _ verdict: AccessRules.Verdict, of plate: String, _ read: PlateRead, at accessPoint: AccessPoint,
    lane: LaneID, isLive: Bool
  ) {
    let now = ledger.now.moment
    recentHits.removeAll { now - $0.at > Self.sameHit }
    for match in verdict.hits.prefix(Self.claimsMax) {
      let entry = match.entry
      claim(.exact(match), .watchlistHit, of: plate, read, at: accessPoint.id, lane: lane, isLive: isLive) {
        "plate \(plate) at \(accessPoint.id) is on list \(match.edition.list): \(entry.purpose.rawValue), "
          + "\(entry.authority), \(entry.reference); permitted: \(entry.action.rawValue)"
      }
    }
    // A plate that a list knows letter by letter is no misread of another.
    guard verdict.hits.isEmpty, !verdict.reasons.contains(.membership) else { return }
    for match in suspicions(read, at: accessPoint) {
      let code = AlarmCode.watchlistLookAlike
      claim(.suspected(match), code, of: plate, read, at: accessPoint.id, lane: lane, isLive: isLive) {
        "plate \(plate) at \(accessPoint.id) may be \(match.listedPlate) (\(match.difference)), "
          + "which is on list \(match.edition.list): \(match.purpose.rawValue), \(match.authority), "
          + match.reference
      }
    }
  }

  private mutating func claim(
    _ match: HitMatch, _ code: AlarmCode, of plate: String, _ read: PlateRead, at accessPoint: AccessPointID,
    lane: LaneID, isLive: Bool, what: () -> String
  ) {
    let isKnown = recentHits.contains {
      $0.accessPoint == accessPoint && $0.list == match.edition.list && $0.entry == match.entryID
        && ($0.isLive || !isLive) && ($0.isExact || code == .watchlistLookAlike)
    }
    if isKnown { return }
    if recentHits.count >= Self.recentHitsMax { recentHits.removeFirst() }
    recentHits.append(
      RecentHit(
        accessPoint: accessPoint, list: match.edition.list, entry: match.entryID, isLive: isLive,
        isExact: code == .watchlistHit, at: ledger.now.moment))
    let hit = WatchlistHit(
      id: ledger.nextIdentifier(), accessPoint: accessPoint, plate: plate, match: match, images: read.images)
    ledger.record(.hitPending(hit), lane: lane)
    if isLive { ledger.raise(code, hit.id, lane: lane, what: what()) }
  }

  /// Entries in force that a misread, or a witness' partial plate, may mean; for alarms only (P3).
  private func suspicions(_ read: PlateRead, at accessPoint: AccessPoint) -> [SuspectedMatch] {
    accessPoint.watchlists.flatMap { id -> [SuspectedMatch] in
      guard let index = lists.first(where: { $0.edition.list == id }) else { return [] }
      return index.suspects(of: read, at: ledger.now.civil).compactMap { entry in
        let (score, difference): (Int?, String) =
          switch entry.ground {
          case .confusable(let score, let difference): (score, difference.description)
          case .wildcard(let pattern): (nil, "fits \(pattern)")
          }
        guard score.map({ $0 >= Self.suspicionMin }) ?? true else { return nil }
        return SuspectedMatch(
          edition: index.edition, entryID: entry.id, listedPlate: entry.listedPlate, purpose: entry.purpose,
          authority: entry.authority, reference: entry.reference, score: score, difference: difference)
      }
    }
  }
}
