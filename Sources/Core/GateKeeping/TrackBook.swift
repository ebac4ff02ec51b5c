import AccessModel

/// The vehicles recently seen at one access point: one decision for each, never one for each message.
struct TrackBook: Equatable, Sendable {
  struct Track: Equatable, Sendable {
    /// The camera's identifier, where it has one.
    var vendorID: String?
    /// Every reading of its plate so far; nil stands for "unreadable".
    var plates: [String?]
    var decision: String
    var outcome: AccessOutcome
    /// Granted, and its passage has not ended: however long it takes, this is the same vehicle.
    var awaitsPassage: Bool
    var lastSeen: Moment
    /// When its passage ended, by both clocks.
    var ended: Now?
    /// The loop has seen that nobody passed.
    var wasNotTaken = false
    /// Claims that people have rejected of this vehicle.
    var rejected: [RejectedClaim] = []
  }

  /// Vendor identifiers restart; they count only this long after the last message.
  static let vendorSpan = Span.seconds(120)
  /// Reads captured this soon after the end of a passage still belong to it.
  static let afterPassage = Span.seconds(10)
  static let tracksMax = 64
  static let platesPerTrackMax = 16

  private(set) var tracks: [Track] = []

  /// The track that a read continues, or nil for a vehicle not seen before.
  ///
  /// A camera's identifier alone proves nothing for a first message: some firmwares send a constant one,
  /// and two vehicles would become one. It joins what says of itself that it continues, and what could
  /// not be read.
  ///
  /// A vehicle that was granted and did not come is asked again by its next message: it may only have been
  /// slow.
  func index(of read: PlateRead, plate: String?, sameVehicle: Span, now: Now) -> Int? {
    // By position: a closure over whole tracks would copy each one.
    for index in tracks.indices.reversed() {
      let isNamed =
        read.track.id != nil && read.track.id == tracks[index].vendorID && !tracks[index].wasNotTaken
        && now.moment - tracks[index].lastSeen <= Self.vendorSpan
      if isNamed {
        if read.track.phase != .new { return index }
        let isUnread = plate == nil || tracks[index].plates.allSatisfy { $0 == nil }
        if isUnread, tracks[index].ended == nil { return index }
      }
      guard tracks[index].plates.contains(plate) else { continue }
      if let ended = tracks[index].ended {
        if Self.belongs(capturedAt: read.capturedAt, toPassageEnded: ended, now: now) { return index }
      } else if tracks[index].awaitsPassage || now.moment - tracks[index].lastSeen <= sameVehicle {
        return index
      }
    }
    return nil
  }

  /// The decision that let this plate pass just now, or is letting it pass.
  func grant(of plate: String, now: Now) -> String? {
    for track in tracks.reversed() where track.outcome == .granted && track.plates.contains(plate) {
      let since = track.ended?.moment ?? track.lastSeen
      if track.awaitsPassage || now.moment - since <= Self.afterPassage { return track.decision }
    }
    return nil
  }

  /// By both clocks: one that was set back must not make a car of now a car of then.
  private static func belongs(capturedAt: CivilTime?, toPassageEnded ended: Now, now: Now) -> Bool {
    guard let captured = capturedAt else { return now.moment - ended.moment <= afterPassage }
    return captured - ended.civil <= afterPassage && now.moment - ended.moment <= vendorSpan
  }

  /// Begins a track; the oldest gives way when the book is full.
  mutating func begin(_ track: Track) {
    if tracks.count >= Self.tracksMax { tracks.removeFirst() }
    tracks.append(track)
  }

  /// Another message of a track.
  mutating func see(_ index: Int, plate: String?, vendorID: String?, at moment: Moment) {
    tracks[index].lastSeen = moment
    if tracks[index].vendorID == nil { tracks[index].vendorID = vendorID }
    if !tracks[index].plates.contains(plate), tracks[index].plates.count < Self.platesPerTrackMax {
      tracks[index].plates.append(plate)
    }
  }

  /// A better reading changed the decision.
  mutating func redecide(_ index: Int, decision: String, outcome: AccessOutcome, awaitsPassage: Bool) {
    tracks[index].decision = decision
    tracks[index].outcome = outcome
    tracks[index].awaitsPassage = awaitsPassage
  }

  /// A referral was answered.
  mutating func redecide(
    decision old: String, by decision: String, outcome: AccessOutcome, awaitsPassage: Bool
  ) {
    guard let index = tracks.lastIndex(where: { $0.decision == old }) else { return }
    redecide(index, decision: decision, outcome: outcome, awaitsPassage: awaitsPassage)
  }

  /// Whoever rejects a claim has the vehicle before them: it has been seen now.
  mutating func reject(_ claim: RejectedClaim, of plate: String, at moment: Moment) {
    guard let index = tracks.lastIndex(where: { $0.plates.contains(plate) && $0.ended == nil }) else {
      return
    }
    tracks[index].lastSeen = moment
    if !tracks[index].rejected.contains(claim) { tracks[index].rejected.append(claim) }
  }

  /// The passage of a decision has ended: later messages of this vehicle begin anew after a short while.
  mutating func end(decision: String, _ ending: PassageEnding, at now: Now) {
    guard let index = tracks.lastIndex(where: { $0.decision == decision }) else { return }
    tracks[index].ended = now
    tracks[index].awaitsPassage = false
    tracks[index].wasNotTaken = ending == .notTaken
  }

  /// The decision moved nothing and never will: the vehicle may be asked again at once.
  mutating func forget(decision: String) { tracks.removeAll { $0.decision == decision } }

  /// New lists or rules: whoever was refused may be asked again.
  mutating func forgetRefused() { tracks.removeAll { $0.outcome != .granted } }
}
