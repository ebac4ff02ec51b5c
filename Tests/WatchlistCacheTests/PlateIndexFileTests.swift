import AccessModel
import Foundation
import PlateMatching
import Synchronization
import Testing
import WatchlistCache

@Suite struct PlateIndexFileTests {
  /// A folder that goes with the test.
  private final class Folder {
    let path = NSTemporaryDirectory() + "gatehouse-index-" + UUID().uuidString
    var file: String { path + "/list.index" }

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
  }

  /// What readers and writer of one test tell each other.
  private final class Board: Sendable {
    let isDone = Atomic(false)
    let wrong = Atomic(0)
    let lookups = Atomic(0)
  }

  private func builder(_ version: Int, _ count: Int = 2000) -> PlateTableBuilder {
    let issued = CivilTime(milliseconds: Int64(version))
    var builder = PlateTableBuilder(
      edition: ListEdition(list: "wanted", version: "\(version)", issuedAt: issued))
    for index in 0..<count { builder.add("粤B\(10_000 + index * 7 + version)", country: "CHN") }
    return builder
  }

  @Test func written_isOpened_asItWas() throws {
    let folder = try Folder()
    let written = try PlateIndexFile.write(builder(1), to: folder.file)
    let opened = try PlateIndexFile.open(folder.file)
    try opened.verify()
    for table in [written, opened] {
      #expect(table.edition.version == "1" && table.count == 2000)
      #expect(table.exact("粤B10008", country: "CHN") == [1])
      #expect(table.exact("粤B10009", country: "CHN").isEmpty)
    }
    #expect(folder.names == ["list.index"])
  }

  @Test func replacedFile_leavesTheOldMappingWhole() throws {
    let folder = try Folder()
    let old = try PlateIndexFile.write(builder(1), to: folder.file)
    let new = try PlateIndexFile.write(builder(2), to: folder.file)
    try old.verify()
    #expect(old.edition.version == "1" && new.edition.version == "2")
    #expect(try PlateIndexFile.open(folder.file).edition.version == "2")
  }

  @Test func brokenFile_isRefused_withFileAndOffset_andTheOldStays() throws {
    let folder = try Folder()
    let table = try PlateIndexFile.write(builder(1), to: folder.file)
    let slot = PlateTableSlot(table)
    var content = try Data(contentsOf: URL(fileURLWithPath: folder.file))
    let copy = folder.path + "/copy"
    try content.dropLast(5).write(to: URL(fileURLWithPath: copy))
    let cut = PlateTableError.truncated(at: content.count - 5, expected: content.count)
    #expect(throws: PlateIndexError.refused(file: copy, cut)) { try PlateIndexFile.open(copy) }
    content[20] ^= 1
    try content.write(to: URL(fileURLWithPath: copy))
    #expect(throws: PlateIndexError.self) { try PlateIndexFile.open(copy) }
    try Data().write(to: URL(fileURLWithPath: copy))
    #expect(throws: PlateIndexError.self) { try PlateIndexFile.open(copy) }
    #expect(slot.table.exact("粤B10008", country: "CHN") == [1])
  }

  @Test func damageInTheMiddle_isFoundByFullVerification() throws {
    let folder = try Folder()
    _ = try PlateIndexFile.write(builder(1), to: folder.file)
    var content = try Data(contentsOf: URL(fileURLWithPath: folder.file))
    let place = content.count / 2
    content[place] ^= 0x40
    try content.write(to: URL(fileURLWithPath: folder.file))
    let table = try PlateIndexFile.open(folder.file)
    #expect {
      try table.verify()
    } throws: { error in
      guard case .damaged(let at, let count, _)? = error as? PlateTableError else { return false }
      return (at..<at + count).contains(place)
    }
  }

  @Test func folderThatIsNotThere_isNamed_andNothingIsLeft() throws {
    let folder = try Folder()
    let error = #expect(throws: PlateIndexError.self) {
      _ = try PlateIndexFile.write(builder(1), to: folder.path + "/none/list.index")
    }
    #expect(error.map { "\($0)".contains("/none/list.index.new: open: No such file") } == true)
    #expect(throws: PlateIndexError.self) { try PlateIndexFile.open(folder.path + "/absent") }
    // A folder stands in the way of the file's name.
    try FileManager.default.createDirectory(atPath: folder.file, withIntermediateDirectories: false)
    #expect(throws: PlateIndexError.self) { try PlateIndexFile.write(builder(1), to: folder.file) }
    #expect(folder.names == ["list.index"])
  }

  /// Each table answers for its own edition to the end, however often it is replaced meanwhile.
  @Test func swapUnderReaders_givesEachAWholeTable() async throws {
    let folder = try Folder()
    let slot = PlateTableSlot(try PlateIndexFile.write(builder(1), to: folder.file))
    let board = Board()
    let file = folder.file
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          var index = 0
          while !board.isDone.load(ordering: .acquiring) {
            let table = slot.table
            let version = Int(table.edition.version) ?? 0
            index = (index + 1) % 2000
            let isRight = table.exact("粤B\(10_000 + index * 7 + version)", country: "CHN") == [index]
            if !isRight { board.wrong.add(1, ordering: .relaxed) }
            board.lookups.add(1, ordering: .relaxed)
            await Task.yield()
          }
        }
      }
      group.addTask {
        for version in 2..<42 {
          slot.replace(by: try PlateIndexFile.write(builder(version % 5 + 1), to: file))
          await Task.yield()
        }
        while board.lookups.load(ordering: .relaxed) < 1000 { await Task.yield() }
        board.isDone.store(true, ordering: .releasing)
      }
      try await group.waitForAll()
    }
    #expect(board.wrong.load(ordering: .relaxed) == 0 && board.lookups.load(ordering: .relaxed) >= 1000)
  }
}
