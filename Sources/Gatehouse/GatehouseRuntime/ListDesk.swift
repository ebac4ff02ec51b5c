import AccessModel
import FieldContract
import GateKeeping
import GatehouseSettings
import PlateMatching
import Synchronization
import WatchlistCache

/// Loads the signed lists; a list that cannot be verified keeps its previous edition and raises an alarm.
final class ListDesk: Sendable {
  struct Loaded: Sendable {
    var settings: ListSettings
    /// The edition in use.
    var list: IndexedWatchlist?
    var index: PlateIndex? { list?.index }
    var quarantined: Int { list?.quarantinedCount ?? 0 }
    /// Why the file on disk is not in use; nil when it is.
    var refusal: String?
  }

  private let inbox: Inbox
  private let log: EventLog
  /// Where the index of each edition is kept, so that only the first start with it builds it.
  private let folder: ListIndexFolder
  private let loaded = Mutex<[Loaded]>([])

  /// Quarantined rows told in the log, for each list; the count is told always.
  static let rowsToldMax = 20

  init(inbox: Inbox, log: EventLog, folder: ListIndexFolder) {
    self.inbox = inbox
    self.log = log
    self.folder = folder
  }

  var lists: [Loaded] { loaded.withLock { $0 } }

  /// Reads every list again; what it answers is for the loop, which alone uses it.
  func adopt(_ settings: [ListSettings]) -> [PlateIndex] {
    let old = lists
    let next = settings.map { wanted in load(wanted, previous: old.first { $0.settings.id == wanted.id }) }
    loaded.withLock { $0 = next }
    // What is left of a refused list is what the next start has of it.
    folder.sweep(
      keeping: next.compactMap(\.list), sparing: next.filter { $0.refusal != nil }.map(\.settings.id))
    for gone in old where !settings.contains(where: { $0.id == gone.settings.id }) {
      for code in [AlarmCode.listRefused, .listStale] {
        _ = inbox.offer(.input(.conditionOver(code, subject: gone.settings.id.rawValue)))
      }
    }
    return next.compactMap(\.index)
  }

  /// What `--check` says of lists that would be refused.
  static func errors(in settings: [ListSettings]) -> [Diagnostic] {
    settings.compactMap { list in
      do {
        _ = try WatchlistFile.load(
          list: list.id, file: list.file, signature: list.signatureFile, publicKey: list.publicKeyFile)
        return nil
      } catch {
        return Diagnostic(
          file: list.file, line: 1, what: "\(error)", hint: "Sign the list again, or name the right key")
      }
    }
  }

  private func load(_ settings: ListSettings, previous: Loaded?) -> Loaded {
    do {
      let list = try folder.load(
        list: settings.id, file: settings.file, signature: settings.signatureFile,
        publicKey: settings.publicKeyFile)
      if let fault = fault(of: list, after: previous?.index?.edition) {
        // Not to be taken for the previous edition by a later start.
        folder.remove(list)
        return refused(settings, fault, previous)
      }
      _ = inbox.offer(.input(.conditionOver(.listRefused, subject: settings.id.rawValue)))
      tell(list, settings)
      return Loaded(settings: settings, list: list)
    } catch {
      return refused(settings, "\(error)", previous)
    }
  }

  private func refused(_ settings: ListSettings, _ cause: String, _ previous: Loaded?) -> Loaded {
    let what = "list \(settings.id) refused: \(cause)"
    log.say(3, what)
    _ = inbox.offer(.input(.condition(.listRefused, subject: settings.id.rawValue, what: what)))
    var list = previous?.list
    if list == nil, let left = folder.newest(of: settings.id, publicKey: settings.publicKeyFile) {
      log.say(
        4, "list \(settings.id): its edition of \(left.index.edition.issuedAt) in the folder stays in use")
      tell(left, settings)
      list = left
    }
    return Loaded(settings: settings, list: list, refusal: what)
  }

  /// What speaks against an edition whose signature is good.
  private func fault(of list: IndexedWatchlist, after previous: ListEdition?) -> String? {
    let edition = list.index.edition
    if let previous, edition.issuedAt < previous.issuedAt, !Self.isAhead(previous) {
      return "its edition of \(edition.issuedAt) is older than that in use, of \(previous.issuedAt)."
        + " Publish a newer one"
    }
    if list.index.count == 0, let first = list.quarantined.first {
      return "none of its \(list.quarantinedCount) rows is usable; the first: \(first.reason)"
    }
    return nil
  }

  /// An edition dated in the future is an issuer's mistake, which its next editions must be able to mend.
  static func isAhead(_ edition: ListEdition) -> Bool {
    edition.issuedAt.milliseconds > SystemClock.civil().milliseconds + aheadMaxMilliseconds
  }

  /// What the clocks of issuer and box may differ by.
  private static let aheadMaxMilliseconds: Int64 = 300_000

  private func tell(_ list: IndexedWatchlist, _ settings: ListSettings) {
    _ = inbox.offer(
      .input(
        .note(
          .listLoaded(list.index.edition, entries: list.index.count, quarantined: list.quarantinedCount))))
    switch list.origin {
    case .opened, .built(because: nil): break
    case .built(let cause?): log.say(4, "list \(settings.id) indexed again: \(cause)")
    case .inMemory(let cause): log.say(4, "list \(settings.id) is kept in memory: \(cause)")
    }
    for row in list.quarantined.prefix(Self.rowsToldMax) {
      log.say(4, "list \(settings.id) row \(row.row) set aside: \(row.reason) entry=\(row.id ?? "-")")
    }
  }
}
