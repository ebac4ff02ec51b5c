internal import AccessModel
internal import FieldContract

/// Decides which reader of a line is asked next, and what silence means; no clock, no wire, no thread.
struct LineSchedule {
  enum Step: Hashable {
    case wait(until: Moment)
    /// Open the line anew; nil where the rate is not ours to set.
    case connect(baud: Int?)
    /// Write these bytes, then listen.
    case send([UInt8])
    /// Something was asked: nothing is sent before the answer, or this moment.
    case listen(until: Moment)
  }

  let settings: OSDPBusSettings
  var tracks: [ReaderTrack]
  private(set) var isConnected = false
  private var lineWords: String?
  private var connectDue = Moment.zero
  private var connectTries = 0

  private var scanner = FrameScanner()
  private var active: Int?
  private var replyBy = Moment.zero
  private var replyByMax = Moment.zero
  private var lineFreeAt = Moment.zero
  /// Until then no absent reader is asked: those that answer keep most of the line.
  private var probeFrom = Moment.zero

  private var baudIndex = 0
  private var hasHeard = false
  private var probes = 0
  private var badFrames = 0

  /// Silence within a frame; 20 ms by OSDP 2.2 §5.7, more for converters that send in pieces.
  static let silenceSpan = Span.milliseconds(60)
  static let probeGapSpan = Span.milliseconds(600)
  static let reconnectMilliseconds: [Int64] = [250, 500, 1000, 2000]
  /// Probes of each reader before another rate is tried.
  static let probesMax = 2
  static let probesPatientMax = 10
  /// For lines whose rate is not known.
  static let baudAssumed = 9600

  init(
    _ settings: OSDPBusSettings, since start: Moment,
    randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8]
  ) {
    self.settings = settings
    tracks = settings.readers.map { ReaderTrack($0, since: start, randomBytes: randomBytes) }
  }

  /// What to do now.
  mutating func next(at now: Moment) -> Step {
    for index in tracks.indices { tracks[index].expire(at: now) }
    guard isConnected else { return connectDue <= now ? .connect(baud: baud) : .wait(until: connectDue) }
    if let active {
      guard replyBy <= now else { return .listen(until: replyBy) }
      if tracks[active].isAbsent, tracks.contains(where: { !$0.isAbsent }) {
        probeFrom = now + Self.probeGapSpan
      }
      tracks[active].timedOut(at: now)
      release()
    }
    if let step = tryAnotherRate(at: now) { return step }
    guard lineFreeAt <= now else { return .wait(until: lineFreeAt) }
    while let index = chosen(at: now) {
      guard let bytes = tracks[index].request(at: now) else { continue }
      return send(bytes, to: index, at: now)
    }
    return .wait(until: nextDue)
  }

  /// Takes bytes that came from the line.
  mutating func received(_ bytes: [UInt8], at now: Moment) {
    guard let active else { return }
    var isOver = false
    for found in scanner.add(bytes) where !isOver {
      tracks[active].counters.framesReceived += 1
      if found.frame.isReply { hasHeard = true }
      isOver = tracks[active].take(found, at: now)
    }
    if isOver {
      release()
      // Two characters keep frames apart (OSDP 2.2 §5.7).
      lineFreeAt = now + wireTime(of: 2)
    } else if scanner.isMidFrame {
      replyBy = min(max(replyBy, now + Self.silenceSpan), replyByMax)
    }
  }

  /// The line is open: every reader begins anew, and nothing is written to it but questions (P5).
  mutating func connected(at now: Moment) {
    (isConnected, lineWords) = (true, nil)
    release()
    (lineFreeAt, probeFrom, probes) = (now, now, 0)
    for index in tracks.indices { tracks[index].due = now }
  }

  /// The line could not be opened, or is gone.
  mutating func disconnected(_ words: String, at now: Moment) {
    let wait = Self.reconnectMilliseconds[min(connectTries, Self.reconnectMilliseconds.count - 1)]
    connectTries += 1
    // The driver may not know this rate.
    if !hasHeard { baudIndex += 1 }
    (isConnected, lineWords, connectDue) = (false, words, now + .milliseconds(wait))
    release()
    for index in tracks.indices { tracks[index].lose(words, at: now) }
  }

  /// Health of each reader, where it is certain.
  func healths(at now: Moment) -> [DeviceHealth] {
    tracks.compactMap { track in
      guard let lineWords else { return track.health(at: now) }
      return DeviceHealth(
        device: track.settings.device, state: .offline, reason: "\(settings.words): \(lineWords)")
    }
  }

  /// Sums over all readers.
  var counters: OSDPCounters {
    var sum = tracks.reduce(into: OSDPCounters()) { $0.add($1.counters) }
    sum.framesBad = badFrames + scanner.badFrames
    return sum
  }

  private var baud: Int? {
    settings.bauds.isEmpty ? nil : settings.bauds[baudIndex % settings.bauds.count]
  }

  private mutating func send(_ bytes: [UInt8], to index: Int, at now: Moment) -> Step {
    release()
    active = index
    if tracks[index].isAbsent { probes += 1 }
    replyBy = now + wireTime(of: bytes.count + 1) + tracks[index].settings.profile.replyLimit
    replyByMax = replyBy + wireTime(of: Frame.bytesMax)
    return .send([Frame.markByte] + bytes)
  }

  private mutating func release() {
    active = nil
    badFrames += scanner.badFrames
    scanner = FrameScanner()
  }

  /// The reader whose turn it is: decisions first, then whoever has waited longest.
  private func chosen(at now: Moment) -> Int? {
    var best: (index: Int, want: (isUrgent: Bool, at: Moment))?
    for (index, track) in tracks.enumerated() {
      let want = track.want
      guard want.at <= now, !track.isAbsent || probeFrom <= now else { continue }
      guard let chosen = best else {
        best = (index, want)
        continue
      }
      let isBefore =
        want.isUrgent == chosen.want.isUrgent ? want.at < chosen.want.at : want.isUrgent
      if isBefore { best = (index, want) }
    }
    return best?.index
  }

  private var nextDue: Moment {
    var due = Moment.distantFuture
    for track in tracks {
      due = min(due, track.isAbsent ? max(track.want.at, probeFrom) : track.want.at)
      for job in track.jobs { due = min(due, job.validUntil) }
    }
    return due
  }

  /// While no reader answers, the line is opened anew, at the next rate, for ever: a connection may be
  /// dead although nobody closed it.
  private mutating func tryAnotherRate(at now: Moment) -> Step? {
    guard !tracks.isEmpty, tracks.allSatisfy(\.isAbsent) else {
      connectTries = 0
      return nil
    }
    // A rate at which somebody answered is given more time: the readers may have lost their power.
    let isSearching = settings.bauds.count > 1 && !hasHeard
    guard probes >= (isSearching ? Self.probesMax : Self.probesPatientMax) * tracks.count else { return nil }
    (hasHeard, isConnected, connectDue) = (false, false, now)
    baudIndex += 1
    return .connect(baud: baud)
  }

  private func wireTime(of count: Int) -> Span {
    LineOccupancy.wireTime(of: count, baud: baud ?? Self.baudAssumed)
  }
}
