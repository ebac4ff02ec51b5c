import AccessModel
import FieldContract
import GateKeeping
import GatehouseSettings
import Synchronization
import WatchlistCache

/// Loads the signed list of credentials; one that cannot be verified keeps its previous edition.
final class CredentialDesk: Sendable {
  struct Loaded: Sendable {
    var settings: CredentialSettings
    var edition: ListEdition?
    /// For boards that keep cards; the register shares their storage.
    var credentials: [Credential] = []
    var quarantined = 0
    var count: Int { credentials.count }
    /// Why the file on disk is not in use; nil when it is.
    var refusal: String?
  }

  private let inbox: Inbox
  private let log: EventLog
  private let current = Mutex<Loaded?>(nil)

  init(inbox: Inbox, log: EventLog) {
    self.inbox = inbox
    self.log = log
  }

  var loaded: Loaded? { current.withLock { $0 } }

  /// Reads the list again; nil when the register in use stays.
  func adopt(_ settings: CredentialSettings?) -> CredentialRegister? {
    var previous = loaded
    // The edition of another list is none of this one's: it opens nothing any more.
    var unused: CredentialRegister?
    if let gone = previous, gone.settings.list.id != settings?.list.id {
      for code in [AlarmCode.listRefused, .listStale] {
        _ = inbox.offer(.input(.conditionOver(code, subject: gone.settings.list.id.rawValue)))
      }
      if gone.edition != nil { unused = .empty }
      previous = nil
    }
    guard let settings else {
      current.withLock { $0 = nil }
      return unused
    }
    do {
      let list = try CredentialFile.load(
        list: settings.list.id, file: settings.list.file, signature: settings.list.signatureFile,
        publicKey: settings.list.publicKeyFile)
      if let edition = previous?.edition, list.edition.issuedAt < edition.issuedAt, !ListDesk.isAhead(edition)
      {
        refuse(
          settings, previous,
          "its edition of \(list.edition.issuedAt) is older than that in use, of \(edition.issuedAt)")
        return unused
      }
      return take(list, settings)
    } catch {
      refuse(settings, previous, "\(error)")
      return unused
    }
  }

  /// What `--check` says of a list that would be refused.
  static func errors(in settings: CredentialSettings?) -> [Diagnostic] {
    guard let list = settings?.list else { return [] }
    do {
      _ = try CredentialFile.load(
        list: list.id, file: list.file, signature: list.signatureFile, publicKey: list.publicKeyFile)
      return []
    } catch {
      return [
        Diagnostic(
          file: list.file, line: 1, what: "\(error)", hint: "Sign the list again, or name the right key")
      ]
    }
  }

  private func take(_ list: LoadedCredentials, _ settings: CredentialSettings) -> CredentialRegister {
    let register = CredentialRegister(edition: list.edition, credentials: list.credentials)
    _ = inbox.offer(.input(.conditionOver(.listRefused, subject: settings.list.id.rawValue)))
    _ = inbox.offer(
      .input(.note(.listLoaded(list.edition, entries: register.count, quarantined: list.quarantinedCount))))
    for row in list.quarantined.prefix(ListDesk.rowsToldMax) {
      log.say(
        4, "list \(settings.list.id) row \(row.row) set aside: \(row.reason) credential=\(row.id ?? "-")")
    }
    for id in register.shadowed.prefix(ListDesk.rowsToldMax) {
      log.say(4, "list \(settings.list.id): credential \(id) shares an identifier with an earlier one")
    }
    current.withLock {
      $0 = Loaded(
        settings: settings, edition: list.edition, credentials: list.credentials,
        quarantined: list.quarantinedCount)
    }
    return register
  }

  private func refuse(_ settings: CredentialSettings, _ previous: Loaded?, _ cause: String) {
    let what = "list \(settings.list.id) refused: \(cause)"
    log.say(3, what)
    _ = inbox.offer(.input(.condition(.listRefused, subject: settings.list.id.rawValue, what: what)))
    current.withLock {
      $0 = Loaded(
        settings: settings, edition: previous?.edition, credentials: previous?.credentials ?? [],
        quarantined: previous?.quarantined ?? 0, refusal: what)
    }
  }
}
