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

  /// Oldest first; beyond `tracksMax` the oldest wait to be swept away and are not found any more.
  private var rows: [Track] = []
  /// Beside them: the marks of their plates, and the hash of their decisions.
  private var marks: [UInt64] = []
  private var decisions: [UInt32] = []
  private static let unreadMark: UInt64 = 1

  /// Positions of those that count.
  private var found: Range<Int> { max(0, rows.count - Self.tracksMax)..<rows.count }

  subscript(_ index: Int) -> Track { rows[index] }

  private static func marks(of plate: String?) -> UInt64 { plate.map(TextHash.marks(of:)) ?? unreadMark }

  /// The track that a read continues, or nil for a vehicle not seen before.
  ///
  /// A camera's identifier alone proves nothing for a first message: some firmwares send a constant one,
  /// and two vehicles would become one. It joins what says of itself that it continues, and what could
  /// not be read.
  ///
  /// A vehicle that was granted and did not come is asked again by its next message: it may only have been
  /// slow.
  func index(of read: PlateRead, plate: String?, sameVehicle: Span, now: Now) -> Int? {
    let wanted = Self.marks(of: plate)
    // By position: a closure over whole tracks would copy each one.
    for index in found.reversed() where read.track.id != nil || marks[index] & wanted == wanted {
      let isNamed =
        read.track.id != nil && read.track.id == rows[index].vendorID && !rows[index].wasNotTaken
        && now.moment - rows[index].lastSeen <= Self.vendorSpan
      if isNamed {
        if read.track.phase != .new { return index }
        let isUnread = plate == nil || rows[index].plates.allSatisfy { $0 == nil }
        if isUnread, rows[index].ended == nil { return index }
      }
      guard rows[index].plates.contains(plate) else { continue }
      if let ended = rows[index].ended {
        if Self.belongs(capturedAt: read.capturedAt, toPassageEnded: ended, now: now) { return index }
      } else if rows[index].awaitsPassage || now.moment - rows[index].lastSeen <= sameVehicle {
        return index
      }
    }
    return nil
  }

  /// The decision that let this plate pass just now, or is letting it pass.
  func grant(of plate: String, now: Now) -> String? {
    let wanted = Self.marks(of: plate)
    for index in found.reversed() where marks[index] & wanted == wanted {
      guard rows[index].outcome == .granted, rows[index].plates.contains(plate) else { continue }
      let since = rows[index].ended?.moment ?? rows[index].lastSeen
      if rows[index].awaitsPassage || now.moment - since <= Self.afterPassage { return rows[index].decision }
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
    if rows.count >= 2 * Self.tracksMax {
      rows.removeFirst(Self.tracksMax)
      marks.removeFirst(Self.tracksMax)
      decisions.removeFirst(Self.tracksMax)
    }
    rows.append(track)
    marks.append(track.plates.reduce(0) { $0 | Self.marks(of: $1) })
    decisions.append(TextHash.of(track.decision))
  }

  /// Another message of a track.
  mutating func see(_ index: Int, plate: String?, vendorID: String?, at moment: Moment) {
    rows[index].lastSeen = moment
    if rows[index].vendorID == nil { rows[index].vendorID = vendorID }
    if !rows[index].plates.contains(plate), rows[index].plates.count < Self.platesPerTrackMax {
      rows[index].plates.append(plate)
      marks[index] |= Self.marks(of: plate)
    }
  }

  /// A better reading changed the decision.
  mutating func redecide(_ index: Int, decision: String, outcome: AccessOutcome, awaitsPassage: Bool) {
    rows[index].decision = decision
    rows[index].outcome = outcome
    rows[index].awaitsPassage = awaitsPassage
    decisions[index] = TextHash.of(decision)
  }

  /// A referral was answered.
  mutating func redecide(
    decision old: String, by decision: String, outcome: AccessOutcome, awaitsPassage: Bool
  ) {
    guard let index = index(ofDecision: old) else { return }
    redecide(index, decision: decision, outcome: outcome, awaitsPassage: awaitsPassage)
  }

  /// Whoever rejects a claim has the vehicle before them: it has been seen now.
  mutating func reject(_ claim: RejectedClaim, of plate: String, at moment: Moment) {
    let index = found.last { rows[$0].ended == nil && rows[$0].plates.contains(plate) }
    guard let index else { return }
    rows[index].lastSeen = moment
    if !rows[index].rejected.contains(claim) { rows[index].rejected.append(claim) }
  }

  /// The passage of a decision has ended: later messages of this vehicle begin anew after a short while.
  mutating func end(decision: String, _ ending: PassageEnding, at now: Now) {
    guard let index = index(ofDecision: decision) else { return }
    rows[index].ended = now
    rows[index].awaitsPassage = false
    rows[index].wasNotTaken = ending == .notTaken
  }

  private func index(ofDecision decision: String) -> Int? {
    let hash = TextHash.of(decision)
    return found.last { decisions[$0] == hash && rows[$0].decision == decision }
  }

  /// The decision moved nothing and never will: the vehicle may be asked again at once.
  mutating func forget(decision: String) { keep { $0.decision != decision } }

  /// New lists or rules: whoever was refused may be asked again.
  mutating func forgetRefused() { keep { $0.outcome == .granted } }

  private mutating func keep(where isKept: (Track) -> Bool) {
    let kept = found.filter { isKept(rows[$0]) }
    (rows, marks, decisions) = (kept.map { rows[$0] }, kept.map { marks[$0] }, kept.map { decisions[$0] })
  }
}
