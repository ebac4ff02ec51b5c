import AccessModel
import CameraPush
import FieldContract
import Testing

@Suite struct ProfileTests {
  /// A made-up vendor: nothing in the code knows it.
  static let text = """
    name: made-up
    answer: {content_type: application/json, body: '{"Result":true}'}
    messages:
      - is: test
        format: json
        when: [{path: kind, any_of: [test]}]
      - is: ignored
        format: json
        when: [{path: kind, any_of: [chatter]}]
      - is: reads
        format: json
        records: data/list
        when: [{path: no}]
        fields:
          plate: {paths: [no], none: [_无_]}
          confidence: {paths: [score], scale: fraction}
          track: {paths: [id]}
          phase: {paths: [state], new: [enter], update: [move], lost: [leave, gone]}
          replay: {paths: [/resend], words: ["1"]}
          times:
            - {path: seconds, form: epoch_seconds}
            - {path: at, form: calendar}
    """

  private func decoder(timeZone: String = "Asia/Shanghai") throws -> CameraDecoder {
    try CameraDecoder(
      profile: CameraProfile(file: "profile.yaml", text: Self.text), device: "cam-1", timeZone: timeZone)
  }

  private func read(_ fields: String, resend: Int = 0) throws -> PlateRead {
    let body = "{\"kind\":\"x\",\"resend\":\(resend),\"data\":{\"list\":[{\(fields)}]}}"
    return try #require(try decoder().reads(Array(body.utf8)).first).read
  }

  @Test func theAnswerOfTheVendor_comesFromTheProfile() throws {
    let answer = try decoder().answer
    #expect(answer == CameraAnswer(contentType: "application/json", body: Array("{\"Result\":true}".utf8)))
  }

  @Test func tests_andChatter_areRecognised() throws {
    #expect(try decoder().decode("{\"kind\":\"TEST\"}") == .test)
    #expect(try decoder().decode("{\"kind\":\"chatter\"}") == .ignored("json kind"))
    #expect(try decoder().decode("<kind>test</kind>") == .ignored("xml kind"))
  }

  @Test func phases_followTheirWords() throws {
    #expect(try read("\"no\":\"A1\",\"id\":7,\"state\":\"enter\"").track == TrackMark(id: "7", phase: .new))
    #expect(try read("\"no\":\"A1\",\"id\":7,\"state\":\"move\"").track.phase == .update)
    #expect(try read("\"no\":\"A1\",\"id\":7,\"state\":\"GONE\"").track.phase == .lost)
    #expect(try read("\"no\":\"A1\",\"state\":\"unheard of\"").track == TrackMark())
  }

  @Test func aWordForNoPlate_isNoPlate() throws {
    #expect(try read("\"no\":\"_无_\"").plate == nil)
    #expect(try read("\"no\":\"\"").plate == nil)
    #expect(try read("\"no\":null").plate == nil)
    #expect(try read("\"n\\u006f\":\"A1\"").plate == "A1")
  }

  @Test func aReplayMark_mayStandOutsideTheRecord() throws {
    #expect(try read("\"no\":\"A1\"", resend: 1).isReplay)
    #expect(try !read("\"no\":\"A1\"", resend: 0).isReplay)
  }

  @Test(arguments: [
    ("1772439309", "2026-03-02T08:15:09.000Z"), ("1772439309.5097", "2026-03-02T08:15:09.509Z"),
    ("0", nil), ("-5", nil), ("1e9", nil), ("99999999999999", nil), ("99999999999999999999", nil),
  ])
  func epochSeconds_areReadOrLeftOut(_ seconds: String, _ expected: String?) throws {
    #expect(try read("\"no\":\"A\",\"seconds\":\(seconds)").capturedAt?.description == expected)
  }

  @Test(arguments: [
    ("2026-03-02T08:15:09Z", "2026-03-02T08:15:09.000Z"),
    ("2026-03-02T08:15:09.5+08:00", "2026-03-02T00:15:09.500Z"),
    ("2026-03-02T08:15:09-8:00", "2026-03-02T16:15:09.000Z"),
    ("2026-03-02T08:15:09+5:30", "2026-03-02T02:45:09.000Z"), ("2026-03-02T08:15:09+530", nil),
    ("2026-03-02T08:15:09+8", nil), ("2026-03-02T08:15:09+:30", nil), ("2026-03-02T08:15:09+5:3", nil),
    ("2026-03-02T08:15:09+0800", "2026-03-02T00:15:09.000Z"), ("20260302T081509", "2026-03-02T00:15:09.000Z"),
    ("2026-03-02 08:15:09", "2026-03-02T00:15:09.000Z"), ("20260302081509654", "2026-03-02T00:15:09.654Z"),
    ("20260302 081509654", "2026-03-02T00:15:09.654Z"), ("2026/03/02 08:15:09", "2026-03-02T00:15:09.000Z"),
    ("2026-02-30T08:15:09Z", nil), ("2026-03-02T24:15:09Z", nil), ("2026-03-02", nil), ("yesterday", nil),
    ("2026-03-02T08:15:09+99:00", nil), ("2026-03-02T08:15:09 GMT", nil), ("0000-00-00 00:00:00", nil),
  ])
  func calendarTimes_areReadOrLeftOut(_ text: String, _ expected: String?) throws {
    #expect(try read("\"no\":\"A\",\"at\":\"\(text)\"").capturedAt?.description == expected)
  }

  @Test(arguments: [
    ("2026-07-02T08:00:00", "2026-07-02T06:00:00.000Z"), ("2026-01-02T08:00:00", "2026-01-02T07:00:00.000Z"),
    // 2026-10-25 03:00 goes back to 02:00: the first pass counts.
    ("2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z"), ("2026-10-25T03:30:00", "2026-10-25T02:30:00.000Z"),
    ("2026-10-25T01:30:00", "2026-10-24T23:30:00.000Z"),
    // 2026-03-29 02:00 jumps to 03:00.
    ("2026-03-29T01:59:59", "2026-03-29T00:59:59.000Z"), ("2026-03-29T03:00:00", "2026-03-29T01:00:00.000Z"),
  ])
  func localTimes_followSummerTime(_ local: String, _ utc: String) throws {
    let body = "{\"data\":{\"list\":[{\"no\":\"A\",\"at\":\"\(local)\"}]}}"
    let read = try #require(try decoder(timeZone: "Europe/Warsaw").reads(Array(body.utf8)).first).read
    #expect(read.capturedAt?.description == utc)
  }

  @Test func anUnknownTimeZone_saysWhatToWrite() throws {
    let profile = try CameraProfile(file: "profile.yaml", text: Self.text)
    let error = #expect(throws: CameraDecodingError.self) {
      try CameraDecoder(profile: profile, device: "cam-1", timeZone: "Mars/Olympus")
    }
    #expect(
      error?.description
        == "setting up the decoder from cam-1: time zone `Mars/Olympus` is not known. "
        + "Write an IANA name such as Asia/Shanghai, and install tzdata")
  }

  @Test func aRefusedBody_namesDevicePlaceAndNextStep() throws {
    let error = #expect(throws: CameraDecodingError.self) { try decoder().decode("{\"kind\": ") }
    #expect(
      error?.description
        == "reading JSON from cam-1: the document ends too early (byte 9). "
        + "Check the network path; the camera has to send the message again")
  }

  @Test(arguments: [
    ("messages: []", "`messages` is missing"),
    ("name: x\nmessages: [{is: reads, when: [{path: a}]}]", "`messages[0].fields` is missing"),
    (
      "name: x\nmessages: [{is: reads, when: [{path: a}], fields: {lane: {paths: [b]}}}]", "plate` is missing"
    ),
    ("name: x\nmessages: [{is: nonsense, when: [{path: a}]}]", "cannot be `nonsense`"),
    ("name: x\nmessages: [{is: test}]", "`messages[0].when` is missing"),
    ("name: x\nmessages: [{is: test, when: [{path: 'a//b'}]}]", "`a//b` is not a path"),
    ("name: x\nmessages: [{is: test, when: [{path: 'a[b'}]}]", "`a[b` is not a path"),
    ("name: x\nmessages: [{is: test, format: [xml, yaml], when: [{path: a}]}]", "cannot be `yaml`"),
    (
      "name: x\nmessages: [{is: reads, when: [{path: a}], fields: {plate: {prefix: {words: [c]}}}}]",
      "plate.prefix.before` is missing"
    ),
    ("name: x\ntypo: 1\nmessages: [{is: test, when: [{path: a}]}]", "`typo` is not known"),
  ])
  func aWrongProfile_isExplained(_ text: String, _ words: String) {
    let error = #expect(throws: DocumentError.self) { try CameraProfile(file: "p.yaml", text: text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "nothing")")
  }
}
