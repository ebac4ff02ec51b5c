internal import AccessModel
internal import TemplateMatching

/// The rounds over one gallery; each measures everything once, the peer between our own.
struct TemplateBenchRun {
  private let faces: TemplateBenchSet
  private let gallery: TemplateGallery
  private let peer: TemplateBenchPeer?
  private let withoutWide: TemplateGallery
  private let pass: TemplateBenchPass
  private var figures: [String: TemplateBenchFigure] = [:]
  private var order: [String] = []
  private var disagreements = 0

  private static let batches = 3

  init(faces: TemplateBenchSet, gallery: TemplateGallery, peer: TemplateBenchPeer?) {
    self.faces = faces
    self.gallery = gallery
    self.peer = peer
    let narrow = VectorKernel.available.last { $0 != .avx512VNNI }
    withoutWide = gallery.using(narrow ?? .scalar)
    pass = TemplateBenchPass()
  }

  private var isHard: Bool { faces.name == "hard" }

  var lines: [String] {
    if disagreements > 0 { return ["bench note: \(disagreements) answers differ from faiss"] + all }
    return all
  }

  private var all: [String] { order.compactMap { figures[$0]?.line } }

  mutating func round(isWarmUp: Bool) throws {
    if isHard { try hard() } else { try random(isWarmUp: isWarmUp) }
    if isWarmUp {
      figures = [:]
      order = []
    }
  }

  private mutating func hard() throws {
    let ours = try each(gallery, 1, TemplateBench.threshold)
    note("template_best_hard", ours.microseconds / 1000, "ms")
    guard let peer else { return }
    let flat = try peer.search("each flat \(faces.name) \(faces.name) \(faces.probes.count) 1")
    compare(ours.best, flat.best)
    note("template_best_hard_faiss_flat", flat.microseconds / 1000, "ms")
    note("template_best_hard_over_faiss", ours.microseconds / flat.microseconds, "x", .atMost(0.25))
  }

  private mutating func random(isWarmUp: Bool) throws {
    let best = try each(gallery, 1, TemplateBench.threshold)
    let top = try each(gallery, 10, -.infinity)
    let batch = try batch(gallery)
    let read = median((0..<faces.probes.count).map { _ in pass.microseconds(streams: 1) })
    let readByFour = median((0..<faces.probes.count).map { _ in pass.microseconds(streams: 4) })
    note("template_best", best.microseconds / 1000, "ms")
    note("template_read_pass_bandwidth", Double(TemplateBenchPass.bytes) / read / 1000, "GB/s")
    note("template_best_over_read_pass", best.microseconds / read, "x", .atMost(1.15))
    note("template_best_over_read_pass_of_four_streams", best.microseconds / readByFour, "x")
    note("template_top10", top.microseconds / 1000, "ms")
    note("template_batch16", batch, "queries/s")
    try withoutWideRegisters(isWarmUp: isWarmUp)
    guard let peer else { return }
    let count = faces.probes.count
    let flat = try peer.search("each flat \(faces.name) \(faces.name) \(count) 1")
    let flatTop = try peer.search("each flat \(faces.name) \(faces.name) \(count) 10")
    compare(top.best, flatTop.best)
    note("template_best_faiss_flat", flat.microseconds / 1000, "ms")
    note("template_best_over_faiss", best.microseconds / flat.microseconds, "x", .atMost(0.125))
    note("template_top10_over_faiss", top.microseconds / flatTop.microseconds, "x", .atMost(0.25))
    var fastest = 0.0
    for kind in ["flat", "fp16", "sq8", "blas"] {
      let took = try peer.search("batch \(kind) \(faces.name) \(faces.name) \(count) 1").microseconds
      let rate = Double(count) / took * 1e6
      note("template_batch16_faiss_\(kind)", rate, "queries/s")
      if kind == "blas" {
        // No kind of index, but a global of faiss that makes it multiply matrices from one probe on.
        note("template_batch16_over_faiss_blas_forced", batch / rate, "x")
      } else {
        fastest = max(fastest, rate)
      }
    }
    note("template_batch16_over_best_faiss_kind", batch / fastest, "x", .atLeast(8))
  }

  private mutating func withoutWideRegisters(isWarmUp: Bool) throws {
    let narrow = try each(withoutWide, 1, TemplateBench.threshold)
    note("template_best_avx512_off", narrow.microseconds / 1000, "ms")
    note("template_top10_avx512_off", try each(withoutWide, 10, -.infinity).microseconds / 1000, "ms")
    note("template_batch16_avx512_off", try self.batch(withoutWide), "queries/s")
    // Slow and steady: two probes tell enough.
    let scalar = gallery.using(.scalar)
    let (best, top) = (
      try each(scalar, 1, TemplateBench.threshold, probes: 2), try each(scalar, 10, -.infinity, probes: 2)
    )
    note("template_best_avx2_off", best.microseconds / 1000, "ms")
    note("template_top10_avx2_off", top.microseconds / 1000, "ms")
    note("template_batch16_avx2_off", try self.batch(scalar), "queries/s")
  }

  /// Median of one lookup in microseconds, and each probe's best (-1: nothing).
  private func each(
    _ gallery: TemplateGallery, _ limit: Int, _ threshold: Double, probes: Int = TemplateBenchSet.probeCount
  ) throws -> (microseconds: Double, best: [Int]) {
    var best: [Int] = []
    var spent: [Double] = []
    for index in 0..<probes {
      let probe = try faces.probe(index)
      let start = ContinuousClock.now
      let found = try gallery.top(limit, of: probe, atLeast: threshold, now: TemplateBenchSet.now)
      spent.append((ContinuousClock.now - start) / .microseconds(1))
      best.append(found.first?.position ?? -1)
    }
    return (median(spent), best)
  }

  /// Queries a second of one batch of all probes.
  private func batch(_ gallery: TemplateGallery) throws -> Double {
    let spent = try (0..<Self.batches).map { _ in
      var batch = try ProbeBatch(model: faces.model)
      for index in faces.probes.indices { try batch.append(faces.probe(index)) }
      let start = ContinuousClock.now
      _ = try gallery.best(ofEach: batch, atLeast: TemplateBench.threshold, now: TemplateBenchSet.now)
      return (ContinuousClock.now - start) / .seconds(1)
    }
    return Double(faces.probes.count) / median(spent)
  }

  private func median(_ spans: [Double]) -> Double { spans.sorted()[spans.count / 2] }

  /// faiss answers every probe; ours only at or above the threshold, and in double precision.
  private mutating func compare(_ ours: [Int], _ theirs: [Int]) {
    disagreements += zip(ours, theirs).filter { $0 >= 0 && $0 != $1 }.count
  }

  private mutating func note(
    _ name: String, _ value: Double, _ unit: String, _ goal: TemplateBenchFigure.Goal? = nil
  ) {
    if figures[name] == nil { order.append(name) }
    figures[name, default: TemplateBenchFigure(name, unit, goal)].add(value)
  }
}
