import Glibc

@testable import InputRing

/// A recording of any bytes: nothing crashes, whether its checksums hold or not.
@_cdecl("LLVMFuzzerTestOneInput")
public func inputRingFuzzer(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let content = Array(UnsafeBufferPointer(start: start, count: count))
  if var segment = try? RingSegment(bytes: content, name: "fuzz") {
    while segment.next() != nil {}
  }
  // Mutation seldom meets a checksum: the records themselves.
  var turn = PackedReader(content, 0..<count)
  _ = try? RecordedTurn(&turn)
  var first = PackedReader(content, 0..<count)
  _ = try? SegmentStart(&first)
  return 0
}

/// With SEEDS set to a folder, composes what mutation starts from.
@_cdecl("LLVMFuzzerInitialize")
public func inputRingSeeds(_ count: UnsafeMutablePointer<CInt>, _ words: UnsafeMutableRawPointer) -> CInt {
  guard let folder = getenv("SEEDS").map({ String(cString: $0) }) else { return 0 }
  for number in UInt8(1)...18 {
    guard let file = fopen("\(folder)/seed-\(number)", "w") else { continue }
    // Time and count of a turn, then one input of each kind.
    let bytes: [UInt8] = [2, 2, 1, 1, 1, number] + [UInt8](repeating: 1, count: 64)
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
  return 0
}
