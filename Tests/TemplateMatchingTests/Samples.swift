import AccessModel
import TemplateMatching

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed draws the same gallery on every machine.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Near enough to normal: the sum of four uniform numbers, of deviation 1.
  mutating func normal() -> Float {
    let bits = next()
    let sum = (bits & 0xFFFF) &+ (bits >> 16 & 0xFFFF) &+ (bits >> 32 & 0xFFFF) &+ (bits >> 48)
    return (Float(sum) * 0x1p-16 - 2) * 1.732
  }

  mutating func unit(_ dimension: Int) -> [Float] {
    Samples.normalised((0..<dimension).map { _ in normal() })
  }
}

/// What galleries of the tests are made of.
enum Samples {
  static let now = CivilTime(milliseconds: 1_700_000_000_000)
  static let day = Span.seconds(86_400)

  static func normalised(_ values: [Float]) -> [Float] {
    var squares = 0.0
    for value in values { squares += Double(value) * Double(value) }
    let scale = 1 / squares.squareRoot()
    return values.map { Float(Double($0) * scale) }
  }

  static func model(_ dimension: Int, _ name: String = "acme-face-3") throws -> TemplateModel {
    try TemplateModel(identifier: name, components: dimension)
  }

  static func enrolled(
    _ model: TemplateModel, _ values: [Float], holder: String = "h-1", from: CivilTime = now + .seconds(-60),
    end: CivilTime = now + .seconds(60)
  ) throws -> GalleryEntry {
    .enrolled(
      try EnrolledTemplate(
        vector: TemplateVector(model: model, values: values), consent: "c-1", holder: holder, enrolled: from,
        end: end))
  }

  static func gallery(_ dimension: Int, _ rows: [[Float]]) throws -> TemplateGallery {
    let model = try model(dimension)
    return try TemplateGallery(model: model, entries: try rows.map { try enrolled(model, $0) })
  }

  static func probe(_ gallery: TemplateGallery, _ values: [Float]) throws -> ProbeTemplate {
    var values = values
    return try ProbeTemplate(model: gallery.model, takingFrom: &values)
  }
}

/// Galleries that are hard in different ways, each with the probes that make them so.
enum Kind: String, CaseIterable, Sendable {
  case random, clustered, duplicated, adversarial, spiky, nearTies

  func make(_ dimension: Int, _ count: Int) -> (rows: [[Float]], probes: [[Float]]) {
    var random = SeededRandom(seed: UInt64(dimension * 7 + count))
    let probe = random.unit(dimension)
    let rows: [[Float]]
    switch self {
    case .random: rows = (0..<count).map { _ in random.unit(dimension) }
    case .clustered:
      let centres = [probe] + (0..<6).map { _ in random.unit(dimension) }
      rows = (0..<count).map { index in
        Samples.normalised(centres[index % 7].map { $0 + 0.04 * random.normal() })
      }
    case .duplicated:
      let few = (0..<5).map { _ in random.unit(dimension) } + [probe]
      rows = (0..<count).map { _ in few[Int(random.next() % 6)] }
    case .adversarial:
      // What the coarse plane misses points along the probe, which is what the bound must allow for.
      let step = 0.335 / Float(dimension).squareRoot()
      rows = (0..<count).map { index in
        let share: Float = index % 2 == 0 ? 0.499 : -0.499
        return Samples.normalised(
          probe.map { value in
            let cell = (random.normal() / Float(dimension).squareRoot() / step).rounded(.down) + 0.5
            return step * (cell + (value < 0 ? -share : share))
          })
      }
    case .spiky:
      rows = (0..<count).map { index in
        var row = [Float](repeating: index % 3 == 0 ? .leastNormalMagnitude / 16 : 0, count: dimension)
        row[Int(random.next() % UInt64(dimension))] = index % 2 == 0 ? 1 : -1
        return row
      }
    case .nearTies:
      rows = (0..<count).map { index in
        var row = probe
        let component = Int(random.next() % UInt64(dimension))
        row[component] = index % 4 == 0 ? row[component] : row[component].nextUp
        return row
      }
    }
    return (rows, [probe, random.unit(dimension)] + rows.suffix(1))
  }
}

/// A brute force in double precision, written apart from the kernels.
enum Oracle {
  static func score(_ left: [Float], _ right: [Float]) -> Double {
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        var lanes = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        var index = 0
        while index < left.count {
          for lane in 0..<8 {
            lanes.0[lane] += Double(left[index + lane]) * Double(right[index + lane])
            lanes.1[lane] += Double(left[index + 8 + lane]) * Double(right[index + 8 + lane])
          }
          index += 16
        }
        let eight = lanes.0 + lanes.1
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        return two[0] + two[1]
      }
    }
  }

  static func ranked(_ rows: [[Float]], _ probe: [Float]) -> [Ranked] {
    rows.enumerated().map { Ranked(position: $0.offset, score: score($0.element, probe)) }
      .sorted { $0.score > $1.score || ($0.score == $1.score && $0.position < $1.position) }
  }
}

/// Place and score of an entry, as brute force and gallery must agree on them.
struct Ranked: Hashable {
  let position: Int
  let score: Double

  init(position: Int, score: Double) {
    self.position = position
    self.score = score
  }

  init(_ match: TemplateMatch) { self.init(position: match.position, score: match.score) }
}
