/// SplitMix64 (Steele, Lea, Flood 2014), one stream for each purpose: what a fault draws shifts no habit.
struct SeedStream {
  private var state: UInt64

  init(seed: UInt64, purpose: String) {
    // FNV-1a of the purpose, so that streams do not follow each other.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ hash
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  mutating func happens(perMille: Int) -> Bool { int(0...999) < perMille }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[int(0...choices.count - 1)] }

  mutating func milliseconds(_ range: ClosedRange<Int>) -> Int64 { Int64(int(range)) * 1_000_000 }

  mutating func seconds(_ range: ClosedRange<Int>) -> Int64 {
    milliseconds(range.lowerBound * 1000...range.upperBound * 1000)
  }

  mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
