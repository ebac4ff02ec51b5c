import AccessModel
import GateKeeping
import GatehouseSettings
import InputRing
import PlateMatching
import PolicyRehearsal
import ShellOrder
import WatchlistCache

/// A settings file with its lists, read for a replay: nothing is written, the daemon may run.
struct ReplaySupplies {
  let site: ReplaySite
  /// Lists that cannot be had, in sentences.
  let remarks: [String]

  /// `cache` is the daemon's folder of list indexes: the editions that it uses stand there.
  init(_ supplies: Supplies, cache: String) {
    var remarks: [String] = []
    let folder = ListIndexFolder(cache, confusions: supplies.site.confusions)
    let lists = supplies.site.lists.compactMap { list -> PlateIndex? in
      if let cached = folder.newest(of: list.id, publicKey: list.publicKeyFile) { return cached.index }
      do {
        let loaded = try WatchlistFile.load(
          list: list.id, file: list.file, signature: list.signatureFile, publicKey: list.publicKeyFile)
        return PlateIndex(
          edition: loaded.edition, entries: loaded.entries, confusions: supplies.site.confusions)
      } catch {
        remarks.append("list \(list.id) is missing: \(error)")
        return nil
      }
    }
    var register = CredentialRegister.empty
    if let list = supplies.site.credentials?.list {
      do {
        let loaded = try CredentialFile.load(
          list: list.id, file: list.file, signature: list.signatureFile, publicKey: list.publicKeyFile)
        register = CredentialRegister(edition: loaded.edition, credentials: loaded.credentials)
      } catch { remarks.append("list \(list.id) is missing: \(error)") }
    }
    site = ReplaySite(
      layout: supplies.layout, lists: lists, register: register, calendar: supplies.calendar,
      ruleBook: RulePackDesk.book(of: supplies, remarks: &remarks))
    self.remarks = remarks
  }

  static func kept(at start: SegmentStart) -> KeptState {
    KeptSnapshot.unpacked(start.opening.kept) ?? KeptState()
  }
}
