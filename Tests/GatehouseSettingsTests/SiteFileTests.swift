import AccessModel
import FieldContract
import Foundation
import GatehouseSettings
import Testing

@Suite struct SiteFileTests {
  private let folder: SiteFolder

  init() throws { folder = try SiteFolder() }

  private func complaints(bytes: [UInt8]) throws -> [String] {
    try folder.write("site.yaml", bytes: bytes)
    do {
      _ = try SiteFile.load(path: folder.file("site.yaml"), environment: [:])
      return []
    } catch {
      return error.diagnostics.map { "\($0.line): \($0.what). \($0.hint)" }
    }
  }

  @Test func missingFile_isSaid() {
    let error = #expect(throws: DocumentError.self) {
      try SiteFile.load(path: "/nowhere/site.yaml", environment: [:])
    }
    #expect(
      error?.description == "/nowhere/site.yaml:1: cannot read this file: there is no such file. "
        + "Check the path and who may read it")
  }

  @Test func folderInPlaceOfTheFile_isSaid() {
    let error = #expect(throws: DocumentError.self) {
      try SiteFile.load(path: folder.path, environment: [:])
    }
    #expect(error?.diagnostics.first?.what == "cannot read this file: it is a folder")
  }

  @Test func fileOfTenMegabytes_isRefused() throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: 10_000_000)
    #expect(
      try complaints(bytes: bytes).first?.contains("it is larger than \(YAMLDocument.bytesMax) bytes") == true
    )
  }

  @Test(arguments: ["", "# only a comment\n", "---\n"])
  func emptyFile_isSaid(text: String) throws {
    #expect(try complaints(bytes: Array(text.utf8)).count == 1)
  }

  @Test func byteOrderMarkAndCRLF_areRead() throws {
    let text = "\u{FEFF}" + SiteFolder.minimal.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try complaints(bytes: Array(text.utf8)) == [])
  }

  @Test func latin1_isSaidWithItsLine() throws {
    let bytes = Array(SiteFolder.minimal.utf8) + Array("# caf".utf8) + [0xE9, 0x0A]
    #expect(
      try complaints(bytes: bytes) == ["7: the file is no UTF-8 text. Save it in the encoding UTF-8"])
  }

  @Test func everyError_isSaidAtOnce_inTheOrderOfTheFile() throws {
    let text = """
      site: {id: Yard, freshness_seconds_max: 99, log_plates: some}
      device_profiles: DeviceProfiles
      journal: {event_retention_days: ninety}
      lanes:
        - id: one
          access_points: []
          colour: red
      """
    #expect(
      try folder.complaints(text).compactMap { $0.split(separator: ".").first.map(String.init) } == [
        "1: `site", "1: `site", "1: `site", "1: `site", "3: `journal", "5: `lanes[0]", "7: `lanes[0]",
      ])
  }

  @Test(arguments: ["", "lanes:\n", "lanes: []\n"])
  func siteWithoutLanes_isRefused(lanes: String) throws {
    let text = "site: {id: yard, unlisted_forwarding: none}\ndevice_profiles: DeviceProfiles\n" + lanes
    #expect(try folder.complaints(text) == ["1: `lanes` is missing. Describe at least one lane or door"])
  }

  @Test func moreThan200Errors_areCounted() throws {
    let strangers = (0..<500).map { "stranger-\($0): 1\n" }.joined()
    let complaints = try folder.complaints(SiteFolder.minimal + strangers)
    #expect(complaints.count == YAMLDocument.diagnosticsMax + 1)
    #expect(complaints.contains { $0.hasSuffix("300 more errors are not listed. Correct these first") })
  }

  @Test func exampleCutAtAnyByte_neverCrashes() throws {
    let bytes = Array(Refusal.base.utf8)
    for count in 0..<bytes.count { _ = try complaints(bytes: Array(bytes[..<count])) }
  }

  @Test func anyByteReplaced_neverCrashes() throws {
    let bytes = Array(Refusal.base.utf8)
    for (index, byte) in zip(
      stride(from: 0, to: bytes.count, by: 3), Array("\t\0*&!{[:-|\u{FF}".utf8).cycled())
    {
      var changed = bytes
      changed[index] = byte
      _ = try complaints(bytes: changed)
    }
  }

  @Test func fullSite_loads() throws {
    var text = "site: {id: yard, unlisted_forwarding: none}\ndevice_profiles: DeviceProfiles\ncameras:\n"
    for index in 0..<Site.camerasMax {
      text += "  - {id: c\(index), profile: openalpr-agent, secret: {path_token: cam.token}}\n"
    }
    text += "lanes:\n"
    for index in 0..<Site.lanesMax {
      text += "  - id: l\(index)\n    access_points:\n"
      text += "      - {direction: entry, cameras: [{camera: c\(index)}]}\n"
      text += "      - {direction: exit, cameras: [{camera: c\(index + Site.lanesMax)}]}\n"
    }
    let site = try folder.load(text)
    #expect(site.layout.lanes.count == 64 && site.cameras.count == 128 && site.layout.cameras.count == 128)
  }
}

extension Array {
  fileprivate func cycled() -> some Sequence<Element> {
    (0...).lazy.map { self[$0 % count] }
  }
}
