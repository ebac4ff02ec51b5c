import AccessModel
import PlateMatching

/// Who may pass, by lists alone: the part of a decision that depends on nothing that moves.
struct AccessRules {
  struct Verdict: Equatable {
    var outcome: AccessOutcome
    var reasons: ReasonSet
    /// The entry that decided.
    var match: ListMatch?
    /// Every list consulted.
    var editions: [ListEdition]
    /// Entries of watchlists in force, in the order of the site file.
    var hits: [ListMatch]
    /// No entry in force names this plate (P10).
    var isUnlisted: Bool
  }

  /// The issuer's clock may be this much ahead of ours.
  static let clockSlack = Span.seconds(-300)

  let listAgeMax: Span
  var rejected: [RejectedClaim] = []

  /// An exact match only (P3); the age of a list counts (P9).
  ///
  /// `plates` are all that the vehicle bears: one that is joined of two matches by each.
  func verdict(plates: [NormalisedPlate], at place: LanePlace, now: CivilTime) -> Verdict {
    let hits = place.watchlists.flatMap { list in
      list.exact(anyOf: plates).map { ListMatch(edition: list.edition, entry: $0) }
    }.filter { match in
      match.entry.action != .admit && isInForce(match.entry, now) && !rejected.contains(RejectedClaim(match))
    }
    var reasons: ReasonSet = []
    var admitting: ListMatch?
    search: for list in place.memberships.indices {
      for entry in place.memberships[list].exact(anyOf: plates) where admits(entry) {
        let match = ListMatch(edition: place.memberships[list].edition, entry: entry)
        if let from = match.entry.validFrom, from > now {
          reasons.insert(.notActive)
        } else if match.entry.validUntil <= now {
          reasons.insert(.expired)
        } else if !Self.isInDate(match.edition, now, ageMax: listAgeMax) {
          reasons.insert(.listStale)
          admitting = admitting ?? match
        } else {
          admitting = match
          reasons = [.membership]
          break search
        }
      }
    }
    if admitting == nil {
      if plates.isEmpty {
        reasons.insert(.plateUnreadable)
      } else if reasons.isEmpty {
        reasons.insert(.credentialNotFound)
      }
    }
    let outcome: AccessOutcome
    var match = admitting
    if let hold = hits.first(where: { $0.entry.action == .hold }) {
      outcome = .referred
      reasons.insert(.watchlistHit)
      match = hold
    } else if admitting == nil {
      outcome = place.point.whenUnknown == .deny ? .denied : .referred
    } else {
      outcome = reasons.contains(.membership) ? .granted : .referred
    }
    return Verdict(
      outcome: outcome, reasons: reasons, match: match, editions: place.editions, hits: hits,
      isUnlisted: admitting == nil && hits.isEmpty)
  }

  /// A list that was signed later than now proves that the clock is wrong, not that the list is young.
  static func isInDate(_ edition: ListEdition, _ now: CivilTime, ageMax: Span) -> Bool {
    let age = now - edition.issuedAt
    return age <= ageMax && age >= clockSlack
  }

  private func admits(_ entry: WatchlistEntry) -> Bool {
    entry.action == .admit && entry.purpose == .membership
  }

  private func isInForce(_ entry: WatchlistEntry, _ now: CivilTime) -> Bool {
    entry.validUntil > now && (entry.validFrom.map { $0 <= now } ?? true)
  }
}
