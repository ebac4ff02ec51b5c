public import AccessModel

/// Who is in which area and how many, by passages that a sensor has proven.
public struct AreaBook: Hashable, Sendable {
  /// By a hash of the subject, each sorted by it: a change touches one of them.
  public private(set) var buckets: [[Presence]]
  public private(set) var counts: [AreaCount]
  /// The hash of each presence's subject, beside its bucket: what a search looks through.
  private var hashes: [[UInt32]]
  private var running = RunningPassages()

  /// Subjects remembered; beyond it the longest outside is forgotten.
  public static let presencesMax = 100_000
  public static let bucketCount = 256

  /// Presences come in any order; those beyond `presencesMax` are dropped.
  public init(presences: [Presence] = [], counts: [AreaCount] = []) {
    buckets = Array(repeating: [], count: Self.bucketCount)
    hashes = Array(repeating: [], count: Self.bucketCount)
    self.counts = counts
    for presence in presences.prefix(Self.presencesMax) { put(presence, TextHash.of(presence.subject)) }
  }

  /// Without the passages that have not ended.
  var settled: AreaBook {
    var settled = self
    settled.running = RunningPassages()
    return settled
  }

  public func presence(of subject: String) -> Presence? { presence(of: AreaSubject(subject)) }

  func presence(of subject: AreaSubject) -> Presence? {
    place(of: subject).map { buckets[Self.bucket(subject.hash)][$0] }
  }

  public func count(in area: AreaID) -> AreaCount {
    counts.first { $0.area == area } ?? AreaCount(area: area, count: 0)
  }

  /// A grant through a place that leads from one area to another.
  mutating func expect(
    _ decision: String, _ subjects: [AreaSubject], _ sides: AreaSides, opensFirst: Bool
  ) {
    guard sides.from != nil || sides.to != nil else { return }
    running.begin(
      RunningPassages.Passing(decision: decision, subjects: subjects, sides: sides, opensFirst: opensFirst))
  }

  /// How many are granted to enter an area and have not yet been seen to, or not to.
  func expected(in area: AreaID) -> Int { running.persons(to: area) }

  /// Whether somebody is granted to enter an area at this moment.
  func isExpected(_ subject: AreaSubject, in area: AreaID) -> Bool { running.holds(subject, to: area) }

  /// A passage has ended; what no sensor could disprove counts as passed. Answers the areas whose count
  /// changed.
  mutating func end(_ passage: Passage, at time: CivilTime) -> AreaSides {
    guard let passing = running.end(passage.decision), passage.ending != .notTaken else {
      return AreaSides(from: nil, to: nil)
    }
    for subject in passing.subjects {
      // A plate is only ever asked for while it is inside; nothing else of it stays (P10).
      if passing.sides.to == nil, Self.isPlate(subject.text) {
        _ = forget(subject)
      } else {
        put(Presence(subject: subject.text, area: passing.sides.to, since: time), subject.hash)
      }
    }
    if let from = passing.sides.from { add(-passing.persons, to: from) }
    if let to = passing.sides.to { add(passing.persons, to: to, opensFirst: passing.opensFirst) }
    return passing.sides
  }

  /// Somebody counted.
  mutating func set(_ area: AreaID, count: Int) {
    add(count - self.count(in: area).count, to: area)
  }

  private static func isPlate(_ subject: String) -> Bool { subject.hasPrefix("plate ") }

  /// Plates that no list names any more are on no list (P10).
  mutating func forgetPlates(where isGone: (String) -> Bool) {
    removeAll { Self.isPlate($0.subject) && isGone(String($0.subject.dropFirst(6))) }
  }

  mutating func forget(_ subject: String) -> Bool { forget(AreaSubject(subject)) }

  private mutating func forget(_ subject: AreaSubject) -> Bool {
    guard let place = place(of: subject) else { return false }
    remove(Self.bucket(subject.hash), place)
    return true
  }

  /// Everybody may be on either side of this area.
  mutating func forgetAll(in area: AreaID) { removeAll { $0.area == area } }

  private mutating func removeAll(where isGone: (Presence) -> Bool) {
    // A bucket of which nothing goes is not touched: it need not be saved again.
    for bucket in buckets.indices {
      for place in buckets[bucket].indices.reversed() where isGone(buckets[bucket][place]) {
        remove(bucket, place)
      }
    }
  }

  private mutating func remove(_ bucket: Int, _ place: Int) {
    buckets[bucket].remove(at: place)
    hashes[bucket].remove(at: place)
  }

  private mutating func add(_ change: Int, to area: AreaID, opensFirst: Bool = false) {
    let index = counts.firstIndex { $0.area == area } ?? counts.endIndex
    if index == counts.endIndex { counts.append(AreaCount(area: area, count: 0)) }
    counts[index].count = max(0, counts[index].count + change)
    counts[index].hasFirst = counts[index].count > 0 && (counts[index].hasFirst || opensFirst)
  }

  private mutating func put(_ presence: Presence, _ hash: UInt32) {
    let bucket = Self.bucket(hash)
    if let place = place(of: AreaSubject(presence.subject, hash)) {
      buckets[bucket][place].area = presence.area
      buckets[bucket][place].since = presence.since
      return
    }
    if buckets[bucket].count >= Self.presencesMax / Self.bucketCount * 2 { makeRoom(in: bucket) }
    let place = Self.sortedPlace(of: presence.subject, in: buckets[bucket])
    buckets[bucket].insert(presence, at: place)
    hashes[bucket].insert(hash, at: place)
  }

  /// The one that has been outside for longest goes; where all are inside, the one that came first.
  private mutating func makeRoom(in bucket: Int) {
    let rows = buckets[bucket]
    let oldest = rows.indices.min { left, right in
      let (isIn, isInToo) = (rows[left].area != nil, rows[right].area != nil)
      return isIn == isInToo ? rows[left].since < rows[right].since : !isIn
    }
    if let oldest { remove(bucket, oldest) }
  }

  /// Where in its bucket somebody stands.
  private func place(of subject: AreaSubject) -> Int? {
    let bucket = Self.bucket(subject.hash)
    var from = 0
    while let place = TextHash.first(subject.hash, in: hashes[bucket], from: from) {
      if buckets[bucket][place].subject == subject.text { return place }
      from = place + 1
    }
    return nil
  }

  /// First place whose subject is not before this one.
  private static func sortedPlace(of subject: String, in bucket: [Presence]) -> Int {
    var (low, high) = (0, bucket.count)
    while low < high {
      let middle = (low + high) / 2
      if bucket[middle].subject < subject { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// By a hash that is the same on every run, as a snapshot's buckets must be.
  private static func bucket(_ hash: UInt32) -> Int { Int(hash % UInt32(bucketCount)) }
}

/// Who passes, in the words of `Presence.subject`, with the hash by which the areas find them.
struct AreaSubject: Hashable, Sendable {
  let text: String
  let hash: UInt32

  init(_ text: String) { self.init(text, TextHash.of(text)) }

  init(_ text: String, _ hash: UInt32) {
    self.text = text
    self.hash = hash
  }
}

/// The areas on both sides of a lane or door, in the direction of an access point.
struct AreaSides: Hashable, Sendable {
  var from: AreaID?
  var to: AreaID?
}
