import Foundation
import GRDB
import SiteJournal
import Testing

@Suite struct OpeningTests {
  @Test func missingFolder_isRefused_withWhatToDo() {
    let error = #expect(throws: JournalError.self) {
      try Journal(folder: "/nonexistent/gatehouse", envelope: JournalFolder.envelope)
    }
    #expect(error?.description.contains("No such file or directory. Create it") == true)
  }

  @Test func secondJournalOnAFolder_isRefused_untilTheFirstIsGone() throws {
    let folder = try JournalFolder()
    do {
      let first = try folder.open()
      #expect(throws: JournalError.inUse(folder: folder.path)) { try folder.open() }
      try first.close()
    }
    _ = try folder.open()
  }

  @Test func closedJournal_refusesEverything_andLetsTheNextOneIn() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    try journal.close()
    #expect(throws: JournalError.closed(operation: "commit events")) {
      try journal.commit([local("a")], recordedAt: time(0))
    }
    #expect(throws: JournalError.closed(operation: "read events")) { try journal.latestEvents(limit: 1) }
    #expect(throws: JournalError.closed(operation: "checkpoint")) { try journal.checkpoint() }
    try journal.close()
    #expect(!FileManager.default.fileExists(atPath: folder.file + "-wal"))
    _ = try folder.open()
  }

  /// SQLite would go on writing into files that nobody can open again.
  @Test(arguments: ["journal.sqlite", "journal.sqlite-wal"])
  func fileRemovedUnderARunningJournal_isNoticedByTheNextCommit(name: String) throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    _ = try journal.commit([local("a")], recordedAt: time(0))
    let (path, aside) = (folder.path + "/" + name, folder.path + "/aside")
    try FileManager.default.moveItem(atPath: path, toPath: aside)
    for _ in 1...2 {
      #expect(throws: JournalError.vanished(file: folder.file)) {
        try journal.commit([local("b")], recordedAt: time(1))
      }
    }
    try FileManager.default.moveItem(atPath: aside, toPath: path)
    _ = try journal.commit([local("c")], recordedAt: time(2))
    #expect(try journal.names() == ["a", "c"])
  }

  @Test func fileThatIsNoDatabase_isRefused_andKept() throws {
    let folder = try JournalFolder()
    let garbage = Data(repeating: 0x5A, count: 8192)
    try garbage.write(to: URL(fileURLWithPath: folder.file))
    let error = #expect(throws: JournalError.self) { try folder.open() }
    guard case .damaged(folder.file, _) = error else {
      Issue.record("not recognised as damage: \(String(describing: error))")
      return
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == garbage)
  }

  @Test func journalOfANewerVersion_isRefused_andLeftAlone() throws {
    let folder = try JournalFolder()
    try folder.open().close()
    let queue = try DatabaseQueue(path: folder.file)
    try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9999')") }
    try queue.close()
    #expect(throws: JournalError.fromNewerVersion(file: folder.file)) { try folder.open() }
  }

  @Test func files_areReadableByTheirOwnerOnly() throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    _ = try journal.commit([local("a")], recordedAt: time(0))
    for name in ["journal.sqlite", "journal.sqlite-wal", "journal.lock"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
  }

  @Test func eachJournal_hasItsOwnId() throws {
    #expect(try JournalFolder().open().id != JournalFolder().open().id)
  }
}
