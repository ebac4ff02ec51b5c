import AccessModel
import Foundation
import SiteJournal
import TemplateMatching

/// A process as the daemon is one, for one lookup: a journal and a log in a folder, a gallery, a probe that
/// matches nothing and is counted. Then it looks through its own memory.
///
/// Standard input holds the probe and what the lookup codes it as, every bit turned over: so nothing here is
/// found only because it was asked for. `plant` keeps and writes the probe as a careless program would.
@main
struct TemplateDouble {
  static let dimension = 128
  /// Bytes of raw components, of codes of 8 bits, and of the two planes of 4 bits.
  static let parts = [512, 128, 64, 64]
  /// Bytes of each that are looked for.
  static let needleBytes = 32

  static func main() throws {
    let folder = CommandLine.arguments[1]
    let isPlanting = CommandLine.arguments.dropFirst(2).first == "plant"
    let turned = Array(FileHandle.standardInput.readDataToEndOfFile())
    guard turned.count == parts.reduce(0, +) else { throw CocoaError(.fileReadCorruptFile) }
    let journal = try Journal(folder: folder) { $0.data }
    let planted = isPlanting ? turned[..<parts[0]].map { ~$0 } : []
    let unmatched = try unmatchedCount(turned)
    let fact = Array("{\"templates_unmatched\":\(unmatched)}".utf8)
    let time = CivilTime(milliseconds: 1_700_000_000_000)
    let entry = JournalEntry(
      stream: "access", type: "gatehouse.template.unmatched", time: time, data: isPlanting ? planted : fact)
    _ = try journal.commit([entry], recordedAt: time)
    let log = Data("<6>template matched nothing unmatched=\(unmatched)\n".utf8)
    try (log + Data(planted)).write(to: URL(fileURLWithPath: folder + "/log"))
    var at = 0
    var found: [Int] = []
    for part in parts {
      found.append(try OwnMemory.occurrences(of: turned[at..<at + needleBytes]))
      at += part
    }
    try journal.close()
    print("unmatched=\(unmatched) found=\(found.map(String.init).joined(separator: ","))")
    withExtendedLifetime(planted) {}
  }

  /// The lookup, as whoever decides by faces makes it.
  private static func unmatchedCount(_ turned: [UInt8]) throws -> Int {
    let model = try TemplateModel(identifier: "acme-face-3", components: dimension)
    let now = CivilTime(milliseconds: 1_700_000_000_000)
    let entries = try (0..<50).map { number in
      var vector = [Float](repeating: 0, count: dimension)
      vector[number] = 1
      return GalleryEntry.enrolled(
        try EnrolledTemplate(
          vector: TemplateVector(model: model, values: vector), consent: "c-\(number)", holder: "h-\(number)",
          enrolled: now, end: now + .seconds(60)))
    }
    let gallery = try TemplateGallery(model: model, entries: entries)
    var values = [Float](repeating: 0, count: dimension)
    for index in 0..<dimension {
      var word: UInt32 = 0
      for byte in (0..<4).reversed() { word = word << 8 | UInt32(~turned[index * 4 + byte]) }
      values[index] = Float(bitPattern: word)
    }
    let probe = try ProbeTemplate(model: model, takingFrom: &values)
    return try gallery.best(of: probe, atLeast: 0.9, now: now) == .nothing ? 1 : 0
  }
}

/// The writable memory of this process.
enum OwnMemory {
  private static let chunkBytes = 1 << 20

  /// How often what is turned over here stands there as it is.
  static func occurrences(of turned: ArraySlice<UInt8>) throws -> Int {
    let needle = Array(turned)
    let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
    let memory = open("/proc/self/mem", O_RDONLY)
    defer { close(memory) }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkBytes, alignment: 16)
    defer {
      chunk.initializeMemory(as: UInt8.self, repeating: 0)
      chunk.deallocate()
    }
    var found = 0
    for line in maps.split(separator: "\n") {
      let words = line.split(separator: " ")
      let ends = words[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
      guard ends.count == 2, words[1].hasPrefix("rw") else { continue }
      var at = ends[0]
      while at < ends[1] {
        let got = pread(memory, chunk.baseAddress, min(chunkBytes, Int(ends[1] - at)), off_t(at))
        guard got > 0 else { break }
        found += count(needle, chunk, got)
        // Chunks overlap, so that nothing lies across two.
        at += got == chunkBytes ? UInt(got - needle.count) : UInt(got)
      }
    }
    return found
  }

  private static func count(_ turned: [UInt8], _ bytes: UnsafeMutableRawBufferPointer, _ size: Int) -> Int {
    guard size >= turned.count, let base = bytes.baseAddress else { return 0 }
    var found = 0
    var at = 0
    while at <= size - turned.count {
      guard let hit = memchr(base + at, Int32(~turned[0]), size - turned.count + 1 - at) else { break }
      at = hit - UnsafeMutableRawPointer(base)
      if turned.indices.allSatisfy({ bytes[at + $0] == ~turned[$0] }) { found += 1 }
      at += 1
    }
    return found
  }
}
