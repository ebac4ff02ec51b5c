internal import AccessModel

/// A post with a fresh plate and the time of now, made by patching one template: while the load runs, no
/// text is built.
struct LoadRequest {
  /// The whole request as it goes out.
  private(set) var bytes: [UInt8]
  private let plateOffsets: [Int]
  private let timeOffset: Int
  private var patchedAt = CivilTime(milliseconds: 0)

  /// Seven characters, for 78 billion distinct plates.
  private static let plate = Array("PLATE00".utf8)
  private static let epoch = Array("1970-01-01T08:00:00.000".utf8)

  init?(target: LoadPlan.Target) {
    let sighting = Sighting(plate: "PLATE00", capturedAt: CivilTime(milliseconds: 0))
    let body = CameraModel.hikvisionXML(sighting, identifier: "load-PLATE00")
    bytes = Array(
      """
      POST \(target.path) HTTP/1.1\r
      Host: \(target.host):\(target.port)\r
      Content-Type: application/xml\r
      Content-Length: \(body.utf8.count)\r
      \r
      \(body)
      """.utf8)
    plateOffsets = Self.offsets(of: Self.plate, in: bytes)
    guard let timeOffset = Self.offsets(of: Self.epoch, in: bytes).first else { return nil }
    self.timeOffset = timeOffset
  }

  /// Writes the plate of `number` and the time into the template.
  mutating func patch(number: UInt64, time: CivilTime) {
    var rest = number
    for place in Self.plate.indices.reversed() {
      let digit = UInt8(rest % 36)
      rest /= 36
      for offset in plateOffsets { bytes[offset + place] = digit < 10 ? 48 + digit : 55 + digit }
    }
    guard time != patchedAt else { return }
    patchedAt = time
    let text = (time + .seconds(8 * 3600)).utf8.prefix(Self.epoch.count)
    bytes.replaceSubrange(timeOffset..<timeOffset + text.count, with: text)
  }

  private static func offsets(of needle: [UInt8], in bytes: [UInt8]) -> [Int] {
    guard bytes.count >= needle.count else { return [] }
    return (0...bytes.count - needle.count).filter { bytes[$0..<$0 + needle.count].elementsEqual(needle) }
  }
}
