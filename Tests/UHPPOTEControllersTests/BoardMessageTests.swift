import AccessModel
import FieldContract
import Foundation
import Testing

@testable import UHPPOTEControllers

/// Small numbers that are the same on every machine (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct BoardMessageTests {
  @Test func otherLengths_areNoMessage() {
    let whole = BoardRequest.status.message(serial: 7).bytes
    #expect(BoardMessage(datagram: whole) != nil)
    for length in 0..<whole.count { #expect(BoardMessage(datagram: Array(whole[..<length])) == nil) }
    #expect(BoardMessage(datagram: whole + [0]) == nil)
  }

  @Test func otherMarksAndFunctions_areNoMessage() {
    var bytes = BoardRequest.openDoor(1).message(serial: 7).bytes
    bytes[0] = 0x18
    #expect(BoardMessage(datagram: bytes) == nil)
    bytes[0] = BoardMessage.eventMark
    #expect(BoardMessage(datagram: bytes) == nil)
    bytes[1] = BoardFunction.status.rawValue
    #expect(BoardMessage(datagram: bytes)?.function == .status)
    bytes[1] = 0xEE
    #expect(BoardMessage(datagram: bytes) == nil)
  }

  @Test(
    arguments: [[0x20, 0x26, 0x13, 0x01], [0x20, 0x26, 0x02, 0x30], [0, 0, 0, 0], [0x2A, 0x26, 1, 1]]
      as [[UInt8]])
  func datesThatDoNotExist_areNone(_ bytes: [UInt8]) {
    var message = BoardMessage(.card, serial: 1)
    for (index, byte) in bytes.enumerated() { message[byte: 12 + index] = byte }
    #expect(message.date(at: 12) == nil)
  }

  @Test func randomMessages_neverCrash() throws {
    var random = Seeded(state: 11)
    let zone = try #require(LocalZone(name: "Asia/Shanghai"))
    var sound = 0
    for _ in 0..<20_000 {
      var bytes = (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) }
      bytes[0] = 0x17
      bytes[1] = [0x20, 0x32, 0x5A, 0x94, 0xB0].randomElement(using: &random) ?? 0x20
      guard let message = BoardMessage(datagram: bytes) else { continue }
      _ = BoardStatus(message).clock.flatMap(zone.instant)
      _ = BoardEvent(message).report(device: "b", capturedAt: nil, isReplay: false)
      _ = FoundBoard(message, from: BoardEndpoint(address: [1, 2, 3, 4], port: 1))
      if BoardCard(message) != nil { sound += 1 }
    }
    #expect(sound < 100)
  }

  @Test func theHourThatAClockChangeRepeats_isReadAsItsFirstPass() throws {
    let zone = try #require(LocalZone(name: "Europe/Berlin"))
    let twice = CivilTime.Fields(year: 2026, month: 10, day: 25, hour: 2, minute: 30)
    #expect(zone.instant(twice) == CivilTime(rfc3339: "2026-10-25T00:30:00Z"))
    let winter = CivilTime.Fields(year: 2026, month: 10, day: 25, hour: 4)
    #expect(zone.instant(winter) == CivilTime(rfc3339: "2026-10-25T03:00:00Z"))
    let noon = try #require(CivilTime(rfc3339: "2026-07-01T10:00:00Z"))
    #expect(zone.fields(of: noon) == CivilTime.Fields(year: 2026, month: 7, day: 1, hour: 12))
    #expect(zone.instant(zone.fields(of: noon)) == noon)
  }

  @Test func endpoints_areIPv4AndTravelInNetworkOrder() throws {
    let endpoint = try #require(BoardEndpoint("192.168.1.100", port: 40000))
    #expect(endpoint.address == [192, 168, 1, 100])
    #expect(BoardEndpoint(endpoint.socketAddress) == endpoint)
    for text in ["", "board.local", "::1", "1.2.3", "1.2.3.400"] { #expect(BoardEndpoint(text) == nil) }
  }
}

/// Messages that others published, read in place.
@Suite(.enabled(if: Payload.folder != nil, "set GATEHOUSE_PAYLOADS to the folder of shared payloads"))
struct PublishedMessageTests {
  @Test func theirEvents_meanWhatTheirSourceSays() throws {
    let event = BoardEvent(try Payload.message("event_granted_57"))
    #expect(event.index == 57 && event.kind == .door && event.isGranted && event.door == 3)
    #expect(event.card == 6_154_410 && event.reason == 6 && !event.isExit)
    #expect(
      event.time == CivilTime.Fields(year: 2019, month: 4, day: 19, hour: 17, minute: 0, second: 9))
    let stored = BoardEvent(try Payload.message("get_event_8"))
    #expect(stored.index == 8 && stored.card == 6_154_413 && stored.isGranted)
    #expect(stored.time == CivilTime.Fields(year: 2019, month: 2, day: 10, hour: 7, minute: 12, second: 1))
    #expect(BoardEvent(try Payload.message("get_event_none")).index == 0)
  }

  @Test func theirStatus_meansWhatItsSourceSays() throws {
    let busy = BoardStatus(try Payload.message("event_granted_57"))
    #expect(
      busy.doorsAreOpen == [true, false, true, true] && busy.buttonsArePressed == [false, false, true, true])
    #expect(busy.systemError == 9 && busy.isForcedLocked && !busy.isFireActive)
    #expect(busy.clock == CivilTime.Fields(year: 2019, month: 4, day: 20, hour: 14, minute: 37, second: 2))
    let idle = BoardStatus(try Payload.message("status_without_event"))
    #expect(idle.eventIndex == 0 && idle.systemError == 0x83)
    #expect(idle.clock == CivilTime.Fields(year: 2023, month: 9, day: 29, hour: 11, minute: 16, second: 20))
  }

  @Test func ourRequests_areTheirBytes() throws {
    let open = BoardRequest.openDoor(3).message(serial: 423_187_757)
    #expect(open == (try Payload.message("open_door_request")))
    let endpoint = try #require(BoardEndpoint("192.168.1.100", port: 40000))
    var listener = BoardRequest.setListener(endpoint).message(serial: 423_187_757)
    // We want no repetition of the status between events.
    listener[byte: 14] = 13
    #expect(listener == (try Payload.message("set_listener_request")))
    let from = try #require(BoardDate(year: 2019, month: 1, day: 2))
    let until = try #require(BoardDate(year: 2019, month: 12, day: 31))
    let card = try #require(
      BoardCard(number: 6_154_412, from: from, until: until, doors: [1, 0, 29, 1], pin: 975_319))
    var put = BoardRequest.putCard(card).message(serial: 423_187_757)
    // First-card rights are not ours to give.
    put[byte: 27] = 5
    #expect(put == (try Payload.message("put_card_with_pin")))
  }

  @Test func theirOtherAnswers_areRead() throws {
    #expect(BoardCard(try Payload.message("get_card_not_found")) == nil)
    #expect(
      try Payload.message("get_time_response").fields(at: 8)
        == CivilTime.Fields(year: 2019, month: 12, day: 29, hour: 12, minute: 34, second: 56))
    let found = FoundBoard(
      try Payload.message("get_device_response"), from: BoardEndpoint(address: [192, 168, 0, 0], port: 60000))
    #expect(found.serial == 423_187_757 && found.firmware == "0892")
    #expect(found.hardwareAddress == "00:66:19:39:55:2d")
    #expect(try Payload.message("open_door_response")[byte: 8] == 1)
  }
}

enum Payload {
  static let folder: URL? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["GATEHOUSE_PAYLOADS"].map { URL(filePath: $0) }
    let folder = named ?? root.deletingLastPathComponent().appending(path: "shared/payloads")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static func message(_ name: String) throws -> BoardMessage {
    let folder = try #require(folder)
    let text = try String(contentsOf: folder.appending(path: "uhppote/\(name).hex"), encoding: .utf8)
    let bytes = text.split { $0 == " " || $0 == "\n" }.compactMap { UInt8($0, radix: 16) }
    return try #require(BoardMessage(datagram: bytes))
  }
}
