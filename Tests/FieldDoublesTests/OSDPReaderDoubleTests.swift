import Foundation
import Testing

@testable import FieldDoubles

@Suite struct OSDPReaderDoubleTests {
  private static let python = ProcessInfo.processInfo.environment["GATEHOUSE_OSDP_PYTHON"]
  private static let isPresent =
    python != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/socat")

  @Test func card_isSentLeftAligned_withBothParities() {
    #expect(DemoSite.staffCard.identifier == "h10301:68-41551")
    #expect(DemoSite.staffCard.hexadecimal == "225127c0")
    #expect(ReaderCard(facility: 0, number: 0).hexadecimal == "00000040")
    #expect(ReaderCard(facility: 255, number: 65_535).hexadecimal == "7fffffc0")
  }

  @Test func commandOfALock_isUnderstood_andChatterIsNone() throws {
    let release = try #require(
      ReaderCommand(line: "1 command output control_code=5 output_no=0 timer_count=50"))
    #expect(release.address == 1 && release.releasedMilliseconds == 5000 && !release.isSecuring)
    let end = try #require(ReaderCommand(line: "0 command output control_code=1 output_no=0 timer_count=0"))
    #expect(end.isSecuring && end.releasedMilliseconds == nil)
    #expect(ReaderCommand(line: "ready") == nil)
    #expect(ReaderCommand(line: "command led reader=0") == nil)
  }

  /// Frames by hand: both readers are on the line, and say nothing to a panel without their keys.
  @Test(.enabled(if: isPresent, "needs socat, and GATEHOUSE_OSDP_PYTHON with libosdp 3.2.9"))
  func twoReaders_answerOnOneLine_andRefuseAPollInTheClear() async throws {
    let folder = NSTemporaryDirectory() + "osdp-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Peers/osdp_reader.py").path
    let readers = try await OSDPReaderDouble(
      [DemoSite.frontReader, DemoSite.vaultReader], python: Self.python ?? "", script: script, in: folder)
    defer { readers.stop() }
    let line = try #require(FileHandle(forUpdatingAtPath: readers.line))
    let heard = Watched<[UInt8]>([])
    line.readabilityHandler = { handle in
      let bytes = handle.availableData
      if bytes.isEmpty { handle.readabilityHandler = nil }
      heard.update { $0 += bytes }
    }
    defer { line.readabilityHandler = nil }
    // POLL with a CRC; NAK 6: it demands a secure channel.
    for (poll, refusal) in [
      ([0x53, 0x00, 0x08, 0x00, 0x04, 0x60, 0xEB, 0xAA], [0x53, 0x80, 0x09, 0x00, 0x04, 0x41, 0x06]),
      ([0x53, 0x01, 0x08, 0x00, 0x04, 0x60, 0xBA, 0x00], [0x53, 0x81, 0x09, 0x00, 0x04, 0x41, 0x06]),
    ] as [([UInt8], [UInt8])] {
      try line.write(contentsOf: Data(poll))
      try await heard.until("a refusal by reader \(poll[1])", within: .seconds(5)) { bytes in
        bytes.indices.contains { bytes[$0...].starts(with: refusal) }
      }
    }
    #expect(readers.commands.value.isEmpty)
  }
}
