import AccessModel
import AccessSchedules
import FieldContract
import GateKeeping
import GatehouseSettings
import RulePackFiles
import RulePacks
import Synchronization
import WatchlistCache

/// Loads the signed rule packs; one that cannot be verified keeps its previous edition and raises an alarm.
final class RulePackDesk: Sendable {
  /// Largest file of a pack.
  static let fileBytesMax = 1 << 20

  private let inbox: Inbox
  private let log: EventLog
  private let current = Mutex<[RulePack]>([])

  init(inbox: Inbox, log: EventLog) {
    self.inbox = inbox
    self.log = log
  }

  /// Reads every pack again.
  func adopt(_ site: Site, zone: ZoneRules) -> RuleBook {
    let old = current.withLock { $0 }
    let packs = site.rulePacks.compactMap { settings -> RulePack? in
      do {
        let pack = try Self.load(settings)
        _ = inbox.offer(.input(.conditionOver(.listRefused, subject: settings.id)))
        let edition = ListEdition(
          list: ListID(settings.id), version: pack.version, issuedAt: pack.validFrom)
        _ = inbox.offer(.input(.note(.listLoaded(edition, entries: pack.rules.count, quarantined: 0))))
        return pack
      } catch {
        let what = "rule pack \(settings.id) refused: \(error)"
        log.say(3, what)
        _ = inbox.offer(.input(.condition(.listRefused, subject: settings.id, what: what)))
        return old.first { $0.id.rawValue == settings.id }
      }
    }
    current.withLock { $0 = packs }
    return Self.book(packs, site, zone: zone)
  }

  /// For a replay: what cannot be had is told and missing.
  static func book(of supplies: Supplies, remarks: inout [String]) -> RuleBook {
    var packs: [RulePack] = []
    for settings in supplies.site.rulePacks {
      do { packs.append(try load(settings)) } catch {
        remarks.append("rule pack \(settings.id) is missing: \(error)")
      }
    }
    return book(packs, supplies.site, zone: supplies.zone)
  }

  private static func book(_ packs: [RulePack], _ site: Site, zone: ZoneRules) -> RuleBook {
    let kinds = site.vehicleKinds.map { ($0.word.lowercased(), $0.vehicleClass) }
    return RuleBook(
      packs: packs, zone: zone, kinds: RuleBook.commonKinds.merging(kinds) { _, own in own })
  }

  /// What `--check` says of packs that would be refused.
  static func errors(in settings: [RulePackSettings]) -> [Diagnostic] {
    settings.flatMap { pack -> [Diagnostic] in
      do {
        _ = try load(pack)
        return []
      } catch let error as DocumentError {
        return error.diagnostics
      } catch {
        return [
          Diagnostic(
            file: pack.file, line: 1, what: "\(error)", hint: "Sign the pack again, or name the right key")
        ]
      }
    }
  }

  private static func load(_ settings: RulePackSettings) throws -> RulePack {
    let bytes = try SignedFile.read(
      name: ListID(settings.id), file: settings.file, signature: settings.signatureFile,
      publicKey: settings.publicKeyFile, bytesMax: fileBytesMax)
    let pack = try RulePackFile.read(file: settings.file, bytes: bytes)
    guard pack.id.rawValue == settings.id else {
      throw DocumentError([
        Diagnostic(
          file: settings.file, line: 1, what: "the pack calls itself `\(pack.id)`, not `\(settings.id)`",
          hint: "Name it so in `rule_packs`")
      ])
    }
    return pack
  }
}
