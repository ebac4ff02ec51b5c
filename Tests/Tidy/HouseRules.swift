/// Each rule looks at one file and returns its complaints, `PATH:LINE: what`.
enum HouseRules {
  static let sourceLinesMax = 400
  static let testLinesMax = 600
  static let columnsMax = 110

  static let all: [@Sendable (TextFile) -> [String]] = [
    imports, words, traps, typeNames, sizes, functionSizes, sleeps, uncheckedSendables, machinePaths,
  ]

  static func imports(_ file: TextFile) -> [String] {
    guard file.isSwift, file.path.hasPrefix("Sources/") else { return [] }
    guard let (floor, name) = file.room, let room = ArrowTable.rooms[name], room.floor == floor else {
      return ["\(file.path):1: this room is not in ArrowTable"]
    }
    return complaints(file) { line in
      guard let module = importedModule(line), !room.imports.contains(module) else { return nil }
      return "\(name) may not import \(module)"
    }
  }

  static func words(_ file: TextFile) -> [String] {
    guard !file.isRule else { return [] }
    return complaints(file) { line in
      for word in ["TODO", "FIXME", "XXX"] where tokens(line).contains(word[...]) { return "says \(word)" }
      let lower = line.lowercased()
      for word in ["blacklist", "whitelist"] where lower.contains(word) { return "says \(word)" }
      return file.isCode ? vagueName(line) : nil
    }
  }

  static func traps(_ file: TextFile) -> [String] {
    guard file.isSwift, !file.isRule else { return [] }
    return complaints(file) { line in
      for (trap, word) in [("try!", "try"), ("as!", "as")] where line.contains(trap) {
        // `alias!` is not `as!`.
        if tokens(line).contains(word[...]) { return "traps with \(trap)" }
      }
      return nil
    }
  }

  static func typeNames(_ file: TextFile) -> [String] {
    guard file.isSwift, !file.isRule else { return [] }
    return complaints(file) { line in
      guard let type = declaredType(line) else { return nil }
      for suffix in ["Data", "Info"] where type.hasSuffix(suffix) { return "type \(type) is named \(suffix)" }
      if let room = file.room, room.name == type { return "type \(type) is named like its module" }
      return nil
    }
  }

  static func sizes(_ file: TextFile) -> [String] {
    guard file.isCode else { return [] }
    let linesMax = file.path.hasPrefix("Tests/") ? testLinesMax : sourceLinesMax
    let long =
      file.lines.count > linesMax ? ["\(file.path):\(file.lines.count): longer than \(linesMax) lines"] : []
    return long
      + complaints(file) {
        $0.utf8.count > columnsMax && $0.count > columnsMax ? "wider than \(columnsMax)" : nil
      }
  }

  static func sleeps(_ file: TextFile) -> [String] {
    guard file.isSwift, file.path.hasPrefix("Tests/"), !file.path.hasPrefix("Tests/Peers/"), !file.isRule
    else {
      return []
    }
    return complaints(file) { line in
      guard line.contains("sleep") else { return nil }
      let isCall = ["Task.sleep", "Thread.sleep", "clock.sleep", "Clock.sleep"].contains { line.contains($0) }
      return isCall || ["sleep(", "usleep(", "nanosleep("].contains(where: { startsToken($0, in: line) })
        ? "sleeps; await a fact or advance a clock" : nil
    }
  }

  static func uncheckedSendables(_ file: TextFile) -> [String] {
    guard file.isSwift, !file.isRule else { return [] }
    return file.lines.indices.compactMap { index in
      guard code(file.lines[index]).contains("@unchecked Sendable") else { return nil }
      var above = index - 1
      while above >= 0, trimmed(file.lines[above]).hasPrefix("@") { above -= 1 }
      if above >= 0, trimmed(file.lines[above]).hasPrefix("//") { return nil }
      return "\(file.path):\(index + 1): @unchecked Sendable without a comment above that proves it"
    }
  }

  static func machinePaths(_ file: TextFile) -> [String] {
    guard !file.isRule else { return [] }
    return complaints(file) { line in
      guard line.contains("/") else { return nil }
      return ["/home/", "/root/", "/Users/"].first { line.contains($0) }
        .map { "names a path of one machine: \($0)" }
    }
  }

  /// Runs a check on each line and puts the place before what it says.
  static func complaints(_ file: TextFile, _ check: (Substring) -> String?) -> [String] {
    file.lines.indices.compactMap { index in
      check(file.lines[index]).map { "\(file.path):\(index + 1): \($0)" }
    }
  }
}
