import AccessModel
import CameraPush
import Foundation
import Testing

/// Bodies that cameras really sent; they are not part of this repository.
@Suite(.enabled(if: Bench.payloads != nil, "set GATEHOUSE_PAYLOADS to the folder of shared payloads"))
struct PayloadTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var profile: String
    var path: String
    var expected: [String]
    var replacing: String?

    var testDescription: String { path }

    func body() throws -> [UInt8] {
      let bytes = try Bench.payload(path)
      guard let replacing else { return bytes }
      return Array(
        String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "%s", with: replacing).utf8)
    }
  }

  static let samples: [Sample] = hikvision + axis + openalpr

  /// No body of a camera: a page that shows one, with a comma missing.
  static let invalidJSON = "axis/acap_publisher_payload_invalid.json"

  private static let hikvision: [Sample] = [
    hikvision(
      "isapi_anpr_tabbed_ver20_PECT600.xml", "reads", "read 0", "  plate PECT600", "  country 3",
      "  confidence 0.97", "  characters 0.99 0.99 0.99 0.99 0.99 0.99 0.99", "  direction receding",
      "  lane 2",
      "  kind vehicle", "  colour white", "  make 1036",
      "  track 2024011911172144900FlERIduqg06eKsYuvLX072NugIxaHw22mHG5D5KBmWqX",
      "  captured 2024-01-19T03:17:19.000Z"),
    hikvision(
      "isapi_anpr_deepinview_v58_bst_offset.xml", "reads", "read 0", "  plate WX1234A", "  country 7",
      "  confidence 0.92", "  characters 0.99 0.99 0.99 0.61 0.99 0.99 0.99", "  direction receding",
      "  lane 1",
      "  kind SUVMPV", "  colour black", "  make 1036", "  track x", "  captured 2026-07-05T19:44:40.000Z"),
    Sample(
      profile: "hikvision-isapi-anpr", path: "hikvision/isapi_anpr_entrance_cam_TCG405_thai.template.xml",
      expected: [
        "reads", "read 0", "  plate 1กข2345", "  country 64", "  confidence 0.98",
        "  characters 0.99 0.99 0.99 0.99 0.99 0.99 0.99", "  direction approaching", "  lane 1",
        "  kind SUVMPV", "  track a0fe72d4-3652-464a-aebd-3f9190010236",
        "  captured 2024-05-07T10:48:03.847Z",
      ], replacing: "1กข2345"),
    hikvision(
      "isapi_anpr_windows_test_quotes.xml", "reads", "read 0", "  plate 795AAZ15", "  confidence 0.955",
      "  direction approaching", "  lane 1", "  kind truck", "  colour orange",
      "  captured 2025-11-26T12:00:00.000Z"),
    hikvision("isapi_anpr_float_confidence.xml", "reads", "read 0", "  plate PO55X", "  confidence 0.925"),
    hikvision("isapi_anpr_unknown_plate.xml", "reads", "read 0", "  confidence 0.0"),
    hikvision(
      "vehicledetect_plates_compact_time.xml", "reads", "read 0", "  plate ABC1234",
      "  direction approaching", "  captured 2024-04-28T13:00:00.000Z"),
    hikvision("isapi_vmd_not_anpr.xml", "ignored", "says xml EventNotificationAlert: VMD"),
    hikvision(
      "audioexception_multipart_ignore.txt", "ignored", "says xml EventNotificationAlert: audioexception"),
    hikvision(
      "acs_event_major5_minor21_door_opened.json", "ignored", "says json: AccessControllerEvent"),
    hikvision("acs_event_wrapped_minimal.json", "ignored", "says json: 5"),
    hikvision("barriergate_ctrl_open.xml", "ignored", "says xml BarrierGate"),
    hikvision("io_output_trigger_high.xml", "ignored", "says xml IOPortData"),
    hikvision("remotecontroldoor_open.xml", "ignored", "says xml RemoteControlDoor"),
  ]

  private static let axis: [Sample] = [
    Sample(
      profile: "axis-vapix-lpr", path: "axis/vapix_event_LPR_new_RZ3160.xml",
      expected: [
        "reads", "read 0", "  plate RZ3160", "  country PRT", "  track 1087595",
        "  captured 2021-05-17T13:40:12.509Z",
      ]),
    Sample(
      profile: "axis-vapix-lpr", path: "axis/fflprapp_search_ABC1234.xml",
      expected: ["reads", "read 0", "  plate ABC1234", "  captured 2024-04-28T15:00:00.000Z"]),
  ]

  private static let openalpr: [Sample] = [
    Sample(
      profile: "openalpr-agent", path: "openalpr/agent_alpr_group_D2651BF.json",
      expected: [
        "reads", "read 0", "  plate D2651BF", "  country us", "  confidence \(93.877067565918 / 100)",
        "  candidates D2651F \(74.8114395141602 / 100) D265BF \(73.527099609375 / 100)",
        "  kind sedan-standard", "  colour black", "  make ford",
        "  track YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY-1234-1562681122676",
        "  captured 2019-07-09T14:05:21.504Z", "  notes 2",
      ]),
    Sample(
      profile: "openalpr-agent", path: "openalpr/agent_alpr_results_two_plates.json",
      expected: [
        "reads", "read 0", "  plate D2651BF", "  country us-mo", "  confidence \(92.9419174194336 / 100)",
        "  candidates D2651F \(80.8129653930664 / 100) D265BF \(80.0941772460938 / 100)"
          + " D251BF \(79.946403503418 / 100)",
        "  captured 2019-07-09T14:13:28.425Z", "  notes 1",
        "read 1", "  plate CG3L5Y", "  country us-mo", "  confidence \(94.7376327514648 / 100)",
        "  candidates CGL5Y \(79.4123077392578 / 100) CG3L5 \(79.0777206420898 / 100)",
        "  captured 2019-07-09T14:13:28.425Z", "  notes 1",
      ]),
  ]

  private static func hikvision(_ file: String, _ expected: String...) -> Sample {
    Sample(profile: "hikvision-isapi-anpr", path: "hikvision/\(file)", expected: expected)
  }

  @Test(arguments: samples) func aSample_meansWhatItsSourceSays(_ sample: Sample) throws {
    let decoder = try Bench.decoder(sample.profile)
    let message = try decoder.decode(contentType: nil, body: sample.body())
    #expect(CaseFile.lines(message) == sample.expected)
  }

  @Test(arguments: samples) func aTruncatedSample_neverYieldsARead(_ sample: Sample) throws {
    let decoder = try Bench.decoder(sample.profile)
    let body = try sample.body()
    for length in 0..<body.count {
      expectNoRead(decoder, Array(body[..<length]), contentType: nil, of: body)
    }
  }

  @Test(arguments: samples) func aSampleInAnyOtherProfile_isNeverARead(_ sample: Sample) throws {
    for name in Bench.profileNames where name != sample.profile {
      let message = try Bench.decoder(name).decode(contentType: nil, body: sample.body())
      if case .reads = message { Issue.record("\(name) took it for a read") }
    }
  }

  @Test func theWindowsScript_writesAByteOrderMark() throws {
    let decoder = try Bench.decoder("hikvision-isapi-anpr")
    let body = try Bench.payload("hikvision/isapi_anpr_windows_test_quotes.xml")
    let marked = [0xEF, 0xBB, 0xBF] + body
    #expect(try decoder.reads(marked) == decoder.reads(body))
  }

  @Test func invalidJSON_isRefusedWithItsPlace() throws {
    let body = try Bench.payload(Self.invalidJSON)
    for name in Bench.profileNames {
      let decoder = try Bench.decoder(name)
      let error = #expect(throws: CameraDecodingError.self) {
        try decoder.decode(contentType: "application/json", body: body)
      }
      #expect(error?.operation == .readingJSON)
      #expect(error?.offset == body.firstRange(of: Array("\"plate\"".utf8))?.lowerBound)
    }
  }

  @Test(arguments: ["hikvision", "axis", "openalpr"]) func everyFileOfAVendor_isInTheTable(_ vendor: String)
    throws
  {
    let folder = try #require(Bench.payloads).appending(path: vendor)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).map { "\(vendor)/\($0)" }
    let table = (Self.samples.map(\.path) + [Self.invalidJSON]).filter { $0.hasPrefix("\(vendor)/") }
    #expect(files.sorted() == table.sorted())
  }

  @Test func everyPayloadOfOtherVendors_isNeverARead() throws {
    let folder = try #require(Bench.payloads)
    let decoders = try Bench.profileNames.map { ($0, try Bench.decoder($0)) }
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    for case let file as URL in try #require(files) {
      guard let body = try? Data(contentsOf: file), !file.hasDirectoryPath else { continue }
      let vendor = file.deletingLastPathComponent().lastPathComponent
      for (name, decoder) in decoders {
        guard case .reads = try? decoder.decode(contentType: nil, body: Array(body)) else { continue }
        #expect(name.hasPrefix(vendor), "\(name) took \(vendor)/\(file.lastPathComponent) for a read")
      }
    }
  }
}
