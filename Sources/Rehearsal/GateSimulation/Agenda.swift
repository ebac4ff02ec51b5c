/// What happens when, in virtual time: earliest first, and among equals in the order of entry.
struct Agenda<Event> {
  private struct Entry {
    var at: Int64
    var number: UInt64
    var event: Event
  }

  private var heap: [Entry] = []
  private var count: UInt64 = 0

  var nextAt: Int64? { heap.first?.at }

  mutating func add(_ event: Event, at: Int64) {
    count += 1
    heap.append(Entry(at: at, number: count, event: event))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard isBefore(child, parent) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func take() -> (at: Int64, event: Event)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return (first.at, first.event) }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) {
        least = child
      }
      if least == parent { return (first.at, first.event) }
      heap.swapAt(parent, least)
      parent = least
    }
  }

  private func isBefore(_ one: Int, _ other: Int) -> Bool {
    (heap[one].at, heap[one].number) < (heap[other].at, heap[other].number)
  }
}
