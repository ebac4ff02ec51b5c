/// Gathers matches and keeps the best: a better one takes the place of a worse one, never the other way
/// round.
struct ConfusableCollector {
  /// Room for the first; most reads need no more.
  private let room: UnsafeMutableBufferPointer<ConfusableMatch>
  private var count = 0
  private var matches: [ConfusableMatch] = []
  private let countMax: Int
  /// Shift from a position in the list to one of `bins`.
  private let binShift: UInt64
  private var omitted = 0

  private static let roomMax = 64
  /// Sorted by insertion up to this many.
  private static let few = 24
  /// More may lie so unevenly that insertion would take long even where they are spread first.
  private static let many = 512
  private static let bins = 128

  /// What `gather` adds; `positions` is how many entries the list has.
  @inline(__always)
  static func gathered(
    atMost countMax: Int, positions: Int, _ gather: (inout ConfusableCollector) -> Void
  ) -> ConfusableMatches {
    withUnsafeTemporaryAllocation(of: ConfusableMatch.self, capacity: roomMax) { room in
      var collector = ConfusableCollector(room, countMax, positions)
      gather(&collector)
      return collector.finish()
    }
  }

  private init(_ room: UnsafeMutableBufferPointer<ConfusableMatch>, _ countMax: Int, _ positions: Int) {
    self.room = room
    self.countMax = max(countMax, 0)
    binShift = UInt64(max(0, Int.bitWidth - positions.leadingZeroBitCount - 7))
  }

  @inline(__always)
  mutating func add(position: UInt32, score: Int, _ difference: PlateDifference) {
    if count == Self.roomMax { spill() }
    room.initializeElement(
      at: count, to: ConfusableMatch(position: Int(position), score: score, difference: difference))
    count &+= 1
  }

  private mutating func finish() -> ConfusableMatches {
    if matches.isEmpty {
      Self.sort(UnsafeMutableBufferPointer(rebasing: room[..<count]), binShift)
      omitted = max(0, count - countMax)
      matches = Array(room[..<min(count, countMax)])
    } else {
      spill()
      settle()
    }
    return ConfusableMatches(matches: matches, omitted: omitted)
  }

  private mutating func spill() {
    matches.append(contentsOf: room[..<count])
    count = 0
    // Twice as many as are asked for, then the worse half goes.
    if matches.count / 2 > max(countMax, Self.roomMax) { settle() }
  }

  private mutating func settle() {
    let binShift = binShift
    matches.withUnsafeMutableBufferPointer { Self.sort($0, binShift) }
    guard matches.count > countMax else { return }
    omitted += matches.count - countMax
    matches.removeLast(matches.count - countMax)
  }

  private static func sort(_ matches: UnsafeMutableBufferPointer<ConfusableMatch>, _ binShift: UInt64) {
    guard matches.count <= many else {
      var matches = matches
      matches.sort { $0.rank < $1.rank }
      return
    }
    if matches.count > few { spread(matches, binShift) }
    insert(matches)
  }

  /// Nearly sorts many: by position in coarse steps, then by score, each time keeping the order of equals.
  private static func spread(
    _ matches: UnsafeMutableBufferPointer<ConfusableMatch>, _ binShift: UInt64
  ) {
    withUnsafeTemporaryAllocation(of: ConfusableMatch.self, capacity: matches.count) { room in
      distribute(UnsafeBufferPointer(matches), into: room) {
        Int(truncatingIfNeeded: ($0.rank & 0xFFFF_FFFF) &>> binShift) & (bins - 1)
      }
      distribute(UnsafeBufferPointer(room), into: matches) {
        Int(truncatingIfNeeded: $0.rank &>> 35) & (bins - 1)
      }
    }
  }

  @inline(__always)
  private static func distribute(
    _ from: UnsafeBufferPointer<ConfusableMatch>, into room: UnsafeMutableBufferPointer<ConfusableMatch>,
    by bin: (ConfusableMatch) -> Int
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: bins) { next in
      next.initialize(repeating: 0)
      for match in from { next[bin(match)] &+= 1 }
      var sum: UInt32 = 0
      for index in 0..<bins {
        let count = next[index]
        next[index] = sum
        sum &+= count
      }
      for match in from {
        let place = bin(match)
        room.initializeElement(at: Int(next[place]), to: match)
        next[place] &+= 1
      }
    }
  }

  private static func insert(_ matches: UnsafeMutableBufferPointer<ConfusableMatch>) {
    for index in matches.indices.dropFirst() {
      let match = matches[index]
      var place = index
      while place > 0, matches[place - 1].rank > match.rank {
        matches[place] = matches[place - 1]
        place -= 1
      }
      matches[place] = match
    }
  }
}
