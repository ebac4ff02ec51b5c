import AccessModel
import Foundation
import SiteJournal
import Testing

@Suite struct EvidenceStoreTests {
  private let folder: JournalFolder

  init() throws { folder = try JournalFolder() }

  private var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path + "/evidence").sorted() }
  }

  private func open(bytesMax: Int = 1000) throws -> EvidenceStore {
    try EvidenceStore(folder: folder.path, bytesMax: bytesMax)
  }

  @Test func names_sortByTime_andNeverCollide() throws {
    let store = try open(bytesMax: 100_000)
    let late = try store.store([1], role: "plate", at: time(2))
    let early = try (0..<100).map { _ in try store.store([1], role: "scene", at: time(1)) }
    #expect(Set(early).count == 100)
    #expect(early.allSatisfy { $0 < late })
    #expect(late.hasSuffix("-plate.jpg"))
    let path = try #require(store.path(of: late))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1]))
  }

  @Test func quota_isKept_byDeletingTheOldest() throws {
    let store = try open(bytesMax: 250)
    let image = [UInt8](repeating: 7, count: 100)
    let names = try (0..<4).map { try store.store(image, role: "plate", at: time(Int64($0))) }
    #expect(try files == Array(names[2...]))
    #expect(store.usage == (200, 2))
  }

  @Test func index_isRebuiltAtOpen_withoutTornFiles_andAFormerQuotaIsCutDown() throws {
    let image = [UInt8](repeating: 7, count: 100)
    let names = try {
      let store = try open()
      return try (0..<4).map { try store.store(image, role: "plate", at: time(Int64($0))) }
    }()
    let torn = folder.path + "/evidence/" + names[3] + ".partial"
    #expect(FileManager.default.createFile(atPath: torn, contents: Data([1])))
    let foreign = folder.path + "/evidence/README"
    #expect(FileManager.default.createFile(atPath: foreign, contents: Data([1])))
    let store = try open(bytesMax: 300)
    #expect(try files == Array(names[1...]) + ["README"])
    #expect(store.usage == (300, 3))
  }

  @Test func deletion_isByName_andNoNameLeadsOutOfTheFolder() throws {
    let store = try open()
    let name = try store.store([1, 2], role: "plate", at: time(0))
    let kept = try store.store([3], role: "plate", at: time(1))
    let outside = folder.path + "/keep.jpg"
    #expect(FileManager.default.createFile(atPath: outside, contents: Data([1])))
    store.delete(["../keep.jpg", "", ".", "/etc/passwd", "../evidence/" + kept, name, name])
    #expect(FileManager.default.fileExists(atPath: outside))
    #expect(try files == [kept])
    #expect(store.usage == (1, 1))
    #expect(store.path(of: "../keep.jpg") == nil)
  }

  @Test func imageThatCannotBeDeleted_isAnswered_andTheOthersGo() throws {
    let store = try open()
    let names = try (0..<3).map { try store.store([1], role: "plate", at: time(Int64($0))) }
    let stubborn = try #require(store.path(of: names[1]))
    // A folder in place of the file: nobody, not even root, unlinks that.
    try FileManager.default.removeItem(atPath: stubborn)
    try FileManager.default.createDirectory(atPath: stubborn, withIntermediateDirectories: false)
    let (left, cause) = store.delete(names)
    #expect(left == [names[1]])
    #expect(cause?.description.hasPrefix("cannot delete \(names[1])") == true)
    #expect(store.usage == (1, 1))
  }

  @Test func shedding_takesTheOldest_andNoMoreThanItMust() throws {
    let store = try open()
    let names = try (0..<4).map { try store.store([1, 2, 3], role: "plate", at: time(Int64($0))) }
    let (shed, bytes) = store.shed(bytes: 4)
    #expect((shed, bytes) == (2, 6))
    #expect(try files == [names[2], names[3]])
    #expect(store.usage == (6, 2))
    let rest = store.shed(bytes: 1000)
    #expect((rest.files, rest.bytes) == (2, 6))
    let nothing = store.shed(bytes: 1)
    #expect((nothing.files, nothing.bytes) == (0, 0))
  }

  @Test func names_sinceATime_areThoseKeptAtItOrLater() throws {
    let store = try open()
    let names = try (0..<3).map { try store.store([1], role: "plate", at: time(Int64($0))) }
    #expect(store.names(since: time(1)) == [names[1], names[2]])
    #expect(store.names(since: time(9)).isEmpty)
  }

  @Test func imageOverTheLimit_orARoleThatIsAPath_isRefused() throws {
    let store = try open(bytesMax: 10)
    #expect(throws: EvidenceError.self) {
      try store.store([UInt8](repeating: 0, count: 11), role: "a", at: time(0))
    }
    #expect(throws: EvidenceError.self) { try store.store([1], role: "../a", at: time(0)) }
    #expect(throws: EvidenceError.self) { try store.store([1], role: "", at: time(0)) }
    #expect(try files == [])
  }

  @Test func missingJournalFolder_isAnError() {
    #expect(throws: EvidenceError.self) { try EvidenceStore(folder: "/nonexistent", bytesMax: 1) }
  }

  @Test func storesFromManyTasks_endWithinTheQuota_andTheIndexIsTheFolder() async throws {
    let store = try open(bytesMax: 1000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for round in 0..<25 {
            _ = try store.store(
              [UInt8](repeating: 1, count: 50), role: "plate", at: time(Int64(task * round)))
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(store.usage == (1000, 20))
    #expect(try files.count == 20)
  }
}
