internal import FieldContract

/// Ids that the file has given so far in one space, and where: for duplicates and for references.
struct DeclaredNames {
  private var names: [String: (noun: String, line: Int)] = [:]

  /// Notes an id; reports one that is taken.
  mutating func declare(_ name: String, as noun: String, key: String = "id", in section: YAMLSection) {
    if let earlier = names[name] {
      section.report(
        key, "`\(section.path(of: key))`: `\(name)` is already the \(earlier.noun) on line \(earlier.line)",
        hint: "Each id is given once: choose another")
    } else {
      names[name] = (noun, section.line(of: key))
    }
  }

  func contains(_ name: String) -> Bool { names[name] != nil }

  /// Whether the name was declared as what it is used for; reports it when not.
  func resolves(
    _ name: String, as noun: String, or others: [String] = [], at path: String, line: Int,
    in section: YAMLSection
  ) -> Bool {
    let nouns = [noun] + others
    if let known = names[name]?.noun, nouns.contains(known) { return true }
    let candidates = nouns.flatMap { declared(as: $0) }.map(\.name)
    let list = candidates.isEmpty ? "None is declared" : "Declared: \(candidates.joined(separator: ", "))"
    let nearest = nearestName(to: name, among: candidates).map { "Did you mean `\($0)`?" }
    section.report(
      line: line, "`\(path)`: there is no \(noun) `\(name.prefix(80))`", hint: nearest ?? list)
    return false
  }

  /// In the order of the file.
  func declared(as noun: String) -> [(name: String, line: Int)] {
    names.filter { $0.value.noun == noun }.map { ($0.key, $0.value.line) }
      .sorted { ($0.line, $0.name) < ($1.line, $1.name) }
  }
}
