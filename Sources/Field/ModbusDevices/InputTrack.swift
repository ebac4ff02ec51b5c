internal import AccessModel

/// What is known of one input point: what to tell, when it was told, and when silence makes it stale.
struct InputTrack {
  let mapping: InputMapping
  /// What the sink has yet to take.
  var pending: InputSensed?

  /// What was read last, once it held long enough.
  private var believed: InputReading?
  /// What was read last, and since when it has said so.
  private var candidate: (reading: InputReading, since: Moment)?
  /// What the sink took last.
  private var told: InputSensed?
  /// Silence is counted from here.
  private var heardAt: Moment
  private let staleAfter: Span

  /// Silence that a poll makes by itself is no staleness.
  init(_ mapping: InputMapping, at now: Moment, silenceMin: Span) {
    self.mapping = mapping
    heardAt = now
    staleAfter = max(mapping.staleAfter, silenceMin)
  }

  /// When time alone has something to tell.
  var due: Moment {
    // One that waits for the sink is not told twice, unless it grows stale as it waits.
    if pending?.reading == .stale { return .distantFuture }
    let stale = heardAt + staleAfter
    guard let told, told.reading == .stale else { return stale }
    return max(stale, told.at + mapping.refresh)
  }

  /// The device was read; `nextIn` is when it will be again.
  mutating func took(_ reading: InputReading, at moment: Moment, nextIn poll: Span) {
    heardAt = max(heardAt, moment)
    believe(reading, at: moment)
    guard let believed else { return }
    let sensed = InputSensed(point: mapping.point, reading: believed, at: moment)
    guard let told, !isNews(believed, after: told.reading),
      moment + poll - told.at <= mapping.refresh
    else { return pending = sensed }
    pending = nil
  }

  /// Nothing came in until now.
  mutating func passed(_ now: Moment) {
    guard due <= now else { return }
    (believed, candidate) = (nil, nil)
    pending = InputSensed(point: mapping.point, reading: .stale, at: now)
  }

  /// The sink took what was pending.
  mutating func wasTaken() {
    told = pending
    pending = nil
  }

  /// A contact has to hold for as long as it is debounced; the first reading has nothing to bounce from.
  private mutating func believe(_ reading: InputReading, at moment: Moment) {
    if candidate?.reading != reading { candidate = (reading, moment) }
    let held = candidate.map { moment - $0.since } ?? .zero
    switch reading {
    case .active, .inactive:
      if believed == nil || reading == believed || held >= mapping.debounce { believed = reading }
    case .value, .faulty, .stale: believed = reading
    }
  }

  private func isNews(_ reading: InputReading, after told: InputReading) -> Bool {
    guard case .value(let value) = reading, case .value(let before) = told else { return reading != told }
    let (step, overflow) = value.subtractingReportingOverflow(before)
    return step != 0 && (overflow || step.magnitude >= UInt64(mapping.deadbandThousandths))
  }
}
