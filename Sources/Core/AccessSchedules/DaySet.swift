/// A set of days from 1970-01-01 to the end of 2099, one bit each (6 KiB at most).
struct DaySet: Hashable, Sendable {
  /// 2100-01-01: nothing recurs from here on.
  static let dayEnd = 47_482

  private var words: [UInt64] = []

  func contains(_ day: Int) -> Bool {
    guard day >= 0, day >> 6 < words.count else { return false }
    return words[day >> 6] >> UInt64(day & 63) & 1 == 1
  }

  mutating func insert(_ day: Int) {
    guard (0..<Self.dayEnd).contains(day) else { return }
    while words.count <= day >> 6 { words.append(0) }
    words[day >> 6] |= 1 << UInt64(day & 63)
  }

  mutating func remove(_ day: Int) {
    guard contains(day) else { return }
    words[day >> 6] &= ~(1 << UInt64(day & 63))
  }
}
