public import AccessModel
import PlateMatching

/// A hit is a claim (P8): recorded and, when it is live, raised; it decides nothing by itself.
extension GateKeeper {
  /// Look-alikes less likely than this are not worth a person's time; of 1000.
  static let suspicionMin = 450

  /// Claims of one read on each list; a plate that stands in a list many times is one plate.
  static let claimsMax = 16

  /// Claims of every entry that names this plate; where none does, of those that may mean it.
  mutating func report(
    _ verdict: AccessRules.Verdict, of plate: String, _ read: PlateRead, at place: LanePlace, isLive: Bool
  ) {
    let (accessPoint, lane) = (place.point.id, place.laneID)
    let now = ledger.now.moment
    recentHits.removeAll { now - $0.at > Self.sameHit }
    for match in verdict.hits.prefix(Self.claimsMax) {
      let entry = match.entry
      claim(.exact(match), .watchlistHit, of: plate, read, at: accessPoint, lane: lane, isLive: isLive) {
        "plate \(plate) at \(accessPoint) is on list \(match.edition.list): \(entry.purpose.rawValue), "
          + "\(entry.authority), \(entry.reference); permitted: \(entry.action.rawValue)"
      }
    }
    // A plate that a list knows letter by letter is no misread of another.
    guard verdict.hits.isEmpty, !verdict.reasons.contains(.membership),
      !verdict.reasons.contains(.hitRejected)
    else { return }
    for match in suspicions(read, at: place) {
      let code = AlarmCode.watchlistLookAlike
      claim(.suspected(match), code, of: plate, read, at: accessPoint, lane: lane, isLive: isLive) {
        "plate \(plate) at \(accessPoint) may be \(match.listedPlate) (\(match.difference)), "
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
    lapse(
      hits.add(
        HitBook.Entry(
          hit: hit, lane: lane, claimedAt: ledger.now.civil, since: ledger.now.moment, isLive: isLive)))
    ledger.record(.hitPending(hit), lane: lane)
    if isLive { ledger.raise(code, hit.id, lane: lane, what: what()) }
  }

  // MARK: - what people say

  /// Claims that wait for people, oldest first.
  public var hitViews: [HitView] { hits.entries.map(HitView.init) }

  /// How the claims of each list ended so far.
  public var hitTallies: [HitTally] { hits.tallies }

  mutating func take(_ order: OperatorHitOrder) {
    var (decided, refusal): ((HitBook.Entry, HitDecision)?, String?) = (nil, nil)
    let lane = hits.entries.first { $0.hit.id == order.hit }?.lane
    let voice = HitVoice(
      operatorName: order.operatorName, verifies: order.verifies, reason: order.reason ?? "")
    do throws(AlarmRefusal) { decided = try hits.take(voice, on: order.hit) } catch { refusal = error.text }
    let verb = order.verifies ? "verify" : "reject"
    ledger.record(
      .operatorCommanded(
        OperatorFact(
          operatorName: order.operatorName, verb: "hits \(verb)", target: order.hit, reason: order.reason,
          accepted: refusal == nil, refusal: refusal ?? "")), lane: lane)
    if let (entry, decision) = decided {
      end(entry, decision)
      if decision.outcome == .rejected { pardon(entry.hit) }
    }
    let text =
      decided.map { "hit \(order.hit) is \($0.1.outcome.rawValue)" }
      ?? "taken down; hit \(order.hit) waits for a second person to \(verb) it"
    answer(order.number, refusal, text)
  }

  mutating func reviewHits() { lapse(hits.review(now: ledger.now.moment)) }

  private mutating func lapse(_ entries: [HitBook.Entry]) {
    for entry in entries { end(entry, HitDecision(hit: entry.hit, outcome: .lapsed, voices: entry.voices)) }
  }

  private mutating func end(_ entry: HitBook.Entry, _ decision: HitDecision) {
    ledger.record(.hitDecided(decision), lane: entry.lane)
    ledger.clear(entry.hit.match.isExact ? .watchlistHit : .watchlistLookAlike, entry.hit.id)
  }

  /// The vehicle that the claim was made of is judged without it at its next read, and no other.
  private mutating func pardon(_ hit: WatchlistHit) {
    let claim = RejectedClaim(list: hit.match.edition.list, entry: hit.match.entryID)
    for lane in lanes.indices {
      let accessPoints = lanes[lane].lane.accessPoints
      guard let index = accessPoints.firstIndex(where: { $0.id == hit.accessPoint }),
        lanes[lane].tracks.indices.contains(index)
      else { continue }
      lanes[lane].tracks[index].reject(claim, of: hit.plate, at: ledger.now.moment)
    }
  }

  /// What the rules say of a vehicle of which people have rejected claims.
  func judgeAnew(
    _ verdict: AccessRules.Verdict, without claims: [RejectedClaim], _ plates: [NormalisedPlate],
    at place: LanePlace
  ) -> AccessRules.Verdict {
    guard verdict.hits.contains(where: { claims.contains(RejectedClaim($0)) }) else { return verdict }
    let rules = AccessRules(listAgeMax: layout.listAgeMax, rejected: claims)
    var next = rules.verdict(plates: plates, at: place, now: ledger.now.civil)
    next.reasons.insert(.hitRejected)
    // The list names it all the same.
    next.isUnlisted = false
    return next
  }

  /// Entries in force that a misread, or a witness' partial plate, may mean; for alarms only (P3).
  private func suspicions(_ read: PlateRead, at place: LanePlace) -> [SuspectedMatch] {
    place.watchlists.flatMap { index in
      index.suspects(of: read, at: ledger.now.civil).compactMap { entry -> SuspectedMatch? in
        let (score, difference): (Int?, String) =
          switch entry.ground {
          case .confusable(let score, let difference): (score, difference.description)
          case .wildcard(let pattern): (nil, "fits \(pattern)")
          }
        guard score.map({ $0 >= Self.suspicionMin }) ?? true else { return nil }
        return SuspectedMatch(
          edition: index.edition, entryID: entry.id, listedPlate: entry.listedPlate, purpose: entry.purpose,
          authority: entry.authority, reference: entry.reference, score: score, difference: difference,
          verifiersMin: entry.verifiersMin)
      }
    }
  }
}

/// A claim that people have rejected of one vehicle.
struct RejectedClaim: Hashable, Sendable {
  var list: ListID
  var entry: String

  init(list: ListID, entry: String) {
    self.list = list
    self.entry = entry
  }

  init(_ match: ListMatch) {
    list = match.edition.list
    entry = match.entry.id
  }
}
