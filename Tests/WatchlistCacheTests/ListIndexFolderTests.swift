import AccessModel
import Foundation
import PlateMatching
import Testing

@testable import WatchlistCache

/// An index is built once, opened by every later start, and never believed when a byte of it is wrong.
@Suite struct ListIndexFolderTests {
  private final class Bench {
    let list: SignedList
    let path: String
    let folder: ListIndexFolder

    init() throws {
      list = try SignedList()
      path = list.folder + "/lists"
      folder = ListIndexFolder(path)
      try publish("1", count: 2500)
    }

    func publish(_ version: String, count: Int, more: [String] = []) throws {
      let rows = (0..<count).map { row("r-\($0)", ["plate": "\"粤B\(10_000 + $0)\""]) }
      try list.publish(rows: rows + more, issuedAt: "2026-11-24T03:00:0\(version)Z")
    }

    func load() throws -> IndexedWatchlist {
      try folder.load(
        list: "residents", file: list.file, signature: list.signature, publicKey: list.publicKey)
    }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    func file(_ ending: String) throws -> URL {
      URL(fileURLWithPath: path + "/" + (try #require(names.first { $0.hasSuffix(ending) })))
    }
  }

  private func found(_ loaded: IndexedWatchlist, _ plate: String) -> [String] {
    loaded.index.exact(plate, country: "CHN").map(\.id)
  }

  @Test func index_isBuiltOnce_andOpenedFromThenOn_withAllThatTheListSaid() throws {
    let bench = try Bench()
    let odd = [
      row("w", ["plate": "\"粤B?2*\"", "purpose": "\"court_order\"", "action": "\"hold\""]),
      row("j", ["plate": "\"粤ZJ068澳|MX7742\"", "country": nil, "valid_from": nil]), "7",
    ]
    try bench.publish("2", count: 2500, more: odd)
    let built = try bench.load()
    #expect(built.origin == .built(because: nil))
    let opened = try bench.load()
    #expect(opened.origin == .opened)
    let wanted = try bench.list.load()
    for loaded in [built, opened] {
      #expect(loaded.index.edition == wanted.edition && loaded.issuer == "Estate office")
      #expect(loaded.quarantined == wanted.quarantined && loaded.quarantinedCount == 1)
      #expect((0..<loaded.index.count).map { loaded.index.entry(at: $0) } == wanted.entries)
      #expect(loaded.index.entry(at: 2502) == nil && loaded.index.entry(at: -1) == nil)
      #expect(found(loaded, "粤B10007") == ["r-7"] && found(loaded, "粤A10007").isEmpty)
      #expect(loaded.index.exact("MX7742", country: "MAC").map(\.id) == ["j"])
      let plate = try #require(NormalisedPlate("粤B92"))
      #expect(loaded.index.wildcard(plate).map(\.id) == ["w"])
    }
    #expect(bench.names.count == 2)
  }

  @Test func otherEdition_otherSignatureOrOtherKey_isBuiltAnew_andTheOldOneStaysForItsReaders() throws {
    let bench = try Bench()
    let old = try bench.load()
    try bench.publish("2", count: 3)
    let new = try bench.load()
    #expect(new.origin == .built(because: nil) && new.index.count == 3)
    #expect(bench.names.count == 4)
    try Data("left over".utf8).write(to: URL(fileURLWithPath: bench.path + "/stranger.new"))
    bench.folder.sweep(keeping: [new])
    #expect(bench.names.count == 2)
    #expect(found(old, "粤B12499") == ["r-2499"] && found(new, "粤B12499").isEmpty)
    #expect(try bench.load().origin == .opened)
    let key = try Data(contentsOf: URL(fileURLWithPath: bench.list.publicKey))
    try bench.list.write(Array(key) + [10], to: bench.list.publicKey)
    #expect(try bench.load().origin == .built(because: nil))
  }

  @Test func listThatIsNotVouchedFor_isRefused_whateverIsInTheFolder() throws {
    let bench = try Bench()
    _ = try bench.load()
    var content = try Data(contentsOf: URL(fileURLWithPath: bench.list.file))
    content[content.count - 9] ^= 1
    try content.write(to: URL(fileURLWithPath: bench.list.file))
    #expect(throws: WatchlistError.self) { try bench.load() }
    #expect(bench.names.count == 2)
  }

  /// For a start at which the list file is refused.
  @Test func newestEditionOfTheSameKey_isFoundInTheFolder_andSparedBySweeping() throws {
    let bench = try Bench()
    #expect(bench.folder.newest(of: "residents", publicKey: bench.list.publicKey) == nil)
    for (version, count) in [("3", 30), ("2", 20)] {
      try bench.publish(version, count: count)
      _ = try bench.load()
    }
    bench.folder.sweep(keeping: [], sparing: ["residents"])
    #expect(bench.names.count == 4)
    func newest(_ list: ListID = "residents") -> IndexedWatchlist? {
      bench.folder.newest(of: list, publicKey: bench.list.publicKey)
    }
    let found = try #require(newest())
    #expect(found.index.count == 30 && found.issuer == "Estate office" && newest("resident") == nil)
    let file = URL(fileURLWithPath: bench.path + "/" + (try #require(found.name)) + ".plates")
    try Data("damaged".utf8).write(to: file)
    let other = try #require(newest())
    #expect(other.index.count == 20)
    let key = try Data(contentsOf: URL(fileURLWithPath: bench.list.publicKey))
    try bench.list.write(Array(key) + [10], to: bench.list.publicKey)
    #expect(newest() == nil)
    bench.folder.remove(other)
    #expect(bench.names.count == 2)
    bench.folder.sweep(keeping: [], sparing: ["others"])
    #expect(bench.names.isEmpty)
  }

  @Test func fileThatCannotBeReadThrough_isAnError_notABusError() throws {
    let bench = try Bench()
    _ = try bench.load()
    let path = try bench.file(".plates").path
    try MappedFile.readThrough(path)
    let folder = #expect(throws: PlateIndexError.self) { try MappedFile.readThrough(bench.path) }
    #expect(folder.map { "\($0)".contains("read at byte 0") } == true)
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    let size = Int(try file.seekToEnd())
    let short = #expect(throws: PlateIndexError.self) {
      try MappedFile.readThrough(file.fileDescriptor, path, count: size + 1)
    }
    #expect(short.map { "\($0)".contains("ends at byte \(size) of \(size + 1)") } == true)
  }

  /// A character of many bytes: its row is set aside, and the index can be read all the same.
  @Test func idThatIsOneEndlessCharacter_isCutBetweenScalars() throws {
    let bench = try Bench()
    let id = "e" + String(repeating: "\u{301}", count: 40_000)
    try bench.publish("2", count: 1, more: [row(id)])
    let loaded = try bench.load()
    #expect(loaded.origin == .built(because: nil))
    #expect(loaded.quarantined.first?.id?.utf8.count == ListRow.textBytesMax - 1)
    #expect("a粤".cut(toBytes: 3) == "a" && "a粤".cut(toBytes: 4) == "a粤" && "粤".cut(toBytes: 2).isEmpty)
  }

  /// Any byte of either file: the index is built again, and the reason names file and place.
  @Test(arguments: [".entries", ".plates"])
  func damagedFile_isNeverBelieved_andBuiltAgain(_ ending: String) throws {
    let bench = try Bench()
    _ = try bench.load()
    let file = try bench.file(ending)
    let sound = try Data(contentsOf: file)
    var places = Array(stride(from: 0, to: sound.count, by: sound.count / 40))
    places += [sound.count - 1, sound.count - 20, sound.count - 60, sound.count - 90]
    for place in places {
      var damaged = sound
      damaged[place] ^= 0x20
      try damaged.write(to: file)
      let loaded = try bench.load()
      guard case .built(let because?) = loaded.origin else {
        // Padding between the sections of a table belongs to none of them.
        #expect(loaded.origin == .opened && sound[place] == 0 && ending == ".plates")
        continue
      }
      #expect(because.contains(ending) && because.contains("byte"), "\(because)")
      #expect(found(loaded, "粤B10007") == ["r-7"])
    }
    for size in [0, 1, 95, sound.count / 2, sound.count - 1] {
      try sound.prefix(size).write(to: file)
      guard case .built(.some) = try bench.load().origin else {
        Issue.record("cut to \(size)")
        continue
      }
    }
    #expect(try bench.load().origin == .opened)
    try FileManager.default.removeItem(at: file)
    guard case .built(.some) = try bench.load().origin else {
      Issue.record("one of two is not enough")
      return
    }
  }

  @Test func indexOfAnotherList_underThisName_isNotBelieved() throws {
    let (bench, other) = (try Bench(), try Bench())
    try other.publish("9", count: 5)
    _ = try other.load()
    _ = try bench.load()
    for ending in [".entries", ".plates"] {
      try Data(contentsOf: other.file(ending)).write(to: bench.file(ending))
    }
    guard case .built(let because?) = try bench.load().origin else {
      Issue.record("it was believed")
      return
    }
    #expect(because.contains("belongs to another list"))
  }

  @Test func folderThatCannotBeWritten_costsTheFileOnly() throws {
    let bench = try Bench()
    try Data().write(to: URL(fileURLWithPath: bench.path))
    let loaded = try bench.load()
    guard case .inMemory(let because) = loaded.origin else {
      Issue.record("\(loaded.origin)")
      return
    }
    #expect(because.contains("cannot write index \(bench.path)"))
    #expect(found(loaded, "粤B12499") == ["r-2499"] && loaded.quarantinedCount == 0)
    bench.folder.sweep(keeping: [loaded])
  }
}
