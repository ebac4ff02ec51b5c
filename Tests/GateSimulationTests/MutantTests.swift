import Foundation
import Testing

/// `make mutants` plants the faults; here the list is held to the sources, so that it cannot rot.
@Suite struct MutantTests {
  private struct Mutant: Codable {
    var file: String
    var text: String
    var planted: String
    var breaks: String
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func mutants() throws -> [Mutant] {
    let list = try Data(contentsOf: root.appending(path: "Tests/Mutants/mutants.json"))
    return try JSONDecoder().decode([Mutant].self, from: list)
  }

  @Test func eachMutantsText_occursExactlyOnce() throws {
    for mutant in try Self.mutants() {
      let source = try String(contentsOf: Self.root.appending(path: mutant.file), encoding: .utf8)
      #expect(source.components(separatedBy: mutant.text).count == 2, "\(mutant.file): \(mutant.text)")
      #expect(mutant.planted != mutant.text)
      #expect(!mutant.breaks.isEmpty)
    }
  }

  @Test func thereAreAtLeast25() throws { #expect(try Self.mutants().count >= 25) }
}
