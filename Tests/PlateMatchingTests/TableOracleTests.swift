import AccessModel
import Testing

@testable import PlateMatching

/// 10,000 queries of each kind of list against answers that share no code with the table.
@Suite struct TableOracleTests {
  /// A list and the queries put to it.
  struct Rehearsal: CustomTestStringConvertible, Sendable {
    var name: String
    var seed: UInt64
    var characters: String
    var prefixes: [String]
    var lengths: ClosedRange<Int>
    var testDescription: String { name }

    static let countries: [String?] = ["CHN", "RUS", nil, "x"]

    var alphabet: [Unicode.Scalar] { Array(characters.unicodeScalars) }

    func entries() -> [(plate: String, country: String?)] {
      var random = SeededPlates(seed: seed)
      return (0..<20_000).map { _ in
        let prefix = prefixes.randomElement(using: &random) ?? ""
        let plate = prefix + random.text(of: alphabet, lengths)
        return (plate, Self.countries[Int.random(in: 0..<4, using: &random)])
      }
    }

    func queries(_ entries: [(plate: String, country: String?)]) -> [(plate: String, country: String?)] {
      var random = SeededPlates(seed: seed ^ 0xFFFF)
      return (0..<10_000).map { _ in
        let entry = entries[Int.random(in: entries.indices, using: &random)]
        let plate = random.misread(entry.plate, of: alphabet, edits: 2)
        return (plate, [nil, "CHN", "POL", "7"][Int.random(in: 0..<4, using: &random)])
      }
    }
  }

  static let rehearsals = [
    Rehearsal(name: "random", seed: 1, characters: "京粤陕警ABDO0128กЖ", prefixes: [""], lengths: 4...9),
    Rehearsal(
      name: "skewed", seed: 2, characters: "ABD0128", prefixes: ["粤B", "粤BD", "粤A"], lengths: 5...5),
    Rehearsal(name: "long", seed: 3, characters: "ABИ01", prefixes: ["", "A"], lengths: 7...13),
  ]

  private func table(_ entries: [(plate: String, country: String?)]) throws -> PlateTable {
    var builder = PlateTableBuilder(edition: anEdition)
    for entry in entries {
      let isIndexed = builder.add(entry.plate, country: entry.country)
      #expect(isIndexed)
    }
    let table = try builder.table()
    try table.verify()
    return table
  }

  private func agree(_ listed: String?, _ read: String?) -> Bool {
    guard let listed, let read, read != "7" else { return true }
    return listed == read
  }

  /// Four bits a character: another way of writing plates down than the table's.
  private func spelled(_ plate: String, _ alphabet: [Unicode.Scalar]) -> [UInt64] {
    plate.unicodeScalars.compactMap { scalar in alphabet.firstIndex(of: scalar).map { UInt64($0 + 1) } }
  }

  private func joined(_ letters: some Collection<UInt64>) -> UInt64 { letters.reduce(0) { $0 << 4 | $1 } }

  /// Positions of all plates one edit away, found by making each such plate.
  private func neighbours(_ plate: [UInt64], letters: UInt64, _ positions: [UInt64: [Int]]) -> Set<Int> {
    var found: Set<Int> = []
    let whole = joined(plate)
    for at in 0...plate.count {
      let (before, behind) = (joined(plate[..<at]), joined(plate[at...]))
      let width = UInt64(plate.count - at) * 4
      for letter in 0...letters {
        // Zero stands for "no letter": a deletion.
        let grown = (before << 4 | letter) << width | behind
        if letter > 0, plate.count < 16, let hits = positions[grown] { found.formUnion(hits) }
        guard at < plate.count else { continue }
        let rest = behind & ~(15 << (width - 4))
        let changed =
          letter > 0 ? before << width | letter << (width - 4) | rest : before << (width - 4) | rest
        if changed != whole, let hits = positions[changed] { found.formUnion(hits) }
      }
    }
    return found
  }

  @Test(arguments: rehearsals)
  func exactAndOneEdit_equalTheEnumerationOfAllNeighbours(_ rehearsal: Rehearsal) throws {
    let entries = rehearsal.entries()
    let table = try table(entries)
    let alphabet = Array(Set(rehearsal.characters.unicodeScalars + "粤".unicodeScalars)).sorted()
    #expect(alphabet.count < 16)
    var positions: [UInt64: [Int]] = [:]
    for (position, entry) in entries.enumerated() {
      positions[joined(spelled(entry.plate, alphabet)), default: []].append(position)
    }
    var hits = (exact: 0, near: 0)
    for (plate, country) in rehearsal.queries(entries) {
      guard let read = evidence(plate, country: country), read.plate.text == plate else { continue }
      // What a plate says of its own country counts for confusable matches, not for a plain exact lookup.
      let letters = spelled(plate, alphabet)
      let exact = (positions[joined(letters)] ?? []).filter { agree(entries[$0].country, country) }
      #expect(table.exact(plate, country: country) == exact)
      let near = neighbours(letters, letters: UInt64(alphabet.count), positions)
        .filter { agree(entries[$0].country, read.plate.country) }
      let found = table.confusable(read, atMost: 100_000)
      #expect(found.omitted == 0)
      let isSame = found.matches.map(\.position).sorted() == near.sorted()
      #expect(isSame, "\(plate): \(found.matches.map { entries[$0.position].plate })")
      for match in found.matches { #expect(applies(match.difference, plate, entries[match.position].plate)) }
      let order = zip(found.matches, found.matches.dropFirst())
      #expect(order.allSatisfy { ($1.score, $0.position) < ($0.score, $1.position) })
      let few = table.confusable(read, atMost: 3)
      #expect(few.matches == Array(found.matches.prefix(3)))
      #expect(few.omitted == max(0, near.count - 3))
      hits = (hits.exact + exact.count, hits.near + near.count)
    }
    #expect(hits.exact > 1000 && hits.near > 1000, "\(hits)")
  }

  /// Makes the listed plate of the read and the difference.
  private func applies(_ difference: PlateDifference, _ read: String, _ listed: String) -> Bool {
    var scalars = Array(read.unicodeScalars)
    switch difference {
    case .substituted(let at, let old, let new):
      guard scalars[at] == old, old != new else { return false }
      scalars[at] = new
    case .missing(let at, let new): scalars.insert(new, at: at)
    case .extra(let at, let old):
      guard scalars[at] == old else { return false }
      scalars.remove(at: at)
    }
    return scalars.elementsEqual(listed.unicodeScalars)
  }

  /// The definition itself, entry by entry, on fewer queries.
  @Test(arguments: rehearsals)
  func oneEdit_equalsLevenshtein(_ rehearsal: Rehearsal) throws {
    let entries = Array(rehearsal.entries().prefix(1500))
    let table = try table(entries)
    for (plate, _) in rehearsal.queries(entries).prefix(60) {
      guard let read = evidence(plate), read.plate.text == plate else { continue }
      let near = entries.indices.filter { levenshtein(plate, entries[$0].plate) == 1 }
        .filter { agree(entries[$0].country, read.plate.country) }
      #expect(table.confusable(read, atMost: 2000).matches.map(\.position).sorted() == near)
    }
  }

  /// Countries take room in a cell, so that long plates lie elsewhere than in a list of one country.
  @Test(arguments: [0, 30, 4000])
  func plates_areFoundAlike_howeverManyCountriesThereAre(_ countries: Int) throws {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    var entries: [(plate: String, country: String?)] = []
    for number in 0..<countries {
      let name: [Character] = [letters[number / 676], letters[number / 26 % 26], letters[number % 26]]
      entries.append(("Z\(number)", String(name)))
    }
    var random = SeededPlates(seed: 9)
    let characters = Array("粤AB01ÄЖ".unicodeScalars)
    for _ in 0..<600 { entries.append((random.text(of: characters, 2...11), nil)) }
    let table = try table(entries)
    var hits = 0
    for _ in 0..<60 {
      let entry = entries[Int.random(in: countries..<entries.count, using: &random)].plate
      let plate = random.misread(entry, of: characters, edits: 2)
      guard let read = evidence(plate), read.plate.text == plate else { continue }
      let near = entries.indices.filter { levenshtein(plate, entries[$0].plate) == 1 }
      #expect(table.confusable(read, atMost: 2000).matches.map(\.position).sorted() == near)
      #expect(table.exact(plate, country: nil) == entries.indices.filter { entries[$0].plate == plate })
      hits += near.count
    }
    #expect(hits > 60)
  }

  private func levenshtein(_ one: String, _ other: String) -> Int {
    let (rows, columns) = (Array(one.unicodeScalars), Array(other.unicodeScalars))
    guard abs(rows.count - columns.count) < 2 else { return 2 }
    var last = Array(0...columns.count)
    for (row, character) in rows.enumerated() {
      var next = [row + 1]
      for (column, wanted) in columns.enumerated() {
        let step = last[column] + (character == wanted ? 0 : 1)
        next.append(min(step, last[column + 1] + 1, next[column] + 1))
      }
      last = next
    }
    return last[columns.count]
  }

  @Test func wildcards_equalTheDefinition_on10_000Random_and10_000Skewed() throws {
    for rehearsal in Self.rehearsals.prefix(2) {
      var random = SeededPlates(seed: rehearsal.seed + 70)
      let characters = rehearsal.alphabet
      var table = WildcardTable()
      var patterns: [WildcardPattern] = []
      while patterns.count < 60 {
        let text = random.text(of: characters + ["?", "?", "*"], 4...8)
        guard let pattern = WildcardPattern(text) else { continue }
        patterns.append(pattern)
        let isKept = table.add(pattern, issuer: .unknown, position: patterns.count - 1)
        #expect(isKept)
      }
      var hits = 0
      for index in 0..<10_000 {
        // Half of the reads are made of a pattern, so that something is found.
        let mother = patterns[index % patterns.count].text
        let filled = mother.unicodeScalars.map { scalar -> String in
          if scalar == "*" { return random.text(of: characters, 0...2) }
          return scalar == "?" ? random.text(of: characters, 1...1) : String(scalar)
        }.joined()
        let text = index.isMultiple(of: 2) ? filled : random.text(of: characters, 4...8)
        guard let plate = NormalisedPlate(text) else { continue }
        let read = Array(plate.text.unicodeScalars)[...]
        let wanted = patterns.indices.filter { fits(Array(patterns[$0].text.unicodeScalars)[...], read) }
        let found = table.matches(plate)
        #expect(found.map(\.position).sorted() == wanted)
        let order = zip(found, found.dropFirst())
        #expect(
          order.allSatisfy {
            ($1.pattern.knownCount, $0.position) < ($0.pattern.knownCount, $1.position)
          })
        hits += wanted.count
      }
      #expect(hits > 5000)
    }
  }

  private func fits(_ pattern: ArraySlice<Unicode.Scalar>, _ read: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let first = pattern.first else { return read.isEmpty }
    if first == "*" {
      return fits(pattern.dropFirst(), read) || (!read.isEmpty && fits(pattern, read.dropFirst()))
    }
    guard let next = read.first, first == "?" || first == next else { return false }
    return fits(pattern.dropFirst(), read.dropFirst())
  }
}
