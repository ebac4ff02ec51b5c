internal import AccessModel

/// The signed bytes: key (2), number (8), site (4), from (4), until (4), uses (1), host and names with a
/// length byte each; numbers with the highest byte first.
extension VisitorToken {
  static let payloadBytesMax = 23 + namesBytesMax

  var payload: [UInt8] {
    var bytes = Self.bytes(keyID) + Self.bytes(number) + site.bytes
    bytes += Self.bytes(UInt32(clamping: validFrom.milliseconds / 1000))
    bytes += Self.bytes(UInt32(clamping: validUntil.milliseconds / 1000))
    bytes.append(UInt8(clamping: usesMax))
    for text in [host] + accessPoints.map(\.rawValue) {
      bytes.append(UInt8(clamping: text.utf8.count))
      bytes += text.utf8
    }
    return bytes
  }

  /// Nil for bytes that no token has.
  init?(payload: [UInt8]) {
    guard payload.count <= Self.payloadBytesMax else { return nil }
    var rest = payload[...]
    guard let keyID = Self.number(&rest, 2), let number = Self.number(&rest, 8), rest.count >= 4 else {
      return nil
    }
    let site = SiteMark(bytes: Array(rest.prefix(4)))
    rest = rest.dropFirst(4)
    guard let from = Self.number(&rest, 4), let until = Self.number(&rest, 4), let uses = rest.popFirst(),
      let host = Self.text(&rest)
    else { return nil }
    var names: [AccessPointID] = []
    while !rest.isEmpty {
      guard let name = Self.text(&rest), let point = AccessPointID(checking: name) else { return nil }
      names.append(point)
    }
    let token = try? VisitorToken(
      keyID: UInt16(truncatingIfNeeded: keyID), number: number, site: site,
      validFrom: CivilTime(milliseconds: Int64(from) * 1000),
      validUntil: CivilTime(milliseconds: Int64(until) * 1000),
      usesMax: Int(uses), accessPoints: names, host: host)
    guard let token else { return nil }
    self = token
  }

  private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> UInt64? {
    guard rest.count >= count else { return nil }
    let value = rest.prefix(count).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    rest = rest.dropFirst(count)
    return value
  }

  private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard let count = rest.popFirst(), rest.count >= Int(count) else { return nil }
    let bytes = rest.prefix(Int(count))
    rest = rest.dropFirst(Int(count))
    return String(validating: bytes, as: UTF8.self)
  }
}
