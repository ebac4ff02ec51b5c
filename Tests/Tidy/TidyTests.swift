import Testing

/// The house as it stands.
@Suite struct TidyTests {
  @Test func repository_isFound() {
    #expect(Repository.files.contains { $0.path == "Package.swift" })
    #expect(Repository.files.filter { $0.path.hasPrefix("Sources/") }.count > 10)
  }

  @Test func everyFile_keepsTheHouseRules() {
    let complaints = Repository.files.flatMap { file in HouseRules.all.flatMap { $0(file) } }
    #expect(complaints.isEmpty, "\n\(Comment(rawValue: complaints.joined(separator: "\n")))")
  }

  @Test func everyRoom_hasAPage() {
    let paths = Set(Repository.files.map(\.path))
    let rooms = Set(Repository.files.compactMap { $0.room.map { "\($0.floor)/\($0.name)" } })
    // Module maps and shims have nothing to tell that their folder's name does not.
    let silent = rooms.filter { !$0.hasPrefix("System/") && !paths.contains("Sources/\($0)/README.md") }
    #expect(silent.isEmpty)
  }

  @Test func noSource_standsOutsideARoom() {
    let homeless = Repository.files.filter { $0.path.hasPrefix("Sources/") && $0.isCode && $0.room == nil }
    #expect(homeless.map(\.path).isEmpty)
  }

  @Test func arrows_neverPointBackwards() {
    for (name, room) in ArrowTable.rooms {
      for other in room.imports {
        #expect(
          ArrowTable.rooms[other]?.imports.contains(name) != true, "\(name) and \(other) import each other")
      }
    }
    for name in ["AccessModel", "PlateMatching", "TemplateMatching", "GateKeeping"] {
      #expect(ArrowTable.rooms[name]?.imports.isDisjoint(with: ArrowTable.platform) == true)
    }
  }
}
