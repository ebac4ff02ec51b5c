internal import PlateMatching

/// Lists and reads of the benchmark, the same for the same seed.
struct PlateSamples {
  enum Kind: String, CaseIterable {
    /// Every province and letter alike.
    case random
    /// One province, three office letters, serials as they are issued: mostly digits.
    case skewed
  }

  private var state: UInt64
  private let kind: Kind

  static let provinces = Array("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".unicodeScalars)
  /// What the peers write for the provinces: they know ASCII only.
  private static let stand = Array("abcdefghijklmnopqrstuvwxyz!#$%&".unicodeScalars)
  private static let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ".unicodeScalars)
  private static let digits = Array("0123456789".unicodeScalars)
  private static let serials = digits + letters

  init(_ kind: Kind, seed: UInt64) {
    self.kind = kind
    state = seed
  }

  /// Plates in no order; a few may be there twice, as in a list of ten million.
  mutating func anyPlates(_ count: Int) -> [String] { (0..<count).map { _ in plate() } }

  /// Different plates, in no order.
  mutating func plates(_ count: Int) -> [String] {
    var seen: Set<String> = []
    seen.reserveCapacity(count)
    var plates: [String] = []
    plates.reserveCapacity(count)
    while plates.count < count {
      let plate = plate()
      if seen.insert(plate).inserted { plates.append(plate) }
    }
    return plates
  }

  /// Half of them are entries with one mistake, half are vehicles of the same streets that may be on no list.
  mutating func reads(_ count: Int, of plates: [String]) -> [String] {
    (0..<count).map { index in
      index.isMultiple(of: 2) ? misread(plates[below(plates.count)]) : plate()
    }
  }

  /// Half of them are entries, half are vehicles of the same streets that may be on no list.
  mutating func passages(_ count: Int, of plates: [String]) -> [String] {
    (0..<count).map { index in index.isMultiple(of: 2) ? plates[below(plates.count)] : plate() }
  }

  mutating func plate() -> String {
    var text = String.UnicodeScalarView()
    switch kind {
    case .random:
      text.append(Self.provinces[below(31)])
      text.append(Self.letters[below(24)])
      for _ in 0..<5 { text.append(Self.serials[below(34)]) }
    case .skewed:
      text.append("粤")
      text.append(["B", "A", "S"][below(3)])
      let share = below(10)
      let letterCount = share == 0 ? 0 : share < 6 ? 1 : 2
      let places = (below(5), below(5))
      for at in 0..<5 {
        let isLetter = letterCount > 0 && at == places.0 || letterCount > 1 && at == places.1
        text.append(isLetter ? Self.letters[below(24)] : Self.digits[below(10)])
      }
    }
    return String(text)
  }

  private mutating func misread(_ plate: String) -> String {
    var text = Array(plate.unicodeScalars)
    let at = 1 + below(text.count - 1)
    switch below(5) {
    case 0: text.remove(at: at)
    case 1: text.insert(Self.serials[below(34)], at: at)
    default: text[at] = Self.serials[below(34)]
    }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text)
    return String(result)
  }

  static func ascii(_ plate: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in plate.unicodeScalars {
      text.append(provinces.firstIndex(of: scalar).map { stand[$0] } ?? scalar)
    }
    return String(text)
  }

  private mutating func below(_ count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return Int(truncatingIfNeeded: (word ^ word >> 31).multipliedFullWidth(by: UInt64(count)).high)
  }
}
