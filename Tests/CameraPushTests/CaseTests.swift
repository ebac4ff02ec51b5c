import AccessModel
import CameraPush
import FieldContract
import Testing

@Suite struct CaseTests {
  @Test func everyProfile_hasCasesAndItsFoldersName() throws {
    for name in Bench.profileNames {
      #expect(try Bench.profile(name).name == name)
      #expect(CaseFile.all.filter { $0.profile == name }.count >= 5)
    }
    for (profile, file) in CaseFile.files { _ = try CaseFile(profile: profile, file: file) }
  }

  @Test(arguments: CaseFile.all) func aCase_meansWhatStandsBesideIt(_ file: CaseFile) throws {
    let actual = try file.actual()
    guard file.expected.first == "refused" else {
      #expect(actual == file.expected)
      return
    }
    // The error also names device, place and next step.
    let words = try #require(file.expected.last?.dropFirst("says ".count))
    #expect(actual.first == "refused")
    #expect(actual.last?.contains(words) == true, "\(actual)")
  }

  @Test(arguments: CaseFile.all) func notes_holdNoPlate(_ file: CaseFile) throws {
    guard case .reads(let reads) = try? file.decoder().decode(contentType: file.contentType, body: file.body)
    else { return }
    let plates = reads.compactMap(\.read.plate) + reads.flatMap { $0.read.candidates.map(\.plate) }
    for note in reads.flatMap(\.notes) {
      #expect(!plates.contains(where: note.contains), "\(note)")
    }
  }

  @Test(arguments: CaseFile.all) func aTruncatedCase_neverYieldsARead(_ file: CaseFile) throws {
    let decoder = try file.decoder()
    for length in 0..<file.body.count {
      expectNoRead(decoder, Array(file.body[..<length]), contentType: file.contentType, of: file.body)
    }
  }

  @Test(arguments: CaseFile.all) func aDamagedCase_neverCrashes(_ file: CaseFile) throws {
    let decoder = try file.decoder()
    var random = Seeded(state: UInt64(file.body.count))
    for _ in 0..<200 {
      var body = file.body
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<body.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: body[at] = UInt8.random(in: 0...255, using: &random)
        case 1: body[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: body.remove(at: at)
        default: body.insert(body[Int.random(in: 0..<body.count, using: &random)], at: at)
        }
      }
      _ = try? decoder.decode(contentType: file.contentType, body: body)
    }
  }
}

/// A prefix yields a read only when nothing but white space is missing.
func expectNoRead(
  _ decoder: CameraDecoder, _ prefix: [UInt8], contentType: String?, of body: [UInt8],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard case .reads = try? decoder.decode(contentType: contentType, body: prefix) else { return }
  let missing = body[prefix.count...]
  #expect(
    missing.allSatisfy { $0 <= 0x20 }, "a read from \(prefix.count) of \(body.count) bytes",
    sourceLocation: sourceLocation)
}
