import AccessModel
import Foundation
import PlateMatching
import Testing

@Suite struct NormalisedPlateTests {
  @Test(
    arguments: [
      ("粤B12345", "粤B12345", .chinaStandard, "CN-GD"), ("粤b·12345", "粤B12345", .chinaStandard, "CN-GD"),
      ("粵B•１２３４５", "粤B12345", .chinaStandard, "CN-GD"),
      ("粤B.D12345", "粤BD12345", .chinaNewEnergySmall, "CN-GD"),
      ("沪A12345F", "沪A12345F", .chinaNewEnergyLarge, "CN-SH"), ("川A1234警", "川A1234警", .chinaPolice, "CN-SC"),
      ("京A1234学", "京A1234学", .chinaLearner, "CN-BJ"), ("鲁B1234挂", "鲁B1234挂", .chinaTrailer, "CN-SD"),
      ("粤ZJ068澳", "粤ZJ068澳", .chinaMacau, "CN-GD"), ("粤Z1234港", "粤Z1234港", .chinaHongKong, "CN-GD"),
      ("沪A1234领", "沪A1234领", .chinaConsulate, "CN-SH"), ("224001使", "224001使", .chinaEmbassy, nil),
      ("使224001", "使224001", .chinaEmbassy, nil), ("京·X0001应急", "京X0001应急", .chinaEmergency, "CN-BJ"),
      ("WJ粤1234X", "WJ粤1234X", .chinaArmedPolice, "CN-GD"),
      ("WJ·粤 12345", "WJ粤12345", .chinaArmedPolice, "CN-GD"),
      ("民A12345", "民A12345", .chinaCivilAviation, nil), ("京O12345", "京O12345", .chinaStandard, "CN-BJ"),
      ("黑A12345", "黑A12345", .chinaStandard, "CN-HL"),
    ] as [(String, String, PlateGrammar, String?)])
  func mainlandPlate_isKnownByItsForm(
    _ read: String, _ text: String, _ grammar: PlateGrammar, _ region: String?
  ) throws {
    let plate = try #require(NormalisedPlate(read))
    #expect(plate.text == text && plate.grammar == grammar && plate.region == region)
    #expect(plate.country == "CHN")
  }

  @Test(
    arguments: [
      ("蓝粤B12345", "粤B12345"), ("粤B12345_蓝", "粤B12345"), ("黄绿沪A12345D", "沪A12345D"),
      ("车牌号：京A12345", "京A12345"), ("黑粤Z1234港", "粤Z1234港"), ("[粤B12345]", "粤B12345"), ("粤В12345", "粤B12345"),
    ])
  func makersWrapping_isTakenOff(_ read: String, _ text: String) {
    #expect(PlateText.normalise(read) == text)
  }

  @Test(arguments: ["无牌车", "_无_", "未识别", "车牌", "?", "***", "", "·"])
  func wordInPlaceOfAPlate_isNone(_ text: String) { #expect(NormalisedPlate(text) == nil) }

  @Test(
    arguments: [
      ("AB 12 CDE", nil, .latin), ("VA12345", nil, .latin), ("VA12345", "CHN", .chinaMilitary),
      ("WJ0112345", "CHN", .chinaArmedPolice), ("MÜ AB 1", nil, .latin), ("UNKNOWN", nil, .none),
      ("1กข2345", nil, .none), ("粤B1234", nil, .none), ("粤BI2345", nil, .none), ("粤I12345", nil, .none),
      ("12가3456", nil, .none), ("A", nil, .none), ("12345678901", nil, .none), ("B?2345", nil, .none),
    ] as [(String, String?, PlateGrammar)])
  func otherPlate_isKept_andFlaggedWhereItFitsNone(
    _ read: String, _ country: String?, _ grammar: PlateGrammar
  ) throws {
    #expect(try #require(NormalisedPlate(read, country: country)).grammar == grammar)
  }

  @Test(
    arguments: [
      ("А123ВС77", "A123BC77"), ("А123BC777", "A123BC777"), ("АА1234ІК", "AA1234IK"), ("1234АВ5", "1234AB5"),
      ("ΑΒΕ1234", "ABE1234"), ("ΥΖΚ-1234", "YZK1234"), ("Ж123ВС77", "Ж123ВС77"), ("АБВ", "АБВ"),
      ("АВ1", "АВ1"),
      ("ΑВ1234", "ΑВ1234"), ("ΛΑΒ1234", "ΛΑΒ1234"),
    ])
  func lookAlikesOfAnotherScript_areLatin_onlyWhereTheWholePlateIs(_ read: String, _ text: String) {
    #expect(PlateText.normalise(read) == text)
  }

  @Test(
    arguments: [
      ("MU\u{308}AB1", "MÜAB1"), ("mü ab1", "MÜAB1"), ("A\u{327}B12", "AB12"), ("C\u{30C}12", "Č12"),
      ("1\u{20E3}A2", "1A2"), ("١٢٣ABC", "123ABC"), ("๑กข๒", "1กข2"),
    ])
  func marksAndDigitsOfOtherScripts_haveOneForm(_ read: String, _ text: String) {
    #expect(PlateText.normalise(read) == text)
  }

  @Test func umlaut_isAnotherIssuer() {
    #expect(PlateText.normalise("MÜAB1") != PlateText.normalise("MUAB1"))
  }

  @Test func platesOfSeveralRegions_areAllKept() {
    let plates = NormalisedPlate.all(in: "粤ZJ068澳|MX7742｜ZM127")
    #expect(plates.map(\.text) == ["粤ZJ068澳", "MX7742", "ZM127"])
    #expect(plates.map(\.country) == ["CHN", nil, nil])
    #expect(NormalisedPlate.all(in: String(repeating: "A1|", count: 50)).count == NormalisedPlate.joinedMax)
  }

  @Test func characterThatWasNotRead_neverVanishes() throws {
    let plate = try #require(NormalisedPlate("粤B?2345"))
    #expect(plate.isPartial && plate.text == "粤B?2345")
    let index = PlateIndex(edition: anEdition, entries: [alert("粤B2345")])
    #expect(index.exact(plate.text, country: nil).isEmpty)
  }

  @Test func makersCountryNumber_isNoCountry() {
    #expect(NormalisedPlate("AB123", country: "64")?.country == nil)
    #expect(NormalisedPlate("AB123", country: "POL")?.country == "POL")
  }

  /// Any scalars at all: normalising what was normalised changes nothing, and nothing is longer than allowed.
  @Test func normalising_isIdempotent_onAnything() {
    var random = SeededPlates(seed: 9)
    let pool = Array("粵粤京蓝黑绿号车牌AbZ019·- |?*＊ＡàéЙйАВЁΑβΰǅßŉﬁİı\u{301}\u{308}\u{345}กำ١가ㄱ澳WJ使应急".unicodeScalars)
    for _ in 0..<20_000 {
      var text = random.text(of: pool, 0...12)
      if Bool.random(using: &random), let any = Unicode.Scalar(UInt32.random(in: 0...0x2FFFF, using: &random))
      {
        text.unicodeScalars.append(any)
      }
      guard let once = PlateText.normalise(text) else { continue }
      #expect(PlateText.normalise(once) == once, "\(text.unicodeScalars.map(\.value))")
      #expect((1...PlateText.lengthMax).contains(once.unicodeScalars.count))
    }
  }

  /// Every form of every province, decorated at will: two plates of different issuers stay two.
  @Test func validPlatesOfDifferentIssuers_areNeverMerged() throws {
    var random = SeededPlates(seed: 10)
    let provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
    let serials = Array("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789".unicodeScalars)
    let digits = Array("0123456789".unicodeScalars)
    var issuers: [String: String] = [:]
    for province in provinces {
      for ending in ["", "警", "学", "挂", "港", "澳"] {
        for _ in 0..<40 {
          let serial = random.text(of: serials, ending.isEmpty ? 5...5 : 4...4)
          let letter = random.text(of: Array(serials[..<24]), 1...1)
          let plain = "\(province)\(letter)\(serial)\(ending)"
          let decorated = ["", "蓝", "车牌:", "[", "黄 "].randomElement(using: &random) ?? ""
          let plate = try #require(NormalisedPlate("\(decorated)\(province)\(letter)·\(serial)\(ending)"))
          #expect(plate.text == plain && plate.grammar.isChinese)
          let issuer = "\(province)\(ending)"
          #expect(issuers.updateValue(issuer, forKey: plate.text) ?? issuer == issuer)
        }
      }
      let embassy = random.text(of: digits, 6...6)
      #expect(NormalisedPlate(embassy + "使")?.text != NormalisedPlate(embassy)?.text)
    }
  }

  /// Patterns of some thirty European issuers, where they are at hand: the country keeps equal characters
  /// apart.
  @Test func europeanPatterns_fitTheLatinGrammar_andKeepTheirCountry() throws {
    let path = "../shared/payloads/plate_grammar/openalpr_eu.patterns.txt"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      print("skipped: \(path) is not here")
      return
    }
    var random = SeededPlates(seed: 11)
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      guard fields.count == 2, !fields[1].contains("["), !fields[1].contains("?") else { continue }
      let plain = fields[1].map { $0 == "@" ? random.text(of: ["A", "B", "C"], 1...1) : "7" }.joined()
      let (one, other) = (NormalisedPlate(plain, country: "POL"), NormalisedPlate(plain, country: "DEU"))
      #expect(one?.text == plain && one?.grammar == .latin && one != other, "\(line)")
    }
  }

  @Test func plainPlate_isWhatTheLongWaySays() {
    var random = SeededPlates(seed: 20)
    // Without `|`: joined plates never go the short way.
    let characters = (0x00...0x7B as ClosedRange<UInt8>).map { Unicode.Scalar($0) }
    let usual = Array("ABEKMX0123456789-?".unicodeScalars)
    let countries: [String?] = [nil, "DEU", "US-MO", "CHN", "7"]
    for round in 0..<20_000 {
      let text = random.text(of: round % 4 == 0 ? characters : usual, 0...22)
      let country = countries[round % countries.count]
      // A separator that is not ASCII says nothing, and leads off the short way.
      let long = NormalisedPlate.all(in: text + "\u{B7}", country: country)
      #expect(NormalisedPlate.all(in: text, country: country) == long, "\(text)")
      #expect(NormalisedPlate(text, country: country) == long.first, "\(text)")
    }
  }
}
