internal import AccessModel
internal import Foundation
internal import PlateMatching
internal import WatchlistCache

/// The plate half of `make bench BENCH=matching`.
public enum PlateBench {
  static let rounds = 5
  static let million = 1_000_000
  static let exactReads = 100_000
  static let editReads = 20_000
  static let script = "Tests/Peers/matching_plates.py"

  /// Measures everything about plates; `python` is an interpreter with the peers' packages, nil for none.
  public static func run(python: String?, print: (String) -> Void) async throws {
    try withoutActuallyEscaping(print) { print in
      let report = PlateReport(print: print)
      let folder = NSTemporaryDirectory() + "gatehouse-plates-\(ProcessInfo.processInfo.processIdentifier)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let peer = peer(python, report)
      defer { peer?.end() }
      for kind in PlateSamples.Kind.allCases {
        try PlateMillion(kind, folder: folder, peer: peer, report: report).measure()
      }
      try measureTenMillion(folder, report)
    }
  }

  private static func peer(_ python: String?, _ report: PlateReport) -> PlatePeer? {
    guard let python else {
      report.note("no Python with peers was given; plate figures are absolute, without ratios")
      return nil
    }
    do {
      return try PlatePeer(python: python, script: script)
    } catch {
      report.note("peer \(python) \(script) does not start (\(error)); figures are absolute, without ratios")
      return nil
    }
  }

  static func table(_ plates: [String]) -> PlateTableBuilder {
    let edition = ListEdition(list: "bench", version: "1", issuedAt: CivilTime(milliseconds: 0))
    var builder = PlateTableBuilder(edition: edition, reserving: plates.count)
    for plate in plates { builder.add(plate, country: "CHN") }
    return builder
  }

  private static func measureTenMillion(_ folder: String, _ report: PlateReport) throws {
    for kind in PlateSamples.Kind.allCases {
      var samples = PlateSamples(kind, seed: 10)
      let plates = samples.anyPlates(10 * million)
      let reads = samples.reads(editReads * 2, of: plates).compactMap { NormalisedPlate($0) }
      let path = folder + "/10m"
      let start = PlateStopwatch.now()
      let mapped = try PlateIndexFile.write(table(plates), to: path)
      report.plain("plate_10m_\(kind)_file_built_and_verified", seconds(since: start), "s")
      var opens: [Double] = []
      for _ in 0..<rounds {
        let start = PlateStopwatch.now()
        _ = try PlateIndexFile.open(path)
        opens.append(seconds(since: start) * 1000)
      }
      report.atMost("plate_10m_\(kind)_open", PlateStopwatch.median(opens), "ms", 20)
      let index = try table(plates).table()
      var spans: [(p50: Double, p99: Double)] = []
      var mappedSpans: [(p50: Double, p99: Double)] = []
      var found = 0
      for _ in 0..<rounds {
        mappedSpans.append(edits(mapped, reads, &found))
        spans.append(edits(index, reads, &found))
      }
      report.plain("plate_10m_\(kind)_found_per_read", Double(found) / Double(reads.count), "plates")
      report.atMost(
        "plate_10m_\(kind)_edits_p50", PlateStopwatch.median(spans.map(\.p50)), "us", 1.5)
      report.atMost("plate_10m_\(kind)_edits_p99", PlateStopwatch.median(spans.map(\.p99)), "us", 20)
      report.plain(
        "plate_10m_\(kind)_edits_p50_mapped", PlateStopwatch.median(mappedSpans.map(\.p50)), "us")
      report.plain(
        "plate_10m_\(kind)_edits_p99_mapped", PlateStopwatch.median(mappedSpans.map(\.p99)), "us")
    }
  }

  static func seconds(since start: UInt64) -> Double { Double(PlateStopwatch.now() - start) / 1e9 }

  /// One pass over all reads; `found` is set to how many plates are within one edit, the same plate left out.
  static func edits(
    _ table: PlateTable, _ reads: [NormalisedPlate], _ found: inout Int
  ) -> (p50: Double, p99: Double) {
    let asked = reads.map(PlateEvidence.init)
    var spans: [UInt64] = []
    spans.reserveCapacity(asked.count)
    found = 0
    for read in asked {
      let start = PlateStopwatch.now()
      let answer = table.confusable(read, atMost: 1000)
      spans.append(PlateStopwatch.now() - start)
      found += answer.matches.count
    }
    return PlateStopwatch.ranks(spans)
  }
}
