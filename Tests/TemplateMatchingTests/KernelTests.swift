import CVectorKernels
import Foundation
import Testing

/// Every level that this processor has answers bit for bit what scalar answers.
@Suite struct KernelTests {
  static let levels: [cvk_level] = [CVK_AVX2, CVK_AVX512_VNNI, CVK_NEON, CVK_NEON_DOTPROD]
    .filter { cvk_is_available($0) }
  static let counts = [0, 1, 2, 3, 5, 7, 8, 9, 31, 64, 67]

  private func plane(_ count: Int, _ dimension: Int, _ random: inout SeededRandom) -> [UInt8] {
    (0..<count * dimension / 2).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  private func codes(_ count: Int, _ random: inout SeededRandom) -> [Int8] {
    (0..<count).map { _ in Int8(Int(random.next() % 255) - 127) }
  }

  @Test(arguments: [128, 256, 512]) func sums_areScalars(_ dimension: Int) {
    var random = SeededRandom(seed: UInt64(dimension))
    for count in Self.counts {
      let random1 = plane(count, dimension, &random)
      let extreme = [UInt8](repeating: 0xFF, count: random1.count)
      let probe = codes(dimension, &random)
      let planes = [
        (random1, probe), (extreme, [Int8](repeating: 127, count: dimension)),
        (extreme, [Int8](repeating: -127, count: dimension)),
      ]
      for (plane, probe) in planes {
        let positions = (0..<count).map { _ in UInt32(random.next() % UInt64(max(count, 1))) }
        var (scalar, scalarAt) = ([Int32](repeating: 0, count: count), [Int32](repeating: 0, count: count))
        cvk_dots(CVK_SCALAR, plane, count, dimension, probe, &scalar)
        cvk_dots_at(CVK_SCALAR, plane, positions, count, dimension, probe, &scalarAt)
        #expect(scalarAt == positions.map { scalar[Int($0)] })
        for level in Self.levels {
          var (sums, sumsAt) = ([Int32](repeating: 1, count: count), [Int32](repeating: 1, count: count))
          cvk_dots(level, plane, count, dimension, probe, &sums)
          cvk_dots_at(level, plane, positions, count, dimension, probe, &sumsAt)
          #expect(sums == scalar && sumsAt == scalarAt, "\(level) \(count) x \(dimension)")
        }
      }
    }
  }

  @Test func scalarSum_isWhatTheLayoutSays() {
    var random = SeededRandom(seed: 9)
    let (plane, probe) = (plane(3, 256, &random), codes(256, &random))
    var sums = [Int32](repeating: 0, count: 3)
    cvk_dots(CVK_SCALAR, plane, 3, 256, probe, &sums)
    for row in 0..<3 {
      let expected = (0..<256).reduce(Int32(0)) { sum, dimension in
        let byte = plane[row * 128 + dimension / 128 * 64 + dimension % 64]
        let code = dimension % 128 < 64 ? byte & 15 : byte >> 4
        return sum + Int32(code) * Int32(probe[dimension])
      }
      #expect(sums[row] == expected)
    }
  }

  @Test(arguments: [128, 256, 512]) func sumsOfManyProbes_areScalars(_ dimension: Int) {
    var random = SeededRandom(seed: UInt64(dimension) + 1)
    for count in Self.counts {
      let plane = plane(count, dimension, &random)
      let probes = codes(16 * dimension, &random)
      for probeCount in 1...16 {
        var scalar = [Int32](repeating: 0, count: 16 * 70)
        cvk_dots_many(CVK_SCALAR, plane, count, dimension, probes, probeCount, &scalar, 70)
        for level in Self.levels {
          var sums = [Int32](repeating: 0, count: 16 * 70)
          cvk_dots_many(level, plane, count, dimension, probes, probeCount, &sums, 70)
          #expect(sums == scalar, "\(level) \(count) x \(dimension), \(probeCount) probes")
        }
      }
    }
  }

  @Test func keptIndices_areScalars() {
    var random = SeededRandom(seed: 3)
    for count in Self.counts {
      let sums = (0..<count).map { _ in Int32(Int(random.next() % 400_000) - 200_000) }
      let scales = (0..<count).map { _ in abs(random.normal()) * 0.02 }
      let residuals = (0..<count).map { _ in abs(random.normal()) * 0.1 }
      for cut: Float in [-.infinity, -0.5, 0, 0.1, 0.5, .greatestFiniteMagnitude] {
        let bound = cvk_bound(bias: 777, unit: 1e-4, norm: 1.0001, cut: cut)
        var scalar = [UInt32](repeating: 0, count: count)
        let expected = cvk_keep(CVK_SCALAR, sums, scales, residuals, count, bound, &scalar)
        if cut == -.infinity { #expect(expected == count) }
        for level in Self.levels {
          var kept = [UInt32](repeating: 0, count: count)
          let found = cvk_keep(level, sums, scales, residuals, count, bound, &kept)
          #expect(found == expected && kept == scalar, "\(level) \(count) at \(cut)")
        }
      }
    }
  }

  @Test(arguments: [128, 256, 512]) func scores_areScalarsAndTheOracles(_ dimension: Int) {
    var random = SeededRandom(seed: UInt64(dimension) + 2)
    let tiny = [Float](repeating: .leastNonzeroMagnitude, count: dimension)
    let mixed = (0..<dimension).map { $0 % 3 == 0 ? Float.leastNormalMagnitude / 16 : random.normal() }
    var vectors = (0..<20).map { _ in random.unit(dimension) }
    vectors += [tiny, mixed, [Float](repeating: 0, count: dimension)]
    for left in vectors {
      for right in vectors {
        let expected = Oracle.score(left, right).bitPattern
        #expect(cvk_score(CVK_SCALAR, left, right, dimension).bitPattern == expected)
        for level in Self.levels {
          #expect(cvk_score(level, left, right, dimension).bitPattern == expected)
        }
      }
    }
  }

  @Test func encoding_missesWhatItSays() {
    var random = SeededRandom(seed: 4)
    let values = random.unit(256).map(Double.init)
    var rest = values
    var row = [UInt8](repeating: 0, count: 128)
    let dry = cvk_encode(&rest, 256, 0.02, nil)
    #expect(rest == values)
    #expect(cvk_encode(&rest, 256, 0.02, &row) == dry)
    for index in 0..<256 {
      let byte = row[index / 128 * 64 + index % 64]
      let code = Double(index % 128 < 64 ? byte & 15 : byte >> 4)
      #expect(rest[index] == values[index] - (code - 7.5) * 0.02)
    }
  }

  @Test func memory_isAlignedZeroedAndWiped() throws {
    for bytes in [1, 64, 4096, 3 << 20] {
      let memory = try #require(cvk_allocate(bytes))
      defer { cvk_free(memory) }
      #expect(UInt(bitPattern: memory) % 64 == 0)
      let view = UnsafeMutableRawBufferPointer(start: memory, count: bytes)
      #expect(view.allSatisfy { $0 == 0 })
      memset(memory, 7, bytes)
      cvk_wipe(memory, bytes)
      #expect(view.allSatisfy { $0 == 0 })
    }
    cvk_wipe(nil, 0)
    #expect(cvk_allocate(.max) == nil)
  }

  @Test func readPass_isScalars() {
    var random = SeededRandom(seed: 5)
    for bytes in [0, 64, 192, 256, 6400] {
      let memory = (0..<bytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      for level in Self.levels {
        for streams in [1, 4] where bytes % (64 * streams) == 0 {
          let scalar = cvk_read_pass(CVK_SCALAR, memory, bytes, streams)
          #expect(cvk_read_pass(level, memory, bytes, streams) == scalar)
        }
      }
    }
  }
}
