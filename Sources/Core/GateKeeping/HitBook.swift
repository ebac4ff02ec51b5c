import AccessModel

/// Claims that wait for people, and how earlier ones ended (P8).
struct HitBook: Sendable {
  struct Entry: Hashable, Sendable {
    var hit: WatchlistHit
    var lane: LaneID
    var claimedAt: CivilTime
    var since: Moment
    /// The vehicle was at the gate when it was claimed.
    var isLive: Bool
    var voices: [HitVoice] = []
  }

  /// Oldest first.
  private(set) var entries: [Entry] = []
  private(set) var tallies: [HitTally] = []
  var lapse: Span

  /// Claims that wait at the same time; beyond it the least sure of the oldest lapses.
  static let pendingMax = 256
  static let talliesMax = 256

  init(lapse: Span) { self.lapse = lapse }

  /// A new claim; what lapses for it.
  mutating func add(_ entry: Entry) -> [Entry] {
    var lapsed: [Entry] = []
    if entries.count >= Self.pendingMax {
      let index = entries.firstIndex { !$0.isLive || !$0.hit.match.isExact } ?? 0
      lapsed.append(entries.remove(at: index))
      count(.lapsed, of: lapsed[0].hit.match)
    }
    entries.append(entry)
    return lapsed
  }

  /// One person says what the claim is; the entry when that decides it, nil when others must say so too.
  mutating func take(_ voice: HitVoice, on id: String) throws(AlarmRefusal) -> (Entry, HitDecision)? {
    guard let index = entries.firstIndex(where: { $0.hit.id == id }) else {
      throw AlarmRefusal("no hit \(id) waits for a person; see gatectl hits")
    }
    guard voice.reason.contains(where: { $0 != " " }) else {
      throw AlarmRefusal("say why (--reason): it is recorded with your name")
    }
    let same = entries[index].voices.contains {
      $0.operatorName == voice.operatorName && $0.verifies == voice.verifies
    }
    if same { throw AlarmRefusal("\(voice.operatorName) has said so already: another person must as well") }
    // Who has changed their mind speaks once.
    entries[index].voices.removeAll { $0.operatorName == voice.operatorName }
    entries[index].voices.append(voice)
    let agreeing = entries[index].voices.count { $0.verifies == voice.verifies }
    guard agreeing >= entries[index].hit.match.verifiersMin else { return nil }
    let entry = entries.remove(at: index)
    let outcome: HitOutcome = voice.verifies ? .verified : .rejected
    count(outcome, of: entry.hit.match)
    return (entry, HitDecision(hit: entry.hit, outcome: outcome, voices: entry.voices))
  }

  /// When the next claim lapses.
  var deadline: Moment? {
    var first = Earliest()
    for index in entries.indices { first.take(entries[index].since + lapse) }
    return first.moment
  }

  /// Claims that nobody decided in time; by the monotonic clock.
  mutating func review(now: Moment) -> [Entry] {
    let lapsed = entries.filter { now - $0.since >= lapse }
    guard !lapsed.isEmpty else { return [] }
    entries.removeAll { now - $0.since >= lapse }
    for entry in lapsed { count(.lapsed, of: entry.hit.match) }
    return lapsed
  }

  mutating func restore(_ entries: [Entry], _ tallies: [HitTally]) {
    self.entries = Array(entries.suffix(Self.pendingMax))
    self.tallies = Array(tallies.prefix(Self.talliesMax))
  }

  private mutating func count(_ outcome: HitOutcome, of match: HitMatch) {
    let (list, isExact) = (match.edition.list, match.isExact)
    if !tallies.contains(where: { $0.list == list && $0.isExact == isExact }) {
      if tallies.count >= Self.talliesMax { tallies.removeFirst() }
      tallies.append(HitTally(list: list, isExact: isExact))
    }
    guard let index = tallies.firstIndex(where: { $0.list == list && $0.isExact == isExact }) else { return }
    switch outcome {
    case .verified: tallies[index].verified &+= 1
    case .rejected: tallies[index].rejected &+= 1
    case .lapsed: tallies[index].lapsed &+= 1
    }
  }
}
