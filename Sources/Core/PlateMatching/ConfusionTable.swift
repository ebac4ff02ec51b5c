/// How easily one character is read as another, in thousandths; symmetric.
public struct ConfusionTable: Hashable, Sendable {
  /// Two characters and their likeness, 1...1000.
  public struct Pair: Hashable, Sendable {
    /// Either of the two characters.
    public var one: Unicode.Scalar
    /// The other of the two.
    public var other: Unicode.Scalar
    /// How easily one is read as the other, 1...1000.
    public var likeness: Int

    /// Two characters in any order, and their likeness.
    public init(_ one: Unicode.Scalar, _ other: Unicode.Scalar, _ likeness: Int) {
      self.one = one
      self.other = other
      self.likeness = likeness
    }
  }

  /// Likeness of two characters that no pair names.
  public static let unlisted = 150
  /// Likeness of a character that was not read (`?`) to any.
  public static let unread = 600
  /// A character too many or too few.
  public static let edit = 250
  /// The same beside its like, or a narrow one: 1 I L T.
  public static let likelyEdit = 450
  /// Most pairs of a table, configured ones included.
  public static let pairsMax = 512

  /// Sorted by key; the last of several for the same two characters counts.
  private var likenesses: [(key: UInt64, likeness: Int)] = []

  /// The pairs of the README, without province characters.
  public static let standard = ConfusionTable(pairs: standardPairs)

  /// Pairs beyond `pairsMax` are the caller's error.
  public init(pairs: [Pair]) {
    precondition(pairs.count <= Self.pairsMax, "a confusion table holds at most \(Self.pairsMax) pairs")
    for pair in pairs { insert(pair) }
  }

  /// This table with a site's own pairs, which win: province characters that its cameras confuse.
  public func adding(_ pairs: [Pair]) -> ConfusionTable {
    precondition(likenesses.count + pairs.count <= Self.pairsMax, "at most \(Self.pairsMax) pairs")
    var table = self
    for pair in pairs { table.insert(pair) }
    return table
  }

  /// Likeness of a character read to a character listed, 0...1000.
  public func likeness(read: Unicode.Scalar, listed: Unicode.Scalar) -> Int {
    if read == listed { return 1000 }
    if read == "?" || read == "*" { return Self.unread }
    let key = Self.key(read, listed)
    let place = place(of: key)
    guard place < likenesses.count, likenesses[place].key == key else { return Self.unlisted }
    return likenesses[place].likeness
  }

  public static func == (one: ConfusionTable, other: ConfusionTable) -> Bool {
    one.likenesses.elementsEqual(other.likenesses) { $0.key == $1.key && $0.likeness == $1.likeness }
  }

  public func hash(into hasher: inout Hasher) {
    for pair in likenesses { hasher.combine(pair.key) }
  }

  private mutating func insert(_ pair: Pair) {
    let key = Self.key(pair.one, pair.other)
    let place = place(of: key)
    let likeness = min(max(pair.likeness, 1), 1000)
    if place < likenesses.count, likenesses[place].key == key {
      likenesses[place].likeness = likeness
    } else {
      likenesses.insert((key, likeness), at: place)
    }
  }

  private func place(of key: UInt64) -> Int {
    var (low, high) = (0, likenesses.count)
    while low < high {
      let middle = (low + high) / 2
      if likenesses[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func key(_ one: Unicode.Scalar, _ other: Unicode.Scalar) -> UInt64 {
    UInt64(min(one.value, other.value)) << 32 | UInt64(max(one.value, other.value))
  }
}

extension ConfusionTable {
  /// Where each comes from stands in the README, pair by pair.
  static let standardPairs: [Pair] = [
    Pair("0", "O", 950), Pair("0", "D", 850), Pair("0", "Q", 850), Pair("D", "O", 850), Pair("O", "Q", 850),
    Pair("D", "Q", 750),
    Pair("1", "I", 950), Pair("1", "L", 800), Pair("1", "T", 700), Pair("I", "L", 800), Pair("I", "T", 700),
    Pair("2", "Z", 900), Pair("5", "S", 900), Pair("8", "B", 900), Pair("6", "G", 850),
    Pair("V", "Y", 700), Pair("V", "U", 700), Pair("V", "W", 600), Pair("X", "Y", 500), Pair("K", "X", 600),
    Pair("P", "R", 650), Pair("B", "P", 500), Pair("C", "G", 750), Pair("A", "4", 700), Pair("E", "F", 700),
    Pair("6", "8", 600), Pair("6", "B", 600), Pair("3", "8", 650), Pair("5", "8", 500), Pair("0", "8", 500),
    Pair("7", "Z", 600), Pair("M", "N", 600), Pair("H", "M", 500), Pair("H", "N", 550),
  ]
}

/// A confusion table in the symbols of one index: one byte pair away.
struct SymbolLikenesses {
  private let size: Int
  private let values: [UInt16]

  init(_ alphabet: PlateAlphabet, _ table: ConfusionTable) {
    let scalars = alphabet.scalars
    size = scalars.count
    values = scalars.flatMap { read in
      scalars.map { UInt16(table.likeness(read: read, listed: $0)) }
    }
  }

  /// Nil for a symbol of no entry.
  @inline(__always)
  func likeness(_ read: UInt8, _ listed: UInt8) -> Int? {
    guard read > 0, listed > 0, Int(read) <= size, Int(listed) <= size else { return nil }
    return Int(values[(Int(read) - 1) * size + Int(listed) - 1])
  }
}
