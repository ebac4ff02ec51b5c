import AccessModel
import Glibc

@testable import PlateMatching
@testable import WatchlistCache

/// Damaged index files, as they are and with checksums made good again: a wrong answer at worst, nothing is
/// read beyond the bytes.
///
/// The input is a list of changes of a sound file: its first byte says which and whether it is sealed anew,
/// then three bytes of place and one of value each.
@_cdecl("LLVMFuzzerTestOneInput")
public func indexFileFuzzer(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: start, count: count)
  guard let kind = input.first else { return 0 }
  var bytes = kind & 1 == 0 ? Sound.plates : Sound.entries
  for at in stride(from: 1, to: count - 3, by: 4) {
    let place = Int(input[at]) | Int(input[at + 1]) << 8 | Int(input[at + 2]) << 16
    bytes[place % bytes.count] = input[at + 3]
  }
  if kind & 4 != 0 { bytes.removeLast(Int(input[count / 2]) % bytes.count) }
  if kind & 1 == 0 {
    if kind & 2 != 0 { Seal.plates(&bytes) }
    askPlates(bytes)
  } else {
    if kind & 2 != 0 { Seal.entries(&bytes) }
    askEntries(bytes)
  }
  return 0
}

private func region(_ bytes: [UInt8]) -> PlateRegion {
  PlateRegion(byteCount: bytes.count) { $0.copyBytes(from: bytes) }
}

private func askPlates(_ bytes: [UInt8]) {
  guard !bytes.isEmpty, let table = try? PlateTable(region(bytes)) else { return }
  try? table.verify()
  for text in ["粤B10007", "粤B1000", "AB12ЖCDEFGH12", "AB12ЖCDEFGH1", "1กข2345"] {
    guard let plate = NormalisedPlate(text) else { continue }
    _ = table.exact(plate.text, country: "CHN")
    _ = table.confusable(PlateEvidence(plate), atMost: 4)
  }
}

private func askEntries(_ bytes: [UInt8]) {
  guard !bytes.isEmpty, let file = try? EntryFile(region(bytes)) else { return }
  _ = file.indexMarks()
  _ = file.listReport()
  for position in stride(from: 0, to: min(file.count, 1000), by: 1) { _ = file.entry(at: position) }
  _ = file.entry(at: file.count)
}

/// What is changed: an index of a few entries of every kind.
private enum Sound {
  static let reading: ListReading = {
    var reading = ListReading(
      edition: ListEdition(list: "fuzzed", version: "1", issuedAt: CivilTime(milliseconds: 7)), issuer: "i")
    for entry in all { reading.draft.add(entry) }
    reading.draft.finish()
    return reading
  }()

  static let all = (0..<40).map { number in
    let plate = ["粤B\(10_000 + number)", "AB12ЖCDEFGH\(number)", "A\(number)|粤ZJ068澳", "粤B?\(number)*"][
      number % 4]
    return WatchlistEntry(
      id: "\(number)", plate: plate, country: number % 3 == 0 ? nil : "CHN", purpose: .courtOrder,
      action: .hold,
      authority: "a", reference: "r", validUntil: CivilTime(milliseconds: 9))
  }

  static let plates: [UInt8] = {
    let plan = reading.draft.builder.plan()
    return [UInt8](unsafeUninitializedCapacity: plan.byteCount) { memory, count in
      plan.write(into: UnsafeMutableRawBufferPointer(memory))
      count = plan.byteCount
    }
  }()

  static let entries: [UInt8] = {
    let path = "/tmp/index-file-fuzzer-\(getpid())"
    defer { unlink(path) }
    guard var writer = try? EntryWriter(path) else { preconditionFailure("/tmp cannot be written") }
    for entry in all { writer.add(entry) }
    try? writer.finish(reading, digest: [UInt8](repeating: 3, count: 32))
    guard let region = try? MappedFile.open(path) else { preconditionFailure("/tmp cannot be read") }
    return Array(region.bytes)
  }()
}

/// Makes every checksum of a changed file right again, so that what it says is believed.
private enum Seal {
  static func plates(_ bytes: inout [UInt8]) {
    guard bytes.count == Sound.plates.count,
      let layout = try? Sound.plates.withUnsafeBytes({ try PlateFileLayout(reading: $0) })
    else { return }
    var check = layout[.checks].lowerBound
    for section in PlateFileLayout.Section.allCases where section != .checks {
      let (range, first) = (layout[section], check)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: PlateFileLayout.blockBytes) {
        let block = start..<min(start + PlateFileLayout.blockBytes, range.upperBound)
        put(sum(bytes, block), check, &bytes)
        check += 8
      }
      let entry = PlateFileLayout.fieldBytes + section.rawValue * PlateFileLayout.entryBytes
      put(sum(bytes, first..<check), entry + 16, &bytes)
    }
    put(bytes.withUnsafeBytes { PlateFileLayout.headerChecksum($0) }, 56, &bytes)
  }

  static func entries(_ bytes: inout [UInt8]) {
    let sound = Sound.entries
    guard bytes.count == sound.count else { return }
    let content = Int(word(sound, sound.count - 96 + 24))
    for (block, start) in stride(from: 0, to: content, by: EntryFile.blockBytes).enumerated() {
      let part = Array(bytes[start..<min(start + EntryFile.blockBytes, content)])
      bytes.replaceSubrange(content + block * 8..<content + block * 8 + 8, with: EntryFile.checksum(part))
    }
    let sealed = Array(bytes[content..<bytes.count - 16])
    bytes.replaceSubrange(bytes.count - 16..<bytes.count - 8, with: EntryFile.checksum(sealed))
  }

  private static func sum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    bytes.withUnsafeBytes { PlateChecksum.of(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  private static func word(_ bytes: [UInt8], _ at: Int) -> UInt64 {
    bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: UInt64.self)) }
  }

  private static func put(_ word: UInt64, _ at: Int, _ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: word.littleEndian, toByteOffset: at, as: UInt64.self) }
  }
}

/// With SEEDS set to a folder, composes what mutation starts from.
@_cdecl("LLVMFuzzerInitialize")
public func indexFileSeeds(_ count: UnsafeMutablePointer<CInt>, _ words: UnsafeMutableRawPointer) -> CInt {
  guard let folder = getenv("SEEDS").map({ String(cString: $0) }) else { return 0 }
  for kind in UInt8(0)..<4 {
    for place in [0, 20, 64, 100, 400, 1000] {
      guard let file = fopen("\(folder)/seed-\(kind)-\(place)", "w") else { continue }
      for byte in [kind, UInt8(place & 0xFF), UInt8(place >> 8), 0, 0xFF] { putc(CInt(byte), file) }
      fclose(file)
    }
  }
  return 0
}
