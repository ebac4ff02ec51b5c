internal import Foundation
internal import PlateMatching
internal import WatchlistCache

/// A list of one million plates of one kind, and every figure that is measured on it.
struct PlateMillion {
  private let kind: PlateSamples.Kind
  private let folder: String
  private let peer: PlatePeer?
  private let report: PlateReport
  private let plates: [String]
  private let exactReads: [NormalisedPlate]
  private let editReads: [NormalisedPlate]

  private typealias Ranks = (p50: Double, p99: Double)

  init(_ kind: PlateSamples.Kind, folder: String, peer: PlatePeer?, report: PlateReport) {
    self.kind = kind
    self.folder = folder
    self.peer = peer
    self.report = report
    var samples = PlateSamples(kind, seed: 1)
    plates = samples.plates(PlateBench.million)
    exactReads = samples.passages(PlateBench.exactReads, of: plates).compactMap { NormalisedPlate($0) }
    editReads = samples.reads(PlateBench.editReads, of: plates).compactMap { NormalisedPlate($0) }
  }

  func measure() throws {
    try measureBuild()
    let mapped = try PlateIndexFile.write(PlateBench.table(plates), to: folder + "/1m")
    let table = try PlateBench.table(plates).table()
    report.atMost(name("bytes_per_entry"), Double(table.byteCount) / Double(table.count), "B", 80)
    if let peer {
      try write(plates, "plates")
      _ = try peer.ask("load \(folder)/plates")
    }
    try measureExact(table)
    try measureEdits(table, mapped)
    if kind == .random { try PlateSwap(mapped, path: folder + "/1m", exactReads, report).measure() }
  }

  private func name(_ figure: String) -> String { "plate_1m_\(kind)_\(figure)" }

  private func measureBuild() throws {
    var spans: [Double] = []
    for _ in 0..<PlateBench.rounds {
      let start = PlateStopwatch.now()
      _ = try PlateBench.table(plates).table()
      spans.append(PlateBench.seconds(since: start))
    }
    report.atMost(name("build"), PlateStopwatch.median(spans), "s", 2)
  }

  private func measureExact(_ table: PlateTable) throws {
    let peers = ["dict", "lmdb"]
    if let peer {
      try write(exactReads.map(\.text), "exact")
      _ = try peer.ask("reads \(folder)/exact")
      for other in peers { _ = try peer.ask("build \(other)") }
    }
    var hot: [Double] = []
    var cold: [Ranks] = []
    var theirs: [String: (hot: [Double], cold: [Double])] = [:]
    for _ in 0..<PlateBench.rounds {
      hot.append(Self.hot(table, exactReads))
      cold.append(Self.cold(table, exactReads))
      guard let peer else { continue }
      for other in peers {
        theirs[other, default: ([], [])].hot += try peer.ask("hot \(other)")
        theirs[other, default: ([], [])].cold += try peer.ask("cold \(other)").prefix(1)
      }
    }
    report.atMost(name("exact_hot"), PlateStopwatch.median(hot), "us", 0.15)
    report.atMost(name("exact_cold_p50"), PlateStopwatch.median(cold.map(\.p50)), "us", 1)
    report.plain(name("exact_cold_p99"), PlateStopwatch.median(cold.map(\.p99)), "us")
    for other in peers {
      guard let spans = theirs[other] else { continue }
      report.plain(name("exact_hot_\(other)"), PlateStopwatch.median(spans.hot), "us")
      report.plain(name("exact_cold_p50_\(other)"), PlateStopwatch.median(spans.cold), "us")
      _ = try peer?.ask("drop \(other)")
    }
  }

  /// A few plates over and over: everything is in the cache.
  private static func hot(_ table: PlateTable, _ reads: [NormalisedPlate]) -> Double {
    let few = reads.prefix(64).map(\.text)
    let start = PlateStopwatch.now()
    var found = 0
    for _ in 0..<200 {
      for read in few { found &+= table.exact(read, country: "CHN").count }
    }
    precondition(found > 0, "half of the reads are entries")
    return PlateBench.seconds(since: start) * 1e6 / Double(200 * few.count)
  }

  private static func cold(_ table: PlateTable, _ reads: [NormalisedPlate]) -> Ranks {
    var spans: [UInt64] = []
    spans.reserveCapacity(reads.count)
    for read in reads {
      let start = PlateStopwatch.now()
      _ = table.exact(read.text, country: "CHN")
      spans.append(PlateStopwatch.now() - start)
    }
    return PlateStopwatch.ranks(spans)
  }

  private func measureEdits(_ table: PlateTable, _ mapped: PlateTable) throws {
    let peers = ["nearust", "symspellpy"]
    if let peer {
      try write(editReads.map(\.text), "edits")
      _ = try peer.ask("reads \(folder)/edits")
      for other in peers {
        let answer = try peer.ask("build \(other)")
        report.plain(name("bytes_per_entry_\(other)"), answer[1] / Double(plates.count), "B")
      }
    }
    var ours: [Ranks] = []
    var ofFile: [Ranks] = []
    var found = 0
    var theirs: [String: [[Double]]] = [:]
    for _ in 0..<PlateBench.rounds {
      ofFile.append(PlateBench.edits(mapped, editReads, &found))
      ours.append(PlateBench.edits(table, editReads, &found))
      guard let peer else { continue }
      for other in peers { theirs[other, default: []].append(try peer.ask("edits \(other)")) }
    }
    let (p50, p99) = (PlateStopwatch.median(ours.map(\.p50)), PlateStopwatch.median(ours.map(\.p99)))
    report.plain(name("edits_p50"), p50, "us")
    report.plain(name("edits_p99"), p99, "us")
    report.plain(name("edits_p50_mapped"), PlateStopwatch.median(ofFile.map(\.p50)), "us")
    report.plain(name("edits_p99_mapped"), PlateStopwatch.median(ofFile.map(\.p99)), "us")
    report.plain(name("found_per_read"), Double(found) / Double(editReads.count), "plates")
    let same = editReads.reduce(0) { $0 + table.exact($1.text, country: "CHN").count }
    for other in peers {
      guard let answers = theirs[other], let first = answers.first else { continue }
      let (other50, other99) = (
        PlateStopwatch.median(answers.map { $0[0] }), PlateStopwatch.median(answers.map { $0[1] })
      )
      report.plain(name("edits_p50_\(other)"), other50, "us")
      report.plain(name("edits_p99_\(other)"), other99, "us")
      if Int(first[2]) != found + same {
        report.note("\(other) found \(Int(first[2])) plates within one edit, we \(found + same)")
      }
      if other == "nearust" {
        report.atMost(name("edits_p50_over_\(other)"), p50 / other50, "x", 0.125)
        report.atMost(name("edits_p99_over_\(other)"), p99 / other99, "x", 0.05)
      } else {
        report.plain(name("edits_p50_over_\(other)"), p50 / other50, "x")
        report.plain(name("edits_p99_over_\(other)"), p99 / other99, "x")
      }
      _ = try peer?.ask("drop \(other)")
    }
  }

  private func write(_ plates: [String], _ file: String) throws {
    let text = plates.map { PlateSamples.ascii($0) + "\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
  }
}
