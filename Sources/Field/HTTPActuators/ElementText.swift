/// The text of one XML element in an answer, without believing anything else of it.
enum ElementText {
  /// Longest text that can be a status.
  static let bytesMax = 64

  /// The text between the first `<name ...>` and its `</`; nil when it is not there, is cut, holds elements
  /// or is too long. A prefix before the name does not count.
  static func first(_ name: String, in body: [UInt8]) -> String? {
    let wanted = Array(name.utf8)
    var rest = body[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      guard let close = rest[open...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
      let tag = rest[rest.index(after: open)..<close]
      rest = rest[rest.index(after: close)...]
      let words = tag.split(separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
      let local = words.first?.split(separator: UInt8(ascii: ":")).last ?? []
      guard tag.first != UInt8(ascii: "/"), tag.last != UInt8(ascii: "/"), Array(local) == wanted else {
        continue
      }
      guard let end = rest.prefix(bytesMax).firstIndex(of: UInt8(ascii: "<")),
        rest[end...].dropFirst().first == UInt8(ascii: "/")
      else { return nil }
      let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
      let text = rest[..<end].drop(while: blanks.contains).reversed().drop(while: blanks.contains).reversed()
      return String(decoding: Array(text), as: UTF8.self)
    }
    return nil
  }

  /// For a log: letters, digits and a few signs of what a stranger sent.
  static func printable(_ text: String) -> String {
    let kept = text.unicodeScalars.prefix(40).map {
      $0.isASCII && $0.value > 0x1F && $0.value < 0x7F ? $0 : "?"
    }
    return String(String.UnicodeScalarView(kept))
  }
}
