import AccessModel
import CameraPush
import Testing

@Suite struct MultipartTests {
  let decoder: CameraDecoder
  let message =
    "<EventNotificationAlert><eventType>ANPR</eventType><ANPR><licensePlate>A1</licensePlate></ANPR>"
    + "</EventNotificationAlert>"
  let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0x0D, 0x0A, 0x2D, 0x2D, 0x00, 0xFF, 0xD9]

  init() throws { decoder = try Bench.decoder("hikvision-isapi-anpr") }

  private func body(
    _ boundary: String, _ parts: [(head: String, content: [UInt8])], lineEnd: String = "\r\n"
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      bytes += Array("--\(boundary)\(lineEnd)\(part.head)\(lineEnd)\(lineEnd)".utf8) + part.content
      bytes += Array(lineEnd.utf8)
    }
    return bytes + Array("--\(boundary)--\(lineEnd)".utf8)
  }

  private var xmlPart: (head: String, content: [UInt8]) {
    ("Content-Disposition: form-data; name=\"anpr.xml\"", Array(message.utf8))
  }

  private func picture(_ name: String, _ bytes: [UInt8]? = nil) -> (head: String, content: [UInt8]) {
    ("Content-Disposition: form-data; name=\"\(name)\"; filename=\"\(name)\"", bytes ?? jpeg)
  }

  @Test(arguments: [
    "multipart/form-data; boundary=xyz", "multipart/form-data; boundary=\"xyz\"",
    "MULTIPART/Form-Data;charset=utf-8; Boundary = xyz", "multipart/form-data", "text/plain", nil,
    "multipart/form-data; boundary=other", "multipart/form-data; boundary=",
  ])
  func aBoundary_isFoundWhereverItIsDeclared(_ contentType: String?) throws {
    for lineEnd in ["\r\n", "\n"] {
      let bytes = body("xyz", [xmlPart, picture("licensePlatePicture.jpg")], lineEnd: lineEnd)
      let read = try #require(try decoder.reads(bytes, contentType: contentType).first)
      #expect(read.read.plate == "A1")
      #expect(read.images == [DecodedImage(role: .plate, bytes: jpeg)])
    }
  }

  @Test func aPreambleBeforeTheFirstBoundary_isPassedOver() throws {
    let bytes = Array("This is a message in parts.\r\n".utf8) + body("xyz", [xmlPart])
    #expect(try decoder.reads(bytes, contentType: "multipart/mixed; boundary=xyz").count == 1)
  }

  @Test func aMissingLastBoundary_isTruncation() {
    let whole = body("xyz", [xmlPart, picture("licensePlatePicture.jpg")])
    let cut = Array(whole.dropLast(9))
    let error = #expect(throws: CameraDecodingError.self) {
      try decoder.decode(contentType: "multipart/form-data; boundary=xyz", body: cut)
    }
    #expect(error?.cause == .truncated)
    #expect(error?.operation == .readingMultipart)
  }

  @Test func somethingBehindTheLastBoundary_isRefused() {
    let bytes = body("xyz", [xmlPart]) + Array(message.utf8)
    #expect(throws: CameraDecodingError.self) { try decoder.reads(bytes) }
  }

  @Test func aBrokenDocumentAmongParts_refusesTheWholeBody() {
    let bytes = body("xyz", [xmlPart, ("Content-Disposition: form-data; name=\"b.xml\"", Array("<a>".utf8))])
    #expect(throws: CameraDecodingError.self) { try decoder.reads(bytes) }
  }

  @Test func parts_areBounded() {
    let many = body("xyz", Array(repeating: picture("x"), count: 33))
    let error = #expect(throws: CameraDecodingError.self) { try decoder.reads(many) }
    #expect(error?.cause == .tooLarge("32 parts"))
    let header = String(repeating: "x", count: 10_000)
    let wide = body("xyz", [(header, Array(message.utf8))])
    #expect(throws: CameraDecodingError.self) { try decoder.reads(wide) }
  }

  @Test func pictures_areBoundedInNumberAndSize() throws {
    let big = jpeg + [UInt8](repeating: 0, count: CameraLimits.imageBytesMax)
    let pictures =
      [picture("detectionPicture.jpg", big)] + Array(repeating: picture("unheard.jpg"), count: 10)
    let read = try #require(try decoder.reads(body("xyz", [xmlPart] + pictures)).first)
    #expect(read.images.count == CameraLimits.imagesPerReadMax)
    #expect(read.images.allSatisfy { $0.role == .other })
    #expect(read.notes.count == 3)
  }

  @Test(arguments: [
    "pilotPicture.jpg", "copilotPicture.jpg", "vicepilotPicture_2.jpg", "VICEPILOTPICTURE",
    "7_pilotPicture.jpg", "pedestrianPicture.jpg", "pedestrianDetectionPicture.jpg", "nonMotorPicture.jpg",
  ])
  func aPictureOfPeople_isNeverKept(_ name: String) throws {
    for head in ["name=\"\(name)\"; filename=\"x.jpg\"", "name=\"x\"; filename=\"\(name)\""] {
      let person = ("Content-Disposition: form-data; \(head)", jpeg)
      let read = try #require(
        try decoder.reads(body("xyz", [xmlPart, person, picture("featurePicture.jpg"), person])).first)
      #expect(read.images.map(\.role) == [.vehicle])
      #expect(read.notes == ["pictures of people, never kept: 2"])
    }
  }

  @Test func whatIsNoJPEG_isNoPicture() throws {
    let read = try #require(
      try decoder.reads(body("xyz", [xmlPart, picture("detectionPicture.jpg", Array("GIF89a".utf8))])).first)
    #expect(read.images.isEmpty)
  }

  @Test func severalMessagesInOneBody_areAllRead() throws {
    let other = Array(message.utf8.map { $0 == UInt8(ascii: "1") ? UInt8(ascii: "2") : $0 })
    let bytes = body(
      "xyz", [xmlPart, ("Content-Disposition: form-data; name=\"b.xml\"", other), picture("x")])
    let reads = try decoder.reads(bytes)
    #expect(reads.map(\.read.plate) == ["A1", "A2"])
    #expect(reads.map(\.images.count) == [1, 0])
  }

  @Test func picturesAlone_areIgnored() throws {
    #expect(
      try decoder.decode(contentType: nil, body: body("xyz", [picture("x")]))
        == .ignored("a multipart body without a message"))
    #expect(
      try decoder.decode(contentType: "image/jpeg", body: jpeg) == .ignored("a picture without a message"))
    #expect(try decoder.decode(contentType: nil, body: []) == .ignored("an empty body"))
  }
}
