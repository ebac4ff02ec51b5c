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
    let (poll, nak) = (UInt8(0x60), UInt8(0x41))
    for address in [UInt8(0), 1] {
      // Start, address, length, control: sequence 0 and a checksum.
      let frame = [0x53, address, 7, 0, 0, poll]
      try line.write(contentsOf: Data(frame + [0 &- frame.reduce(0, &+)]))
      try await heard.until("a refusal by reader \(address)", within: .seconds(5)) { bytes in
        bytes.indices.contains { start in
          let reply = bytes[start...]
          return reply.starts(with: [0x53, 0x80 | address]) && reply.dropFirst(5).first == nak
        }
      }
    }
    #expect(readers.commands.value.isEmpty)
  }
}
