internal import AccessModel
internal import CVectorKernels
internal import Foundation
internal import TemplateMatching

/// Exact template matching beside faiss on one thread, round by round, on galleries of 100,000 x 512.
public enum TemplateBench {
  static let rounds = 9
  static let threshold = 0.40

  /// Prints one line a figure; without a Python that has faiss, only what needs no peer.
  public static func run(
    python: String?, script: String = "Tests/Peers/matching_templates.py", print: (String) -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "matching-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var peer: TemplateBenchPeer?
    do {
      peer = try python.map { try TemplateBenchPeer(python: $0, script: script) }
      if peer == nil { print("bench note: no Python given, so no peer: figures of our own only") }
    } catch { print("bench note: no peer: \(error)") }
    defer { peer?.end() }
    if let peer { print("bench note: peer \(peer.version), one thread; kernel \(VectorKernel.best)") }
    for (name, shared, seed) in [("random", 0.0, UInt64(1)), ("hard", 0.30, 2)] {
      let set = try TemplateBenchSet.make(name, shared: shared, seed: seed)
      let start = ContinuousClock.now
      let gallery = try set.gallery()
      let took = (ContinuousClock.now - start) / .seconds(1)
      print("bench note: gallery \(name) of \(gallery.count) built in \(String(format: "%.1f", took)) s")
      try peer.map {
        try set.hand(to: $0, folder: folder.path, kinds: name == "random" ? "flat,blas,fp16,sq8" : "flat")
      }
      var run = TemplateBenchRun(faces: set, gallery: gallery, peer: peer)
      for round in 0...rounds { try run.round(isWarmUp: round == 0) }
      for line in run.lines { print(line) }
    }
  }
}
