import AccessModel
import CameraPush
import Testing

@Suite struct HostileBodyTests {
  let hikvision: CameraDecoder
  let openalpr: CameraDecoder

  init() throws {
    hikvision = try Bench.decoder("hikvision-isapi-anpr")
    openalpr = try Bench.decoder("openalpr-agent")
  }

  /// An ANPR event with `inside` in its plate's element, and something before or behind.
  private func anpr(_ inside: String, before: String = "", after: String = "") -> String {
    before + "<EventNotificationAlert><eventType>ANPR</eventType><ANPR><licensePlate>" + inside
      + "</licensePlate></ANPR></EventNotificationAlert>" + after
  }

  private func cause(_ decoder: CameraDecoder, _ text: String) -> CameraDecodingCause? {
    do {
      _ = try decoder.decode(text)
      return nil
    } catch {
      return error.cause
    }
  }

  @Test func aDocumentTypeDefinition_isForbidden() {
    let laughs = """
      <?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;">]>
      """
    #expect(cause(hikvision, anpr("&lol1;", before: laughs)) == .forbidden("a document type definition"))
    let outside = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">"
    #expect(cause(hikvision, anpr("A1", before: outside)) == .forbidden("a document type definition"))
  }

  @Test(arguments: [
    "&lol;", "&#0;", "&#xD800;", "&#x110000;", "&#xFFFE;", "&#;", "&", "&amp", "&#99999999999;",
  ])
  func anEntityOfTheSender_isForbidden(_ entity: String) {
    #expect(cause(hikvision, anpr("A\(entity)1, and more behind it")) != nil)
  }

  @Test func deepNesting_isBounded() {
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(cause(hikvision, deep) == .tooLarge("64 levels"))
    #expect(cause(openalpr, String(repeating: "[", count: 1_000_000)) == .tooLarge("64 levels"))
    #expect(cause(openalpr, String(repeating: "{\"a\":", count: 1_000_000)) == .tooLarge("64 levels"))
  }

  @Test func aMillionAttributes_areBounded() {
    let first = (0..<100).map { " a\($0)='1'" }.joined()
    let attributes = first + String(repeating: " b='1'", count: 1_000_000)
    #expect(cause(hikvision, "<a\(attributes)/>") == .tooLarge("64 attributes"))
  }

  @Test func manyElements_areBounded() {
    #expect(
      cause(hikvision, "<a>" + String(repeating: "<b/>", count: 50_000) + "</a>")
        == .tooLarge("20000 elements"))
    #expect(
      cause(openalpr, "[" + String(repeating: "0,", count: 50_000) + "0]") == .tooLarge("20000 elements"))
  }

  @Test func moreReadsThanABodyMayHold_areRefused() {
    let plates = String(repeating: "<Plate><plateNumber>A1</plateNumber></Plate>", count: 33)
    #expect(cause(hikvision, "<Plates>\(plates)</Plates>") == .tooLarge("32 reads in one body"))
  }

  @Test func recordsThatAreNoReads_hideNoneThatIs() throws {
    let others = String(repeating: "<Plate><picName>x</picName></Plate>", count: 100)
    let plate = "<Plate><plateNumber>A1</plateNumber></Plate>"
    let one = try hikvision.reads(Array("<Plates>\(others)\(plate)</Plates>".utf8))
    #expect(one.map(\.read.plate) == ["A1"])
    let plates = String(repeating: plate + others, count: 33)
    #expect(cause(hikvision, "<Plates>\(plates)</Plates>") == .tooLarge("32 reads in one body"))
  }

  @Test(arguments: [
    "1e999", "-1e999", "NaN", "Infinity", "-", "01", "1.", ".5", "1e", "0x10", "+1", "1e+", "--1",
    String(repeating: "9", count: 100_000),
  ])
  func aNumberThatIsNone_isRefused(_ number: String) {
    #expect(cause(openalpr, "{\"data_type\": \"alpr_group\", \"best_confidence\": \(number)}") != nil)
  }

  @Test(arguments: [
    "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\x41\"", "\"\\u00g0\"", "\"a\u{1}b\"", "\"a\nb\"",
    "'a'", "tru", "nul", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "[1 2]", "{\"a\":}", "[,1]",
  ])
  func aValueThatIsNotJSON_isRefused(_ value: String) {
    #expect(cause(openalpr, "{\"data_type\": \"alpr_group\", \"x\": \(value)}") != nil)
  }

  @Test(arguments: [
    "<a></b>", "<a><b></a></b>", "</a>", "<a", "<a>text", "<1/>", "<a b=c/>", "<a b='1'c='2'/>", "<a b='<'/>",
    "<a b='1' b='2'/>", "<a/><b/>", "<a/>text", "<a><![CDATA[x</a>", "<!-- <a/>", "<a>\u{0}</a>",
    "<a>\u{1}</a>", "< a/>",
    "<a//>", "<a b/>", "<a></a >x",
  ])
  func whatIsNotWellFormedXML_isRefused(_ text: String) {
    #expect(cause(hikvision, text) != nil)
  }

  @Test func garbageBehindTheDocument_isRefused() {
    #expect(cause(hikvision, anpr("A1", after: "<x/>")) == .malformed("something after the document"))
    #expect(cause(hikvision, anpr("A1", after: "\u{0}")) == .malformed("a control character"))
    #expect(cause(openalpr, "{} {}") == .malformed("something after the document"))
  }

  @Test func invalidUTF8_isRefusedWithItsPlace() {
    for wrong: [UInt8] in [
      [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE4, 0xBA],
    ] {
      let head = Array("<EventNotificationAlert><a>plain text".utf8)
      let body = head + wrong + Array("</a></EventNotificationAlert>".utf8)
      let error = #expect(throws: CameraDecodingError.self) {
        try hikvision.decode(contentType: nil, body: body)
      }
      #expect(error?.cause == .encoding("not valid UTF-8"))
      #expect(error?.offset == head.count)
    }
  }

  @Test func aDeclaredEncodingThatIsNotUTF8_isRefusedUnlessTheTextIsPlain() throws {
    let declaration = "<?xml version=\"1.0\" encoding=\"GB2312\"?>"
    #expect(try hikvision.reads(Array(anpr("A1", before: declaration).utf8)).first?.read.plate == "A1")
    #expect(
      cause(hikvision, anpr("粤B1", before: declaration)) == .encoding("the declaration says `gb2312`"))
  }

  @Test(arguments: [true, false]) func utf16WithAMark_isRead(_ isBigEndian: Bool) throws {
    let units = Array(anpr("粤B1", before: "<?xml version=\"1.0\" encoding=\"UTF-16\"?>").utf16)
    let body = ([0xFEFF] + units).flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      return isBigEndian ? [high, low] : [low, high]
    }
    #expect(try hikvision.reads(body).first?.read.plate == "粤B1")
    #expect(throws: CameraDecodingError.self) { try hikvision.reads(body.dropLast()) }
  }

  @Test func twoPlatesInOneRecord_areRefusedInJSONToo() {
    let twice = "{\"data_type\":\"alpr_group\",\"best_plate_number\":\"A1\",\"best_plate_number\":\"B2\"}"
    #expect(cause(openalpr, twice) == .contradictory("the plate"))
    let parted =
      "<EventNotificationAlert><eventType>ANPR</eventType><ANPR><licensePlate>A</licensePlate></ANPR>"
      + "<ANPR><licensePlate>B</licensePlate></ANPR></EventNotificationAlert>"
    #expect(cause(hikvision, parted) == .contradictory("the plate"))
  }

  @Test func theLastOfManyPlates_countsToo() {
    let same = String(repeating: "<licensePlate>A1</licensePlate>", count: 40)
    #expect(cause(hikvision, anpr("A1</licensePlate>\(same)<licensePlate>A1")) == nil)
    #expect(
      cause(hikvision, anpr("A1</licensePlate>\(same)<licensePlate>B2")) == .contradictory("the plate"))
  }

  @Test func anyReplayMark_makesAReplay() throws {
    let no = String(repeating: "<isDataRetransmission>false</isDataRetransmission>", count: 40)
    let marks = no + "<isDataRetransmission>true</isDataRetransmission>"
    let body =
      "<EventNotificationAlert><eventType>ANPR</eventType><ANPR><licensePlate>A</licensePlate></ANPR>\(marks)"
      + "</EventNotificationAlert>"
    #expect(try hikvision.reads(Array(body.utf8)).first?.read.isReplay == true)
  }

  @Test func plates_areTrimmedCleanedAndBounded() throws {
    func plate(_ inside: String) throws -> String? {
      try hikvision.reads(Array(anpr(inside).utf8)).first?.read.plate
    }
    #expect(try plate("\n  AB 12\t ") == "AB 12")
    #expect(try plate("A\u{202E}B\u{200B}1\u{7F}2") == "AB12")
    #expect(try plate("A&#9;B") == "AB")
    #expect(try plate("<![CDATA[A<B]]>&#67;<!-- x -->D<?y z?>") == "A<BCD")
    #expect(try plate(String(repeating: "京", count: 1000)) == String(repeating: "京", count: 32))
    #expect(try plate("e" + String(repeating: "\u{301}", count: 100_000))?.unicodeScalars.count == 32)
    #expect(try plate("  ") == nil)
    #expect(try plate("UNKNOWN") == nil)
  }

  @Test func aConfidenceOffItsScale_isLeftOutAndNoted() throws {
    for wrong in ["101", "-1", "nan", "0x1", "1e3", "high"] {
      let body =
        "<EventNotificationAlert><eventType>ANPR</eventType><ANPR><licensePlate>A1</licensePlate>"
        + "<confidenceLevel>\(wrong)</confidenceLevel></ANPR></EventNotificationAlert>"
      let read = try #require(try hikvision.reads(Array(body.utf8)).first)
      #expect(read.read.confidence == nil)
      #expect(read.notes.count == 1)
    }
  }

  @Test func aValueBeyondWhatIsLookedAt_isCut() throws {
    let padding = String(repeating: " ", count: CameraLimits.textBytesMax)
    #expect(try hikvision.reads(Array(anpr("A1\(padding)B2").utf8)).first?.read.plate == "A1")
    #expect(try hikvision.reads(Array(anpr("\(padding)B2").utf8)).first?.read.plate == nil)
    let half = String(repeating: " ", count: CameraLimits.textBytesMax - 4)
    #expect(try hikvision.reads(Array(anpr("A1\(half)京").utf8)).first?.read.plate?.hasPrefix("A1") == true)
    #expect(try hikvision.reads(Array(anpr("A1\(half)&#x4EAC;").utf8)).first?.read.plate == "A1")
  }

  @Test func notes_holdNoPlate_evenWhereNothingFits() throws {
    let plate = String(repeating: "KBC4110", count: 6)
    let body =
      "<EventNotificationAlert><eventType>ANPR</eventType><dateTime>yesterday</dateTime><ANPR>"
      + "<licensePlate>\(plate)</licensePlate><confidenceLevel>high</confidenceLevel>"
      + "<plateCharBelieve>1,2</plateCharBelieve></ANPR></EventNotificationAlert>"
    let read = try #require(try hikvision.reads(Array(body.utf8)).first)
    #expect(read.notes.count == 4)
    #expect(!read.notes.contains { $0.contains("KBC") || $0.contains("4110") })
  }

  @Test func randomBytes_neverCrash() {
    var random = Seeded(state: 7)
    let alphabet = Array("<>/=\"'&;{}[]:,-\\u0a1 \n".utf8) + [0xFF, 0xFE, 0xEF, 0xBB, 0xBF, 0xD8, 0]
    for _ in 0..<3000 {
      let count = Int.random(in: 0...60, using: &random)
      let body = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
      for decoder in [hikvision, openalpr] {
        #expect((try? decoder.reads(body))?.isEmpty != false)
        #expect((try? decoder.reads(body, contentType: "multipart/form-data; boundary=a"))?.isEmpty != false)
      }
    }
  }
}
