import AccessModel
import CameraPush
import Foundation
import Testing

/// Pictures that travel as Base64 inside the message.
@Suite struct PictureTests {
  let openalpr: CameraDecoder
  let axis: CameraDecoder

  init() throws {
    openalpr = try Bench.decoder("openalpr-agent")
    axis = try Bench.decoder("axis-vapix-lpr")
  }

  /// Bytes of every value behind the mark of a JPEG, so that the text holds every letter, `+` and `/`.
  private func jpeg(_ count: Int) -> [UInt8] {
    [0xFF, 0xD8, 0xFF] + (0..<count - 3).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 3) }
  }

  private func base64(_ bytes: [UInt8], _ options: Data.Base64EncodingOptions = []) -> String {
    Data(bytes).base64EncodedString(options: options)
  }

  /// The read of a group whose picture of the plate is written as `text` stands.
  private func group(_ text: String) throws -> DecodedRead {
    let body =
      "{\"data_type\":\"alpr_group\",\"best_plate_number\":\"A1\","
      + "\"best_plate\":{\"plate_crop_jpeg\":\"\(text)\"}}"
    return try #require(try openalpr.reads(Array(body.utf8)).first)
  }

  @Test(arguments: [999, 1000, 1001]) func anyPadding_givesTheBytes(_ count: Int) throws {
    let bytes = jpeg(count)
    let text = base64(bytes)
    #expect(text.count { $0 == "=" } == (3 - count % 3) % 3)
    let image = DecodedImage(role: .plate, bytes: bytes)
    #expect(try group(text).images == [image])
    #expect(try group(text.filter { $0 != "=" }).images == [image])
  }

  @Test func lineBreaksPrefixesAndEscapes_giveTheBytes() throws {
    let bytes = jpeg(1000)
    let text = base64(bytes)
    let image = DecodedImage(role: .plate, bytes: bytes)
    let lines = base64(bytes, [.lineLength64Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    #expect(lines.contains("\r\n"))
    #expect(text.contains("/"))
    let escaped = lines.replacing("\r\n", with: "\\r\\n")
    #expect(try group(escaped).images == [image])
    #expect(try group("data:image/jpeg;base64,\(text)").images == [image])
    #expect(try group(text.replacing("/", with: "\\/")).images == [image])
    #expect(try group(text.replacing("A", with: "\\u0041")).images == [image])
  }

  @Test func aPictureInAnXMLAttribute_givesTheBytes() throws {
    let bytes = jpeg(1000)
    let lines = base64(bytes, [.lineLength76Characters, .endLineWithLineFeed])
    for text in [lines, lines.replacing("+", with: "&#43;")] {
      let body =
        "<NotificationMessage><Message><Message><Data><SimpleItem Name='text' Value='A1'/>"
        + "<SimpleItem Name='lpImage' Value='\(text)'/></Data></Message></Message></NotificationMessage>"
      let read = try #require(try axis.reads(Array(body.utf8)).first)
      #expect(read.images == [DecodedImage(role: .plate, bytes: bytes)])
      #expect(read.notes == [])
    }
  }

  @Test func whatIsNoBase64_isLeftOutAndNoted() throws {
    let text = base64(jpeg(1000))
    let middle = text.index(text.startIndex, offsetBy: 500)
    for sign in ["-", "_", "*", "é", "=", "\\\""] {
      var wrong = text
      wrong.insert(contentsOf: sign, at: middle)
      let read = try group(wrong)
      #expect(read.read.plate == "A1")
      #expect(read.images == [])
      #expect(read.notes.count == 1)
    }
    // One letter alone is six bits: no byte.
    #expect(try group(base64(jpeg(999)) + "A").images == [])
    #expect(try group(base64(Array("GIF89a".utf8))).images == [])
  }

  @Test func aPictureBeyondTheLimit_isLeftOutAndNoted() throws {
    let read = try group(base64(jpeg(CameraLimits.imageBytesMax + 8192)))
    #expect(read.images == [])
    #expect(read.notes.count == 1)
  }
}
