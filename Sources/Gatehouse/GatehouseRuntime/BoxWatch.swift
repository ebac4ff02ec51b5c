import AccessModel
import GatehouseSettings

/// Watches the watcher: readings of the box in, alarms raised and over out. Reads nothing itself.
///
/// A limit that raises an alarm is not the one that ends it, so that no reading chatters.
struct BoxWatch: Sendable {
  enum Change: Hashable, Sendable {
    case raised(AlarmCode, subject: String, what: String)
    case over(AlarmCode, subject: String)
  }

  /// What one rule says of one subject.
  struct Finding: Hashable {
    enum State: Hashable {
      case bad(String)
      /// Neither raised nor ended.
      case between
      case good
    }

    var code: AlarmCode
    var subject: String
    var state: State
  }

  private struct Subject: Hashable {
    var code: AlarmCode
    var name: String
  }

  var limits: WatchSettings
  /// In the order in which they were raised.
  private var open: [Subject] = []
  private var last: Now?
  private var unsynchronisedSince: Moment?
  private var step: (at: Moment, what: String)?

  /// A clock that has just started has no source yet.
  static let sourceMissingMax = Span.seconds(60)
  /// The kernel adds 0.5 ms a second (MAXFREQ of timex.h): after 100 minutes without a source.
  static let clockErrorMax = Span.seconds(3)
  /// For this long an operator is told that the clock was set.
  static let stepTold = Span.seconds(3600)
  static let startsMax = 5
  static let startsCalm = 2

  init(limits: WatchSettings) { self.limits = limits }

  /// Judges one set of readings; what was open and is not judged any more (a sensor that went) is over.
  mutating func take(_ readings: BoxReadings) -> [Change] {
    var changes: [Change] = []
    if let stepped = stepOfClock(at: readings.at) {
      changes += close { $0.code == .clockStepped }
      step = (readings.at.moment, stepped)
    }
    last = readings.at
    noteSource(readings)
    let findings =
      disks(readings) + clock(readings) + certificates(readings) + backlog(readings) + memory(readings)
      + temperature(readings) + starts(readings)
    for finding in findings {
      let subject = Subject(code: finding.code, name: finding.subject)
      switch finding.state {
      case .bad(let what) where !open.contains(subject):
        open.append(subject)
        changes.append(.raised(finding.code, subject: finding.subject, what: what))
      case .good: changes += close { $0 == subject }
      case .bad, .between: break
      }
    }
    return changes
      + close { one in !findings.contains { $0.code == one.code && $0.subject == one.name } }
  }

  private mutating func close(_ isOver: (Subject) -> Bool) -> [Change] {
    let over = open.filter(isOver)
    open.removeAll(where: isOver)
    return over.map { .over($0.code, subject: $0.name) }
  }

  private func stepOfClock(at now: Now) -> String? {
    guard let last else { return nil }
    let jump = (now.civil - last.civil) - (now.moment - last.moment)
    let size = max(jump, .zero - jump)
    guard size > limits.clockOffsetMax else { return nil }
    let direction = jump > .zero ? "forward" : "back"
    return "the clock of this box was set \(direction) by \(Self.seconds(size)) s"
  }

  private mutating func noteSource(_ readings: BoxReadings) {
    guard let clock = readings.clock else { return }
    unsynchronisedSince = clock.isSynchronised ? nil : unsynchronisedSince ?? readings.at.moment
  }

  private func clock(_ readings: BoxReadings) -> [Finding] {
    let isTold = step.map { readings.at.moment - $0.at < Self.stepTold } ?? false
    let stepped = Finding(
      code: .clockStepped, subject: "box", state: isTold ? .bad(step?.what ?? "") : .good)
    guard let clock = readings.clock else { return [stepped] }
    var findings = [
      stepped, Finding(code: .clockUnsynchronised, subject: "source", state: source(clock, readings)),
    ]
    if let offset = clock.offset {
      let size = max(offset, .zero - offset)
      let state: Finding.State =
        size > limits.clockOffsetMax
        ? .bad("the clock of this box is off by \(Self.seconds(size)) s")
        : size < half(limits.clockOffsetMax) ? .good : .between
      findings.append(Finding(code: .clockUnsynchronised, subject: "offset", state: state))
    }
    return findings
  }

  private func source(_ clock: BoxReadings.Clock, _ readings: BoxReadings) -> Finding.State {
    if let since = unsynchronisedSince {
      return readings.at.moment - since >= Self.sourceMissingMax
        ? .bad("the clock of this box has no time source") : .between
    }
    guard let error = clock.errorMax else { return .good }
    if error > Self.clockErrorMax {
      return .bad("the clock of this box lost its time source: it may be off by \(Self.seconds(error)) s")
    }
    return error < half(Self.clockErrorMax) ? .good : .between
  }

  private func half(_ span: Span) -> Span { Span(nanoseconds: span.nanoseconds / 2) }

  /// `12.345`
  static func seconds(_ span: Span) -> String {
    let milliseconds = "\(span.milliseconds % 1000)"
    return "\(span.milliseconds / 1000)." + String(repeating: "0", count: 3 - milliseconds.count)
      + milliseconds
  }
}
