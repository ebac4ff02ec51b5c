import AccessModel
import Foundation
import GateKeeping
import GatehouseSettings
import SiteJournal
import Synchronization

/// Looks at the box now and then, on a queue that may block, and tells the loop what has changed.
final class BoxDesk: Sendable {
  private struct State {
    var watch: BoxWatch
    var readings: BoxReadings?
    /// What a full inbox did not take yet.
    var untold: [BoxWatch.Change] = []
  }

  private let journal: Journal
  private let inbox: Inbox
  private let log: EventLog
  private let reader: BoxReader
  private let starts: BoxStarts?
  private let queue = DispatchQueue(label: "box-watch")
  private let state: Mutex<State>

  static let period = Duration.seconds(10)

  init(
    journal: Journal, inbox: Inbox, log: EventLog, limits: WatchSettings, starts: BoxStarts?,
    reader: BoxReader = BoxReader()
  ) {
    self.journal = journal
    self.inbox = inbox
    self.log = log
    self.reader = reader
    self.starts = starts
    state = Mutex(State(watch: BoxWatch(limits: limits)))
  }

  /// What the box said last; nil before the first look.
  var readings: BoxReadings? { state.withLock { $0.readings } }

  func look(at site: Site) async {
    await withCheckedContinuation { continuation in
      queue.async { [self] in
        take(read(site), limits: site.watch)
        continuation.resume()
      }
    }
  }

  private func read(_ site: Site) -> BoxReadings {
    let folder = site.journal.folder
    var readings = BoxReadings(at: SystemClock.now())
    readings.disks = reader.disks(of: [folder, folder + "/evidence"])
    readings.clock = reader.clock()
    readings.certificates = BoxCertificates.read(of: site)
    readings.backlog = site.uplink == nil ? nil : backlog()
    readings.memoryBytes = reader.memoryBytes()
    readings.sensors = reader.sensors()
    readings.recentStarts = starts?.recent(at: readings.at.moment)
    return readings
  }

  private func backlog() -> BoxReadings.Backlog? {
    guard let streams = try? journal.backlog() else { return nil }
    return BoxReadings.Backlog(
      events: Int64(streams.reduce(0) { $0 + $1.pending }),
      oldestAt: streams.compactMap(\.oldestRecordedAt).min())
  }

  private func take(_ readings: BoxReadings, limits: WatchSettings) {
    let (changes, isFirst) = state.withLock { state in
      defer { state.readings = readings }
      state.watch.limits = limits
      return (state.untold + state.watch.take(readings), state.readings == nil)
    }
    if isFirst, !readings.unknown.isEmpty {
      log.say(7, "not known on this box, so never an alarm: \(readings.unknown.joined(separator: ", "))")
    }
    let untold = changes.drop { inbox.offer(.input($0.input)) }
    state.withLock { $0.untold = Array(untold) }
  }
}

extension BoxWatch.Change {
  fileprivate var input: GateInput {
    switch self {
    case .raised(let code, let subject, let what): .condition(code, subject: subject, what: what)
    case .over(let code, let subject): .conditionOver(code, subject: subject)
    }
  }
}
