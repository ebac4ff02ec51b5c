/// As much of an HTTP/1.1 answer's head as a load generator needs, read without building text.
struct LoadReplyHead {
  var status: Int
  /// Bytes of the head with its empty line.
  var bytes: Int
  /// nil for an answer without a length, which this reader does not take.
  var bodyBytes: Int?
  var keepsAlive = true

  private static let contentLength = Array("content-length:".utf8)
  private static let connectionClose = Array("connection: close".utf8)

  /// nil while the head is incomplete.
  init?(_ reply: [UInt8]) {
    let lineFeed = UInt8(ascii: "\n")
    guard reply.count >= 16 else { return nil }
    status = reply[9..<12].reduce(0) { $0 &* 10 &+ Int($1) &- 48 }
    bytes = 0
    if status == 204 || status == 304 { bodyBytes = 0 }
    var lineStart = 0
    for index in reply.indices where reply[index] == lineFeed {
      if index - lineStart <= 1 {
        bytes = index + 1
        return
      }
      let line = reply[lineStart..<index]
      if Self.begins(line, with: Self.contentLength) {
        bodyBytes = Self.number(in: line.dropFirst(Self.contentLength.count))
      } else if Self.begins(line, with: Self.connectionClose) {
        keepsAlive = false
      }
      lineStart = index + 1
    }
    return nil
  }

  /// Header names are compared without case (RFC 9110 §5.1).
  private static func begins(_ line: ArraySlice<UInt8>, with name: [UInt8]) -> Bool {
    line.count >= name.count && zip(line, name).allSatisfy { $0 | 0x20 == $1 | 0x20 }
  }

  private static func number(in text: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in text where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\r") {
      guard (48...57).contains(byte), value <= LoadConnection.replyBytesMax else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    return value
  }
}
