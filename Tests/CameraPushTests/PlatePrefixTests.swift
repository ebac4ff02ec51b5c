import AccessModel
import CameraPush
import Testing

/// The colour that Hikvision writes before a mainland Chinese plate.
@Suite struct PlatePrefixTests {
  let decoder: CameraDecoder

  init() throws { decoder = try Bench.decoder("hikvision-isapi-anpr") }

  private func read(_ plate: String, believe: String = "") throws -> DecodedRead {
    let body =
      "<EventNotificationAlert><eventType>ANPR</eventType><ANPR><licensePlate>\(plate)</licensePlate>"
      + "<plateCharBelieve>\(believe)</plateCharBelieve></ANPR></EventNotificationAlert>"
    return try #require(try decoder.reads(Array(body.utf8)).first)
  }

  @Test(arguments: [
    ("蓝浙F88C21", "浙F88C21"), ("黄鲁Q5U808", "鲁Q5U808"), ("白京A0417警", "京A0417警"), ("绿粤BD70K52", "粤BD70K52"),
    ("黑使014707", "使014707"), ("黄绿苏ED40112", "苏ED40112"), ("白WJ浙3307A", "WJ浙3307A"), ("绿民航B2207", "民航B2207"),
    ("黑黑A90T66", "黑A90T66"), ("蓝 浙F88C21", "浙F88C21"), ("蓝浙F·88C21", "浙F·88C21"), ("黄黑C3310挂", "黑C3310挂"),
  ])
  func aColour_isDropped(_ written: String, _ plate: String) throws {
    #expect(try read(written).read.plate == plate)
  }

  @Test(arguments: [
    "黑A90T66", "黑AD40112", "浙F88C21", "青A12B45", "B715LM40", "品川 330 あ 20-47", "白河 500 い 31-08", "1กข2345",
    "蓝", "黄A1",
    "WHITE", "蓝蓝浙F88C21",
  ])
  func aPlateOfAnotherKind_stays(_ plate: String) throws {
    #expect(try read(plate).read.plate == plate)
  }

  @Test func theColour_isGoneBeforeCharactersAreCounted() throws {
    let fitting = try read("蓝浙F88C21", believe: "99,98,97,96,95,94,93")
    #expect(fitting.read.characterConfidences == [0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93])
    #expect(fitting.notes == [])
    let tooMany = try read("蓝浙F88C21", believe: "99,99,98,97,96,95,94,93")
    #expect(tooMany.read.characterConfidences == [])
    #expect(tooMany.notes.count == 1)
  }

  @Test func theColour_goesIntoNoOtherField() throws {
    #expect(try read("蓝浙F88C21").read.vehicle.colour == nil)
  }
}
