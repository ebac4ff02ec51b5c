public import AccessModel

/// Goes through the ring from a time on, run by run.
public struct RingWalk: Sendable {
  public enum Step: Sendable {
    /// A keeper begins here.
    case begin(SegmentStart)
    case turn(RecordedTurn, Circumstances)
    /// A file that was left out, or a place where something is missing.
    case remark(InputRingError)
  }

  /// What a turn was recorded with.
  public struct Circumstances: Sendable {
    public var settings: RecordedSettings
    public var lists: [ListEdition]
    public var credentials: ListEdition?
    /// A keeper that began in the middle of a run knows by now what the recorded one knew.
    public var isSettled: Bool
  }

  /// After a beginning in the middle of a run: as long as anything is remembered that no start has (a reader
  /// that takes nobody).
  public static let settling = Span.seconds(900)

  private let folder: RingFolder

  public init(_ folder: RingFolder) { self.folder = folder }

  /// Begins early enough to be settled at `since`, where the ring reaches so far back.
  public func forEach(since: CivilTime, _ body: (Step) throws -> Void) throws {
    var next: (run: UInt32, turn: UInt64)?
    var state: (circumstances: Circumstances, settledFrom: Moment)?
    let files = try folder.files()
    for file in files.dropFirst(first(of: files, since)) {
      var segment: RingSegment
      do { segment = try RingSegment(path: file.path) } catch {
        try body(.remark(error))
        continue
      }
      let start = segment.start
      if next == nil || next?.run != start.opening.run || next?.turn != start.turn {
        let span = start.opening.isRunStart ? .zero : Self.settling
        state = (
          Circumstances(
            settings: start.settings, lists: start.lists, credentials: start.credentials, isSettled: false),
          start.now.moment + span
        )
        try body(.begin(start))
      }
      var turn = start.turn
      while let recorded = segment.next() {
        guard var current = state else { break }
        current.circumstances.isSettled = recorded.now.moment >= current.settledFrom
        for input in recorded.inputs { current.circumstances.note(input) }
        state = current
        try body(.turn(recorded, current.circumstances))
        turn &+= 1
      }
      if segment.isTorn, file != files.last {
        try body(.remark(.unreadable(file: file.path, cause: "its end was not written whole")))
      }
      next = (start.opening.run, turn)
    }
  }

  private func first(of files: [RingFolder.File], _ since: CivilTime) -> Int {
    let wanted = since + Span(nanoseconds: -Self.settling.nanoseconds)
    let early = files.lastIndex { file in
      (try? RingSegment.start(path: file.path)).map { $0.now.civil <= wanted } ?? false
    }
    return early ?? 0
  }
}

extension RingWalk.Circumstances {
  mutating func note(_ input: RecordedInput) {
    switch input {
    case .lists(let editions): lists = editions
    case .layout(let next, let editions): (settings, lists) = (next, editions)
    case .credentials(let edition): credentials = edition
    case .input, .pin, .calendar, .rulePacks: break
    }
  }
}
