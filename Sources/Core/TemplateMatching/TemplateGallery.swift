public import AccessModel

/// All templates of one model, immutable; answers exactly what a brute force in double precision would.
public struct TemplateGallery: Sendable {
  /// What makes every vector comparable.
  public var model: TemplateModel { storage.model }
  /// Entries, in force or not.
  public var count: Int { storage.count }
  /// Which instructions a lookup uses; for a comparison, another of `VectorKernel.available`.
  public let kernel: VectorKernel

  let storage: GalleryStorage

  /// Most entries of a gallery.
  public static let entriesMax = 100_000
  /// Most matches that one lookup returns.
  public static let matchesMax = 1000

  /// Builds once, in the order of `entries`; a lazy collection spares a second copy of all vectors.
  public init(
    model: TemplateModel, entries: some Collection<GalleryEntry>, kernel: VectorKernel = .best
  ) throws(TemplateMatchingError) {
    guard entries.count <= Self.entriesMax else { throw .tooManyEntries(max: Self.entriesMax) }
    let storage = try GalleryStorage(model: model, capacity: entries.count)
    let coder = try NibbleCoder(dimension: model.dimension.rawValue)
    for entry in entries {
      guard entry.vector.model == model else {
        throw .modelMismatch(gallery: model, found: entry.vector.model)
      }
      storage.append(entry, coder)
    }
    self.init(storage, kernel)
  }

  /// The same entries in the same memory, looked up with other instructions.
  public func using(_ kernel: VectorKernel) -> TemplateGallery { TemplateGallery(storage, kernel) }

  private init(_ storage: GalleryStorage, _ kernel: VectorKernel) {
    precondition(VectorKernel.available.contains(kernel), "this processor has no \(kernel)")
    self.storage = storage
    self.kernel = kernel
  }

  /// The best entry in force at or above the threshold; of equal scores the first position.
  public func best(
    of probe: consuming ProbeTemplate, atLeast threshold: Double, now: CivilTime
  ) throws(TemplateMatchingError) -> TemplateAnswer {
    try top(1, of: probe, atLeast: threshold, now: now).first.map { .match($0) } ?? .nothing
  }

  /// Up to `limit` best entries in force at or above the threshold: score descending, then position
  /// ascending.
  public func top(
    _ limit: Int, of probe: consuming ProbeTemplate, atLeast threshold: Double = -.infinity, now: CivilTime
  ) throws(TemplateMatchingError) -> [TemplateMatch] {
    guard probe.model == model else { throw .modelMismatch(gallery: model, found: probe.model) }
    return try search(probe.memory, count: 1, Lookup(limit: limit, threshold: threshold, now: now))[0]
  }

  /// `best` of each probe of the batch, in its order.
  public func best(
    ofEach probes: consuming ProbeBatch, atLeast threshold: Double, now: CivilTime
  ) throws(TemplateMatchingError) -> [TemplateAnswer] {
    try top(1, ofEach: probes, atLeast: threshold, now: now).map { $0.first.map { .match($0) } ?? .nothing }
  }

  /// `top` of each probe of the batch, in its order.
  public func top(
    _ limit: Int, ofEach probes: consuming ProbeBatch, atLeast threshold: Double = -.infinity, now: CivilTime
  ) throws(TemplateMatchingError) -> [[TemplateMatch]] {
    guard probes.model == model else { throw .modelMismatch(gallery: model, found: probes.model) }
    let lookup = Lookup(limit: limit, threshold: threshold, now: now)
    return try search(probes.memory, count: probes.count, lookup)
  }
}
