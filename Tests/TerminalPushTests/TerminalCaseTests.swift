import AccessModel
import FieldContract
import Foundation
import TerminalPush
import Testing

@Suite struct TerminalCaseTests {
  @Test func everyProfile_hasCasesAndItsFoldersName() throws {
    for name in TerminalBench.profileNames {
      #expect(try TerminalBench.profile(name).name == name)
      #expect(TerminalCase.all.contains { $0.profile == name })
    }
    for (profile, file) in TerminalCase.files { _ = try TerminalCase(profile: profile, file: file) }
  }

  @Test func everyCase_meansWhatStandsBesideIt() throws {
    #expect(TerminalCase.all.count >= 20)
    for file in TerminalCase.all {
      let decoder = try TerminalBench.decoder(file.profile, timeZone: file.timeZone)
      let message = try decoder.decode(file.request)
      #expect(TerminalCase.lines(message) == file.expected, "\(file.profile)/\(file.name)")
      if let reply = file.expectedReply { #expect(message.reply.body == reply, "\(file.name)") }
    }
  }

  /// A prefix says nothing, or the first of what the whole says; never something else.
  @Test func aTruncatedCase_neverYieldsAnotherReport() throws {
    for file in TerminalCase.all {
      let decoder = try TerminalBench.decoder(file.profile, timeZone: file.timeZone)
      let whole = try decoder.decode(file.request).reports
      for length in 0..<file.request.body.count {
        var request = file.request
        request.body = Array(file.request.body[..<length])
        guard let part = try? decoder.decode(request).reports else { continue }
        for (report, other) in zip(part, whole) {
          #expect(report.fact == other.fact || file.profile.hasPrefix("zkteco"), "\(file.name) at \(length)")
        }
        #expect(part.count <= whole.count)
        for case .cardNumber(let number) in part.map(\.fact) {
          #expect(whole.contains { $0.fact == .cardNumber(number) }, "\(file.name) at \(length)")
        }
      }
    }
  }

  @Test func aDamagedCase_neverCrashes() throws {
    var decoded = 0
    for file in TerminalCase.all where !file.request.body.isEmpty {
      let decoder = try TerminalBench.decoder(file.profile)
      var random = Seeded(state: UInt64(file.request.body.count))
      for _ in 0..<300 {
        var request = file.request
        for _ in 0..<Int.random(in: 1...4, using: &random) where !request.body.isEmpty {
          let at = Int.random(in: 0..<request.body.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: request.body[at] = UInt8.random(in: 0...255, using: &random)
          case 1: request.body[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
          case 2: request.body.remove(at: at)
          default:
            request.body.insert(request.body[Int.random(in: 0..<request.body.count, using: &random)], at: at)
          }
        }
        if let message = try? decoder.decode(request) {
          decoded += 1
          #expect(message.reports.count <= TerminalLimits.reportsMax)
        }
      }
    }
    #expect(decoded > 0)
  }
}

@Suite struct HostileTerminalTests {
  private func cause(_ profile: String, _ body: [UInt8], query: String = "SN=A&table=rtlog") throws
    -> TerminalDecodingError.Cause?
  {
    do {
      _ = try TerminalBench.decoder(profile).decode(
        TerminalRequest(path: "/iclock/cdata", query: query, body: body))
      return nil
    } catch let error as TerminalDecodingError {
      return error.cause
    }
  }

  @Test(arguments: ["hikvision-ds-k", "dahua-asi", "controlid-idaccess"])
  func deepNestingAndSize_areBounded(_ profile: String) throws {
    let deep = Array(String(repeating: "{\"a\":", count: 100_000).utf8)
    #expect(try cause(profile, deep) == .tooLarge("32 levels"))
    let wide = Array(("{\"a\":[" + String(repeating: "0,", count: 20_000) + "0]}").utf8)
    #expect(try cause(profile, wide) == .tooLarge("10000 values"))
    let huge = [UInt8](repeating: 0x20, count: TerminalLimits.bodyBytesMax + 1)
    #expect(try cause(profile, huge) == .tooLarge("\(TerminalLimits.bodyBytesMax) bytes"))
  }

  @Test func aCardThatIsThereTwice_isRefused() throws {
    let twice = "{\"AccessControllerEvent\":{\"cardNo\":\"1\",\"cardNo\":\"2\"}}"
    #expect(try cause("hikvision-ds-k", Array(twice.utf8)) == .malformed("a key that is there twice"))
    let line =
      "time=2026-03-02 08:15:09\tcardno=1\tcardno=2\teventaddr=1\tevent=0\tinoutstatus=0\tverifytype=1"
    #expect(try cause("zkteco-access", Array(line.utf8)) == .malformed("a field that is there twice"))
  }

  @Test func anotherEncoding_isRefused() throws {
    let head = Array("{\"eventType\":\"".utf8)
    #expect(try cause("hikvision-ds-k", head + [0xC4, 0xE3] + Array("\"}".utf8)) == .encoding)
    #expect(try cause("zkteco-access", [0xFF, 0xFE, 0x31]) == .encoding)
  }

  @Test(arguments: [
    "{", "{\"a\":1", "{\"a\" 1}", "{\"a\":tru}", "{\"a\":01x}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\q\"}",
    "{} {}",
    "hello", "--b\r\n\r\n{}",
  ])
  func whatIsNoMessage_isRefused(_ text: String) throws {
    for profile in ["hikvision-ds-k", "dahua-asi"] {
      #expect(try cause(profile, Array(text.utf8)) != nil, "\(profile)")
    }
  }

  @Test func aTerminalWithoutASerialNumber_isRefused() throws {
    #expect(try cause("zkteco-access", [], query: "") == .missing("a serial number (SN) in its query"))
    #expect(try cause("zkteco-access", [], query: "SN=%00") == .missing("a serial number (SN) in its query"))
  }

  @Test func moreLinesThanABodyMayHold_areRefused() throws {
    let line = "time=2026-03-02 08:15:09\tcardno=1\teventaddr=1\tevent=0\tinoutstatus=0\tverifytype=1\n"
    let body = Array(String(repeating: line, count: TerminalLimits.reportsMax + 1).utf8)
    #expect(try cause("zkteco-access", body) == .tooLarge("512 lines"))
  }

  @Test func aCardNumberThatIsNone_isAMisread() throws {
    let text = "{\"AccessControllerEvent\":{\"majorEventType\":5,\"subEventType\":1,\"cardNo\":\"12' OR 1\"}}"
    let decoder = try TerminalBench.decoder("hikvision-ds-k")
    let fact = try decoder.decode(TerminalRequest(body: Array(text.utf8))).reports.first?.fact
    #expect(fact == .misread("a card number that is no 1 to 32 digits or letters"))
  }

  @Test func aScannedCode_isTakenWhole() throws {
    let code = "GH1." + String(repeating: "A", count: 190)
    let bodies = [
      "hikvision-ds-k": "{\"AccessControllerEvent\":{\"QRCodeInfo\":\"\(code)\"}}",
      "dahua-asi": "{\"Events\":[{\"Code\":\"AccessControl\",\"Data\":{\"QRCodeStr\":\"\(code)\"}}]}",
      "zkteco-access":
        "time=2026-03-02 08:15:09\tcardno=\(code)\teventaddr=1\tevent=27\tinoutstatus=0\tverifytype=4",
    ]
    for (profile, body) in bodies {
      let request = TerminalRequest(path: "/iclock/cdata", query: "SN=A&table=rtlog", body: Array(body.utf8))
      let reports = try TerminalBench.decoder(profile).decode(request).reports
      #expect(reports.map(\.fact) == [.text(code)], "\(profile)")
    }
  }

  @Test func profilesWithErrors_areToldWithTheirLines() {
    let text =
      "name: x\ndialect: telnet\nevents:\n  - {codes: [a], is: granted}\n  - {codes: [a], is: maybe}\n"
    let error = #expect(throws: DocumentError.self) { try TerminalProfile(file: "p.yaml", text: text) }
    #expect(error?.diagnostics.map(\.line) == [2, 5, 5])
  }
}

/// Requests that terminals really sent; they are not part of this repository.
@Suite(.enabled(if: TerminalBench.payloads != nil, "set GATEHOUSE_PAYLOADS to the folder of shared payloads"))
struct TerminalPayloadTests {
  private func lines(_ profile: String, _ path: String, _ query: String = "", zone: String = "UTC") throws
    -> [String]
  {
    let folder = try #require(TerminalBench.payloads)
    let body = Array(try Data(contentsOf: folder.appending(path: path)))
    let decoder = try TerminalBench.decoder(profile, timeZone: zone)
    return TerminalCase.lines(
      try decoder.decode(TerminalRequest(path: "/iclock/cdata", query: query, body: body)))
  }

  @Test func hikvisionsEvents_meanWhatTheirSourceSays() throws {
    #expect(
      try lines("hikvision-ds-k", "hikvision/acs_event_major5_minor21_door_opened.json") == [
        "fact event door unlocked, door 1, code 5/21; reader 1; captured 2026-02-23T11:34:21.000Z"
      ])
    #expect(
      try lines("hikvision-ds-k", "hikvision/acs_event_wrapped_minimal.json") == [
        "fact card 1234567890; reader 1; granted true; words face, door 1, code 5/75"
      ])
    #expect(
      try lines("hikvision-ds-k", "hikvision/audioexception_multipart_ignore.txt") == ["note a part in XML"])
  }

  @Test func dahuasEvents_meanWhatTheirSourceSays() throws {
    #expect(
      try lines("dahua-asi", "dahua/rpc_doorcard_7a087d0f.json") == [
        "fact card 7a087d0f; reader 0; captured 2020-03-30T16:58:45.000Z"
      ])
    #expect(try lines("dahua-asi", "dahua/asi_keeplighton_not_access.txt") == ["note KeepLightOn"])
    #expect(try lines("dahua-asi", "dahua/eventmanager_attach_part_VideoMotion.txt") == ["note VideoMotion"])
    #expect(try lines("dahua-asi", "dahua/eventmanager_false_deflate_thai.txt") == ["note TrafficJunction"])
  }

  @Test func zktecosLines_meanWhatTheirSourceSays() throws {
    #expect(
      try lines("zkteco-access", "zkteco/adms_rtlog_pin1001.txt", "SN=A&table=rtlog") == [
        "fact enrolled 1001; reader 1; "
          + "captured 2017-01-10T11:49:32.000Z; granted true; words verified, in, verified by 15, code 0"
      ])
    #expect(
      try lines("zkteco-attendance", "zkteco/adms_attlog_two_records.txt", "SN=A&table=ATTLOG").map {
        $0.prefix { $0 != ":" && $0 != ";" }
      } == ["fact event person 11", "fact enrolled 11"])
    #expect(
      try lines("zkteco-access", "zkteco/adms_device_info_tilde.txt", "SN=A&Stamp=9") == ["note no table"])
  }

  @Test func controlIDsLog_meansWhatItsSourceSays() throws {
    #expect(
      try lines("controlid-idaccess", "controlid/monitor_dao_access_log.json") == [
        "fact event opened in the web page, code 12; reader 1; captured 2018-07-30T18:58:10.000Z"
      ])
  }
}
