/// Half-open ranges of seconds, ascending, neither touching nor overlapping.
struct TimeRanges: Hashable, Sendable {
  private(set) var ranges: [Range<Int>] = []

  var isEmpty: Bool { ranges.isEmpty }

  func contains(_ second: Int) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= second { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= second
  }

  /// The smallest beginning or end after a second.
  func boundary(after second: Int) -> Int? {
    for range in ranges {
      if range.lowerBound > second { return range.lowerBound }
      if range.upperBound > second { return range.upperBound }
    }
    return nil
  }

  mutating func insert(_ new: Range<Int>) {
    guard !new.isEmpty else { return }
    var (lower, upper) = (new.lowerBound, new.upperBound)
    var merged: [Range<Int>] = []
    for range in ranges {
      if range.upperBound < lower || range.lowerBound > upper {
        merged.append(range)
      } else {
        (lower, upper) = (min(lower, range.lowerBound), max(upper, range.upperBound))
      }
    }
    let place = merged.firstIndex { $0.lowerBound > lower } ?? merged.count
    merged.insert(lower..<upper, at: place)
    ranges = merged
  }

  /// The part within a span, counted from its beginning.
  func within(_ span: Range<Int>) -> TimeRanges {
    var part = TimeRanges()
    for range in ranges {
      let cut = range.clamped(to: span)
      if !cut.isEmpty { part.insert(cut.lowerBound - span.lowerBound..<cut.upperBound - span.lowerBound) }
    }
    return part
  }
}
