import AccessModel
import PlateMatching
import Synchronization
import Testing
import WatchlistCache

@Suite struct PlateTableSlotTests {
  private final class Board: Sendable {
    let ended = Atomic(0)
  }

  private func table(_ board: Board) throws -> PlateTable {
    let edition = ListEdition(list: "wanted", version: "1", issuedAt: CivilTime(milliseconds: 0))
    var builder = PlateTableBuilder(edition: edition)
    builder.add("AB12", country: nil)
    let plan = builder.plan()
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: plan.byteCount, alignment: 64)
    plan.write(into: bytes)
    return try PlateTable(
      PlateRegion(bytes: UnsafeRawBufferPointer(bytes)) {
        $0.deallocate()
        board.ended.add(1, ordering: .relaxed)
      })
  }

  /// So that no reader ever pays for taking a large table apart.
  @Test func replacedTable_hasEndedWhenReplaceReturns_ifNobodyReadsIt() throws {
    let board = Board()
    let slot = PlateTableSlot(try table(board))
    slot.replace(by: try table(board))
    #expect(board.ended.load(ordering: .relaxed) == 1)
    #expect(slot.table.exact("AB12", country: nil) == [0])
  }

  @Test func tableThatIsStillRead_staysWhole() throws {
    let board = Board()
    let slot = PlateTableSlot(try table(board))
    let old = slot.table
    slot.replace(by: try table(board))
    #expect(old.exact("AB12", country: nil) == [0])
    #expect(board.ended.load(ordering: .relaxed) == 0)
  }
}
