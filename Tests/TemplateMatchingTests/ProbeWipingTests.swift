import Foundation
import TemplateMatching
import Testing

/// Who matches nothing leaves nothing, and who matches leaves no template either (P10).
@Suite struct ProbeWipingTests {
  private let rows = Kind.random.make(128, 50).rows

  /// Lends memory to a probe and says what is left in it afterwards.
  private func left(
    _ values: [Float], _ body: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows -> [Float] {
    let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
    defer { memory.deallocate() }
    _ = memory.initialize(from: values)
    try body(memory)
    return Array(memory)
  }

  private let nothing = [Float](repeating: 0, count: 128)

  @Test func probe_isOverwritten_whetherItMatchedOrNot() throws {
    let gallery = try Samples.gallery(128, rows)
    for (values, matches) in [(rows[3], true), (Kind.random.make(128, 0).probes[0], false)] {
      let after = try left(values) { memory in
        let probe = try ProbeTemplate(model: gallery.model, lent: memory)
        #expect(memory[5] == values[5])
        let answer = try gallery.best(of: probe, atLeast: 0.9, now: Samples.now)
        #expect((answer != .nothing) == matches)
      }
      #expect(after == nothing)
    }
  }

  @Test func probe_isOverwritten_whenTheLookupIsRefused() throws {
    let gallery = try Samples.gallery(128, rows)
    let other = try Samples.model(128, "another")
    #expect(
      left(rows[0]) { memory in
        #expect(throws: TemplateMatchingError.modelMismatch(gallery: gallery.model, found: other)) {
          _ = try gallery.top(3, of: ProbeTemplate(model: other, lent: memory), now: Samples.now)
        }
      } == nothing)
    #expect(
      left(rows[0]) { memory in
        #expect(throws: TemplateMatchingError.thresholdNotANumber) {
          let probe = try ProbeTemplate(model: gallery.model, lent: memory)
          _ = try gallery.best(of: probe, atLeast: .nan, now: Samples.now)
        }
      } == nothing)
  }

  @Test func probe_isOverwritten_whenItIsRefusedOrDropped() throws {
    let model = try Samples.model(128)
    #expect(
      left(rows[0].map { $0 * 2 }) { memory in
        #expect(throws: TemplateMatchingError.self) { _ = try ProbeTemplate(model: model, lent: memory) }
      } == nothing)
    let dropped = try left(rows[0]) { _ = try ProbeTemplate(model: model, lent: $0) }
    #expect(dropped == nothing)
  }

  @Test func probe_isOverwritten_whenItJoinsABatch() throws {
    let gallery = try Samples.gallery(128, rows)
    var batch = try ProbeBatch(model: gallery.model)
    let after = try left(rows[1]) { try batch.append(ProbeTemplate(model: gallery.model, lent: $0)) }
    #expect(after == nothing)
    let answers = try gallery.best(ofEach: batch, atLeast: 0.9, now: Samples.now)
    #expect(answers.count == 1 && answers[0] != .nothing)
  }

  @Test func arrayThatTheProbeWasTakenFrom_isOverwritten() throws {
    var values = rows[0]
    _ = try ProbeTemplate(model: Samples.model(128), takingFrom: &values)
    #expect(values == nothing)
  }

  #if os(Linux)
    /// Looks through all writable memory of this process for the probe's components.
    @Test func noByteOfAProbe_staysInTheProcess() throws {
      let gallery = try Samples.gallery(128, rows)
      // Drawn in place, so that the test makes no copy of its own; the needle is kept complemented.
      var random = SeededRandom(seed: 0xFEED)
      var values = [Float](repeating: 0, count: 128)
      for index in values.indices { values[index] = random.normal() > 0 ? 0x1p-3 : -0x1p-3 }
      for index in stride(from: 0, to: 128, by: 2) {
        let turn = Float(index) * 0x1p-11
        (values[index], values[index + 1]) = (0.125 * (1 - turn), 0.125 * (1 + turn))
      }
      var squares = 0.0
      for value in values { squares += Double(value) * Double(value) }
      for index in values.indices { values[index] = Float(Double(values[index]) / squares.squareRoot()) }
      let needle = values[0..<8].map { ~$0.bitPattern }
      #expect(try MemorySearch.occurrences(of: needle) > 0)
      let probe = try ProbeTemplate(model: gallery.model, takingFrom: &values)
      let answer = try gallery.best(of: probe, atLeast: 0.9, now: Samples.now)
      #expect(answer == .nothing)
      #expect(try MemorySearch.occurrences(of: needle) == 0)
    }
  #endif
}

#if os(Linux)
  /// The writable memory of this very process.
  private enum MemorySearch {
    static func occurrences(of complemented: [UInt32]) throws -> Int {
      let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
      let memory = open("/proc/self/mem", O_RDONLY)
      defer { close(memory) }
      let chunk = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 1 << 18)
      defer { chunk.deallocate() }
      var found = 0
      for line in maps.split(separator: "\n") {
        let words = line.split(separator: " ")
        let ends = words[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
        guard ends.count == 2, words[1].hasPrefix("rw") else { continue }
        var at = ends[0]
        while at < ends[1] {
          let size = min(Int(ends[1] - at), chunk.count * 4)
          let got = pread(memory, chunk.baseAddress, size, off_t(at))
          guard got > 32 else { break }
          found += count(complemented, chunk, got / 4)
          at += UInt(got)
        }
      }
      chunk.update(repeating: 0)
      return found
    }

    private static func count(
      _ complemented: [UInt32], _ words: UnsafeMutableBufferPointer<UInt32>, _ size: Int
    ) -> Int {
      let first = ~complemented[0]
      var found = 0
      for index in 0..<max(size - complemented.count, 0) where words[index] == first {
        if complemented.indices.allSatisfy({ words[index + $0] == ~complemented[$0] }) { found += 1 }
      }
      return found
    }
  }
#endif
