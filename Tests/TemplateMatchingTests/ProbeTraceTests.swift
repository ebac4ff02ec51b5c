#if os(Linux)
  import Foundation
  import Testing

  @testable import TemplateMatching

  /// A whole process with journal and log, and a probe that matches nothing: no file and no page keeps a
  /// template's bytes (P10).
  @Suite struct ProbeTraceTests {
    private static let needleBytes = 32

    /// A probe and what a lookup may make of it, one behind the other as `TemplateDouble` expects them.
    private struct Traces {
      var parts: [[UInt8]] = []

      init() throws {
        let values = Kind.random.make(128, 7).probes[0]
        let gallery = try Samples.gallery(128, Kind.random.make(128, 3).rows)
        parts.append(values.withUnsafeBytes { Array($0) })
        let codes = try values.withUnsafeBufferPointer { probe in
          let codes = try ProbeCodes(try #require(probe.baseAddress), count: 1, gallery.storage)
          return Array(codes.memory.bytes)
        }
        parts.append(codes)
        let coder = try NibbleCoder(dimension: 128)
        var (coarse, fine) = ([UInt8](repeating: 0, count: 64), [UInt8](repeating: 0, count: 64))
        coarse.withUnsafeMutableBufferPointer { coarse in
          fine.withUnsafeMutableBufferPointer { fine in
            guard let first = coarse.baseAddress, let second = fine.baseAddress else { return }
            _ = coder.encode(values.span, coarse: first, fine: second)
          }
        }
        parts += [coarse, fine]
      }

      var needles: [Data] { parts.map { Data($0.prefix(needleBytes)) } }
    }

    private func run(_ traces: Traces, _ folder: URL, _ mode: String) throws -> String {
      let double = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
      let products = double?.deletingLastPathComponent() ?? Bundle.main.bundleURL
      let process = Process()
      process.executableURL = products.appending(path: "TemplateDouble")
      process.arguments = [folder.path, mode]
      let (input, output) = (Pipe(), Pipe())
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data(traces.parts.joined().map { ~$0 }))
      try input.fileHandleForWriting.close()
      let said = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// How many of the needles each file of the folder holds.
    private func found(_ traces: Traces, in folder: URL) throws -> [String: Int] {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      return try Dictionary(
        uniqueKeysWithValues: names.map { name in
          let content = try Data(contentsOf: folder.appending(path: name))
          return (name, traces.needles.count { content.range(of: $0) != nil })
        })
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "probe-trace-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(at: folder) }
      try body(folder)
    }

    @Test func probeThatMatchesNothing_isCounted_andLeavesNothingInMemoryJournalOutboxOrLog() throws {
      let traces = try Traces()
      try withFolder { folder in
        #expect(try run(traces, folder, "pass") == "unmatched=1 found=0,0,0,0")
        let found = try found(traces, in: folder)
        #expect(found.keys.contains("journal.sqlite") && found.keys.contains("log"))
        #expect(found.values.allSatisfy { $0 == 0 }, "\(found)")
        let log = try String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
        #expect(log.contains("unmatched=1"))
      }
    }

    /// The search itself: what a careless program keeps is found in memory, journal and log.
    @Test func probeThatIsKept_isFoundEverywhere() throws {
      let traces = try Traces()
      try withFolder { folder in
        let said = try run(traces, folder, "plant")
        #expect(said.hasPrefix("unmatched=1 found=") && !said.hasPrefix("unmatched=1 found=0"), "\(said)")
        let found = try found(traces, in: folder)
        #expect(found["log"] == 1, "\(found)")
        #expect(found.filter { $0.key.hasPrefix("journal") }.values.contains(1), "\(found)")
      }
    }
  }
#endif
