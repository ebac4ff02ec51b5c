internal import AccessModel
internal import Foundation
internal import TemplateMatching

/// A gallery of invented faces with probes for it, the same on every machine.
struct TemplateBenchSet {
  let name: String
  let model: TemplateModel
  let rows: [Float]
  let probes: [[Float]]

  static let count = 100_000
  static let dimension = 512
  static let probeCount = 16

  /// `shared` is how much of its square every vector has in common with all others: the mean score of
  /// strangers.
  ///
  /// Every second probe is of somebody in the gallery, at a score of about 0.65; the others are strangers.
  static func make(_ name: String, shared: Double, seed: UInt64) throws -> TemplateBenchSet {
    var random = Gaussian(seed: seed)
    let common = unit((0..<dimension).map { _ in random.next() })
    func stranger() -> [Float] {
      let own = unit((0..<dimension).map { _ in random.next() })
      return unit(zip(common, own).map { shared.squareRoot() * $0 + (1 - shared).squareRoot() * $1 })
        .map { Float($0) }
    }
    var rows: [Float] = []
    rows.reserveCapacity(count * dimension)
    for _ in 0..<count { rows += stranger() }
    let probes = (0..<probeCount).map { index -> [Float] in
      guard index % 2 == 1 else { return stranger() }
      let start = (index * 6151 + 977) % count * dimension
      let noise = unit((0..<dimension).map { _ in random.next() })
      return unit(zip(rows[start..<start + dimension], noise).map { 0.65 * Double($0) + 0.76 * $1 })
        .map { Float($0) }
    }
    let model = try TemplateModel(identifier: "bench", dimension: .d512)
    return TemplateBenchSet(name: name, model: model, rows: rows, probes: probes)
  }

  static let now = CivilTime(milliseconds: 1_700_000_000_000)

  func gallery() throws -> TemplateGallery {
    let dimension = Self.dimension
    let entries = try (0..<Self.count).map { index in
      try GalleryEntry.enrolled(
        EnrolledTemplate(
          vector: TemplateVector(
            model: model, values: Array(rows[index * dimension..<(index + 1) * dimension])),
          consent: "c", holder: "\(index)", enrolled: Self.now, end: Self.now + .seconds(60)))
    }
    return try TemplateGallery(model: model, entries: entries)
  }

  func probe(_ index: Int) throws -> ProbeTemplate {
    var values = probes[index]
    return try ProbeTemplate(model: model, takingFrom: &values)
  }

  /// Hands the same vectors to the peer as files.
  func hand(to peer: TemplateBenchPeer, folder: String, kinds: String) throws {
    let files = (rows: "\(folder)/\(name).f32", probes: "\(folder)/\(name)-probes.f32")
    try rows.withUnsafeBytes { try Data($0).write(to: URL(filePath: files.rows)) }
    try probes.flatMap { $0 }.withUnsafeBytes { try Data($0).write(to: URL(filePath: files.probes)) }
    try peer.load("gallery \(name) \(files.rows) \(Self.count) \(Self.dimension) \(kinds)")
    try peer.load("probes \(name) \(files.probes) \(probes.count) \(Self.dimension)")
  }

  private static func unit(_ values: [Double]) -> [Double] {
    let scale = 1 / values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return values.map { $0 * scale }
  }
}

/// Normal deviates by Box and Muller over SplitMix64.
private struct Gaussian {
  private var state: UInt64
  private var spare: Double?

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    let (radius, angle) = ((-2 * log(uniform())).squareRoot(), 2 * Double.pi * uniform())
    spare = radius * sin(angle)
    return radius * cos(angle)
  }

  /// Within 0...1, never 0.
  private mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return (Double((mixed ^ (mixed >> 31)) >> 11) + 1) * 0x1p-53
  }
}
