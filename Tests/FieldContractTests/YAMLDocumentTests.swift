import FieldContract
import Foundation
import Testing

@Suite struct YAMLDocumentTests {
  private func said(_ text: String) -> [String] {
    do throws(DocumentError) {
      _ = try YAMLDocument(file: "f", text: text)
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test func keyWrittenTwice_isSaidWithItsLine() {
    #expect(
      said("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n") == [
        "f:3: written here, and again further down in the same mapping: `c`. Keep one of them"
      ])
    #expect(said("a: 1\n\"a\": 2").count == 1)
    #expect(said("true: 1\n\"true\": 2").count == 1)
  }

  @Test func tab_isSaidWithItsLine() {
    let said = said("a:\n\tb: 1\n")
    #expect(said.count == 1)
    #expect(said.first?.hasPrefix("f:2: not valid YAML: ") == true)
    #expect(
      said.first?.hasSuffix(
        "Indent with spaces, not tabs; put quotes round a text that begins with @, ` or %") == true)
  }

  @Test(arguments: [
    ("a: [1", 1), ("a: 'x", 1), ("a: 1\n b: 2", 2), ("a: *x", 1), ("a: 1\n---\nb: 2", 2),
    ("a: 1\nb: @x", 2), ("a: \"\\q\"", 1),
  ])
  func unsoundText_isSaidNearItsLine(text: String, line: Int) {
    let said = said(text)
    #expect(said.count == 1)
    let number = said.first?.split(separator: ":").dropFirst().first.flatMap { Int($0) }
    #expect(number == line || number == line + 1, "\(said)")
  }

  @Test func controlCharacter_isSaidWithItsLine() {
    #expect(
      said("a: 1\r\nb: \u{1}\r\n") == [
        "f:2: not valid YAML: control characters are not allowed. Remove the unprintable character"
      ])
    #expect(said("a: \0").count == 1)
  }

  @Test(arguments: ["", "\n\n", "# nothing", "---", "...", "\u{FEFF}"])
  func nothing_isSaid(text: String) {
    #expect(said(text).count == 1)
  }

  @Test(arguments: ["- a", "word", "[a]", "42"])
  func rootThatIsNoMapping_isSaid(text: String) {
    #expect(said(text) == ["f:1: the file holds no mapping. Begin with `key: value` lines"])
  }

  @Test func text_isBounded() throws {
    let line = "key: value\n"
    let filler = String(repeating: "#", count: YAMLDocument.bytesMax - line.utf8.count)
    #expect(said(line + filler) == [])
    #expect(said(line + filler + "#").first?.contains("the file is larger than 1048576 bytes") == true)
  }

  @Test func deepNesting_isRefused() {
    for bracket in ["[", "{a: ", "- "] {
      #expect(said("a: " + String(repeating: bracket, count: 100_000)).count == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func aliasBomb_isRefusedBeforeItGrows() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let copies = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      bomb += "? &a\(level) [\(copies)]\n: y\n"
    }
    #expect(
      said(bomb) == [
        "f:2: the file has more than 4 aliases (`*name`). "
          + "Write the values out, or put quotes round a text with an asterisk"
      ])
  }

  @Test func aliasesHiddenBehindACommentEndedByAnotherLineBreak_areCounted() {
    for lineBreak in ["\r", "\u{85}", "\u{2028}", "\u{2029}"] {
      let many = (0...8).map { "b\($0): *a" }.joined(separator: lineBreak)
      #expect(said("a: &a x\n# c\(lineBreak)" + many).first?.contains("aliases") == true, "\(lineBreak.utf8)")
    }
  }

  @Test func fewAliases_andAsterisksInComments_areFine() {
    let comments = String(repeating: "# *emphasis*\n", count: 100)
    #expect(said(comments + "a: &x {b: 1}\nc: *x\nd: '*.example'\ne: 2 * 3\n") == [])
  }

  @Test func manyKeys_areReadInGoodTime() throws {
    let text = (0..<60_000).map { "key\($0): 1\n" }.joined()
    let document = try YAMLDocument(file: "f", text: text)
    let root = document.root
    let time = ContinuousClock().measure {
      #expect(root.integer("key59999", default: 0, in: 0...1) == 1)
    }
    #expect(time < .seconds(1))
  }

  @Test func sameErrorTwice_isOne_andTheRestIsCounted() throws {
    let document = try YAMLDocument(file: "f", text: "a: 1")
    for index in 0..<(YAMLDocument.diagnosticsMax + 5) {
      document.report(line: 1, "wrong \(index)", hint: "h")
      document.report(line: 1, "wrong 0", hint: "h")
    }
    #expect(document.diagnostics.count == YAMLDocument.diagnosticsMax)
    let error = #expect(throws: DocumentError.self) { try document.finish() }
    #expect(error?.diagnostics.count == YAMLDocument.diagnosticsMax + 1)
    #expect(error?.diagnostics.contains { $0.what == "5 more errors are not listed" } == true)
  }

  @Test func file_isReadWithBoundsAndMode() throws {
    let path = NSTemporaryDirectory() + "gatehouse-bounded-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("0123456789".utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let file = try BoundedFile(path: path, bytesMax: 10)
    #expect(file.bytes.count == 10 && file.mode == 0o640)
    #expect(throws: BoundedFileError.tooLarge(bytesMax: 9)) { try BoundedFile(path: path, bytesMax: 9) }
    #expect(throws: BoundedFileError.notRegular(kind: "no regular file")) {
      try BoundedFile(path: "/dev/zero", bytesMax: 9)
    }
    #expect(throws: BoundedFileError.notRegular(kind: "a folder")) { try BoundedFile(path: "/", bytesMax: 9) }
    #expect(throws: BoundedFileError.unreadable(reason: "there is no such file")) {
      try BoundedFile(path: path + "/x", bytesMax: 9)
    }
  }

  @Test func documentOfAPath_saysThePath() {
    let error = #expect(throws: DocumentError.self) { try YAMLDocument(path: "/nowhere/profile.yaml") }
    #expect(
      error?.description == "/nowhere/profile.yaml:1: cannot read this file: there is no such file. "
        + "Check the path and who may read it")
  }
}
