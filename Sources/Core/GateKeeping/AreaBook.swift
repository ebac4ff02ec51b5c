public import AccessModel

/// Who is in which area and how many, by passages that a sensor has proven.
public struct AreaBook: Hashable, Sendable {
  /// By a hash of the subject, each sorted by it: a change touches one of them.
  public private(set) var buckets: [[Presence]]
  public private(set) var counts: [AreaCount]
  private var running: [Passing] = []

  /// Subjects remembered; beyond it the longest outside is forgotten.
  public static let presencesMax = 100_000
  public static let bucketCount = 256
  /// Grants whose passage has not ended.
  static let runningMax = 256

  private struct Passing: Hashable, Sendable {
    var decision: String
    var subjects: [String]
    var from: AreaID?
    var to: AreaID?
    var opensFirst: Bool
  }

  /// Presences come in any order; those beyond `presencesMax` are dropped.
  public init(presences: [Presence] = [], counts: [AreaCount] = []) {
    buckets = Array(repeating: [], count: Self.bucketCount)
    self.counts = counts
    for presence in presences.prefix(Self.presencesMax) { put(presence) }
  }

  /// Without the passages that have not ended.
  var settled: AreaBook {
    var settled = self
    settled.running = []
    return settled
  }

  public func presence(of subject: String) -> Presence? {
    let bucket = buckets[Self.bucket(of: subject)]
    let place = Self.place(of: subject, in: bucket)
    return place < bucket.count && bucket[place].subject == subject ? bucket[place] : nil
  }

  public func count(in area: AreaID) -> AreaCount {
    counts.first { $0.area == area } ?? AreaCount(area: area, count: 0)
  }

  /// A grant through a place that leads from one area to another.
  mutating func expect(_ decision: String, _ subjects: [String], _ sides: AreaSides, opensFirst: Bool) {
    guard sides.from != nil || sides.to != nil else { return }
    if running.count >= Self.runningMax { running.removeFirst() }
    running.append(
      Passing(
        decision: decision, subjects: subjects, from: sides.from, to: sides.to, opensFirst: opensFirst))
  }

  /// How many are granted to enter an area and have not yet been seen to, or not to.
  func expected(in area: AreaID) -> Int {
    running.lazy.filter { $0.to == area }.map { max(1, $0.subjects.count) }.reduce(0, +)
  }

  /// Whether somebody is granted to enter an area at this moment.
  func isExpected(_ subject: String, in area: AreaID) -> Bool {
    running.contains { $0.to == area && $0.subjects.contains(subject) }
  }

  /// A passage has ended; what no sensor could disprove counts as passed. Answers the areas whose count
  /// changed.
  mutating func end(_ passage: Passage, at time: CivilTime) -> [AreaID] {
    guard let index = running.firstIndex(where: { $0.decision == passage.decision }) else { return [] }
    let passing = running.remove(at: index)
    guard passage.ending != .notTaken else { return [] }
    let persons = max(1, passing.subjects.count)
    for subject in passing.subjects {
      // A plate is only ever asked for while it is inside; nothing else of it stays (P10).
      if passing.to == nil, Self.isPlate(subject) {
        _ = forget(subject)
      } else {
        put(Presence(subject: subject, area: passing.to, since: time))
      }
    }
    if let from = passing.from { add(-persons, to: from) }
    if let to = passing.to { add(persons, to: to, opensFirst: passing.opensFirst) }
    return [passing.from, passing.to].compactMap { $0 }
  }

  /// Somebody counted.
  mutating func set(_ area: AreaID, count: Int) {
    add(count - self.count(in: area).count, to: area)
  }

  private static func isPlate(_ subject: String) -> Bool { subject.hasPrefix("plate ") }

  /// Plates that no list names any more are on no list (P10).
  mutating func forgetPlates(where isGone: (String) -> Bool) {
    for bucket in buckets.indices {
      let gone = buckets[bucket].filter {
        Self.isPlate($0.subject) && isGone(String($0.subject.dropFirst(6)))
      }
      if !gone.isEmpty { buckets[bucket].removeAll { gone.contains($0) } }
    }
  }

  mutating func forget(_ subject: String) -> Bool {
    guard presence(of: subject) != nil else { return false }
    let bucket = Self.bucket(of: subject)
    buckets[bucket].remove(at: Self.place(of: subject, in: buckets[bucket]))
    return true
  }

  /// Everybody may be on either side of this area.
  mutating func forgetAll(in area: AreaID) {
    for bucket in buckets.indices where buckets[bucket].contains(where: { $0.area == area }) {
      buckets[bucket].removeAll { $0.area == area }
    }
  }

  private mutating func add(_ change: Int, to area: AreaID, opensFirst: Bool = false) {
    let index = counts.firstIndex { $0.area == area } ?? counts.endIndex
    if index == counts.endIndex { counts.append(AreaCount(area: area, count: 0)) }
    counts[index].count = max(0, counts[index].count + change)
    counts[index].hasFirst = counts[index].count > 0 && (counts[index].hasFirst || opensFirst)
  }

  private mutating func put(_ presence: Presence) {
    let bucket = Self.bucket(of: presence.subject)
    let place = Self.place(of: presence.subject, in: buckets[bucket])
    if place < buckets[bucket].count, buckets[bucket][place].subject == presence.subject {
      buckets[bucket][place] = presence
    } else {
      if buckets[bucket].count >= Self.presencesMax / Self.bucketCount * 2 { makeRoom(in: bucket) }
      buckets[bucket].insert(presence, at: Self.place(of: presence.subject, in: buckets[bucket]))
    }
  }

  /// The one that has been outside for longest goes; where all are inside, the one that came first.
  private mutating func makeRoom(in bucket: Int) {
    let rows = buckets[bucket]
    let oldest = rows.indices.min { left, right in
      let (isIn, isInToo) = (rows[left].area != nil, rows[right].area != nil)
      return isIn == isInToo ? rows[left].since < rows[right].since : !isIn
    }
    if let oldest { buckets[bucket].remove(at: oldest) }
  }

  /// First place whose subject is not before this one.
  private static func place(of subject: String, in bucket: [Presence]) -> Int {
    var (low, high) = (0, bucket.count)
    while low < high {
      let middle = (low + high) / 2
      if bucket[middle].subject < subject { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// FNV-1a, so that a snapshot's buckets are the same on every run.
  private static func bucket(of subject: String) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in subject.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash % UInt32(bucketCount))
  }
}

/// The areas on both sides of a lane or door, in the direction of an access point.
struct AreaSides: Hashable, Sendable {
  var from: AreaID?
  var to: AreaID?
}
