import AccessModel
import PlateMatching

/// The same sequence for the same seed (SplitMix64).
struct SeededPlates: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  mutating func text(of characters: [Unicode.Scalar], _ lengths: ClosedRange<Int>) -> String {
    var text = ""
    for _ in 0..<Int.random(in: lengths, using: &self) {
      text.unicodeScalars.append(characters[Int.random(in: characters.indices, using: &self)])
    }
    return text
  }

  /// Up to `edits` edits of a plate.
  mutating func misread(_ plate: String, of characters: [Unicode.Scalar], edits: Int) -> String {
    var scalars = Array(plate.unicodeScalars)
    for _ in 0..<Int.random(in: 0...edits, using: &self) {
      let character = characters[Int.random(in: characters.indices, using: &self)]
      switch Int.random(in: 0..<4, using: &self) {
      case 0: scalars.insert(character, at: Int.random(in: 0...scalars.count, using: &self))
      case 1 where scalars.count > 1: scalars.remove(at: Int.random(in: scalars.indices, using: &self))
      default: scalars[Int.random(in: scalars.indices, using: &self)] = character
      }
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }
}

let anEdition = ListEdition(
  list: "wanted", version: "7", issuedAt: CivilTime(milliseconds: 1_790_000_000_000))

/// An entry that alarms.
func alert(_ plate: String, country: String? = nil, action: PermittedAction = .alert) -> WatchlistEntry {
  WatchlistEntry(
    id: "id-\(plate)", plate: plate, country: country,
    purpose: action == .admit ? .membership : .stolenVehicle,
    action: action, authority: "Traffic police", reference: "case 4",
    validUntil: CivilTime(milliseconds: 1000))
}

/// What a camera that says nothing else has read; the plate must be normalised already.
func evidence(_ plate: String, country: String? = nil) -> PlateEvidence? {
  NormalisedPlate(plate, country: country).map(PlateEvidence.init)
}
