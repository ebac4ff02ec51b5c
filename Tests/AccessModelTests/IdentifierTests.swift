import AccessModel
import Testing

@Suite struct IdentifierTests {
  @Test(arguments: [
    "a", "0", "north-gate", "cam-1", "1-2-3", "a-", "a--b", String(repeating: "x", count: 64),
  ])
  func soundName_isTaken(text: String) {
    #expect(LaneID(checking: text)?.rawValue == text)
    #expect(LaneID(checking: text)?.description == text)
  }

  @Test(arguments: [
    "", "-", "-a", "A", "aB", "a b", "a_b", "a.b", "a/b", "../a", "a\n", "a\0", "é", "e\u{301}", "а", "京",
    "１",
    String(repeating: "x", count: 65),
  ])
  func unsoundName_isRefused(text: String) {
    #expect(LaneID(checking: text) == nil)
  }

  @Test func everyASCIICharacter_isTakenOrRefusedByTheRule() {
    let sound = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
    for byte in UInt8(0)...127 {
      let character = Character(UnicodeScalar(byte))
      #expect((DeviceID(checking: "x\(character)") != nil) == sound.contains(character), "\(byte)")
    }
  }

  @Test func names_sortByText() {
    #expect((["b", "a-1", "a"] as [ListID]).sorted() == ["a", "a-1", "b"])
  }
}
