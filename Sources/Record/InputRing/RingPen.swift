import AccessModel
import GateKeeping
internal import Glibc
import PlateMatching

/// Writes the segments; one owner, which may wait for the disk.
struct RingPen {
  private let folder: RingFolder
  private let limits: RingWriter.Limits
  private let onTrouble: @Sendable (InputRingError?) -> Void
  /// Of the open segment; -1: none.
  var descriptor: Int32 = -1
  private var number: UInt64 = 0
  /// Of the open segment, what waits to be written included.
  private var bytes = 0
  private var began = Moment.zero
  private var buffer: [UInt8] = []
  /// The turn of the loop that is due next; any other one shows a gap.
  private var due: UInt64 = 0
  /// Turns written in this run, and one for each gap: what a segment goes on from.
  private var turn: UInt64 = 0
  /// Not before this after the disk refused.
  private var retryFrom: Moment?
  /// When each segment began, oldest first.
  private var segments: [(file: RingFolder.File, began: CivilTime)] = []

  // MARK: - what a segment begins with

  private var settings: RecordedSettings
  private var lists: [ListEdition] = []
  private var register = CredentialRegister.empty
  private var standing = StandingInputs()

  init(
    _ folder: RingFolder, limits: RingWriter.Limits, layout: SiteLayout,
    onTrouble: @escaping @Sendable (InputRingError?) -> Void
  ) {
    self.folder = folder
    self.limits = limits
    self.onTrouble = onTrouble
    settings = RecordedSettings(layout)
  }

  /// Finds what earlier runs left; the numbers go on from there.
  mutating func find() {
    for file in (try? folder.files()) ?? [] {
      number = max(number, file.number)
      // What cannot be read tells no age, and goes.
      guard let start = try? RingSegment.start(path: file.path) else {
        unlink(file.path)
        continue
      }
      segments.append((file, start.now.civil))
    }
  }

  /// Whether the loop is to say how the next segment begins.
  func wantsOpening(at now: Moment) -> Bool {
    if let retryFrom { return now >= retryFrom }
    return descriptor < 0 || bytes >= limits.segmentBytes || now - began >= limits.segmentSpan
  }

  mutating func write(_ traced: TracedTurn, number: UInt64, opening: SegmentOpening?) {
    for input in traced.inputs { note(input) }
    if number != due {
      closeSegment()
      turn += 1
    }
    due = number &+ 1
    if let payload = traced.packed(holder: { [register] in register.holder(ofPIN: $0) }) {
      turn += 1
      if descriptor >= 0 { add(payload, at: traced.now) }
    }
    if let opening { open(opening, at: traced.now) }
  }

  /// Begins a segment behind all that was written.
  mutating func open(_ opening: SegmentOpening, at now: Now) {
    closeSegment()
    makeRoom()
    number += 1
    let path = folder.file(number)
    // There already, or the file's own error tells.
    mkdir(folder.path, 0o700)
    descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      return fail(.system(file: path, operation: "make", code: errno), at: now.moment)
    }
    (bytes, began) = (0, now.moment)
    segments.append((RingFolder.File(number: number, path: path, bytes: 0), now.civil))
    let start = SegmentStart.packed(
      opening, turn: turn, now: now, settings: settings, lists: lists, credentials: register.edition,
      standing: standing.inputs)
    buffer = SegmentForm.mark
    add(start, at: now)
    flush(at: now.moment)
    guard descriptor >= 0 else {
      segments.removeLast()
      unlink(path)
      return
    }
    if retryFrom != nil {
      retryFrom = nil
      onTrouble(nil)
    }
  }

  /// Hands what waits to the system; without waiting for the disk itself.
  mutating func flush(at now: Moment) {
    var done = 0
    while descriptor >= 0, done < buffer.count {
      let count = buffer[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        fail(.system(file: folder.file(number), operation: "write", code: errno), at: now)
        break
      }
      done += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Deletes each segment that began at such a time: what is on no list must not outlive its time (P10).
  mutating func letGo(_ isPast: (CivilTime) -> Bool) {
    for segment in segments where isPast(segment.began) {
      if segment.file.number == number { abandon() }
      unlink(segment.file.path)
    }
    segments.removeAll { isPast($0.began) }
  }

  mutating func closeSegment() {
    flush(at: began)
    abandon()
  }

  private mutating func abandon() {
    if descriptor >= 0 { close(descriptor) }
    if descriptor >= 0, let last = segments.indices.last { segments[last].file.bytes = bytes }
    descriptor = -1
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func add(_ payload: [UInt8], at now: Now) {
    // Nothing that the doors let in is so long; a gap is better than a lie.
    guard payload.count <= SegmentForm.recordBytesMax else { return closeSegment() }
    let frame = SegmentForm.frame(payload)
    buffer += frame
    bytes += frame.count
    if buffer.count >= limits.bufferBytes { flush(at: now.moment) }
  }

  private mutating func makeRoom() {
    var total = segments.reduce(limits.segmentBytes) { $0 + $1.file.bytes }
    while total > limits.bytes, !segments.isEmpty {
      let oldest = segments.removeFirst()
      total -= oldest.file.bytes
      unlink(oldest.file.path)
    }
  }

  /// Gives up for a while and says so once: the lanes go on.
  private mutating func fail(_ error: InputRingError, at now: Moment) {
    abandon()
    turn += 1
    if retryFrom == nil { onTrouble(error) }
    retryFrom = now + RingWriter.retry
  }

  private mutating func note(_ input: GateInput) {
    standing.note(input)
    if case .credentials(let next) = input { register = next }
    if case .lists(let next) = input { lists = next.map(\.edition) }
    if case .layout(let next, let nextLists) = input {
      settings = RecordedSettings(next)
      lists = nextLists.map(\.edition)
    }
  }
}
