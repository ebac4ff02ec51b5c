/// Cyrillic and Greek capitals that look Latin, folded only where the whole plate is one that uses just
/// these.
///
/// The 1968 Convention on Road Traffic (annex 2) wants Latin capitals; Russia, Ukraine, Belarus, Bulgaria
/// and Greece therefore issue only letters that both scripts have. One camera writes them in one script,
/// the next in the other.
enum LookAlikes {
  /// Nil when the plate has no such letter, has another one, or has no shape of such plates.
  static func folded(_ text: [Unicode.Scalar]) -> [Unicode.Scalar]? {
    var isCyrillic = false
    var isGreek = false
    var latin: [Unicode.Scalar] = []
    for scalar in text {
      if let letter = cyrillic(scalar) {
        isCyrillic = true
        latin.append(letter)
      } else if let letter = greek(scalar) {
        isGreek = true
        latin.append(letter)
      } else {
        latin.append(scalar)
      }
    }
    guard isCyrillic != isGreek else { return nil }
    if ChineseGrammar.form(of: latin, isMainland: false) != nil { return latin }
    let letters: ClosedRange<Unicode.Scalar> = "A"..."Z"
    let used = isCyrillic ? "ABCEHIKMOPTXY" : "ABEHIKMNOPTXYZ"
    for scalar in latin where letters.contains(scalar) {
      guard used.unicodeScalars.contains(scalar) else { return nil }
    }
    return (isCyrillic ? cyrillicShapes : greekShapes).contains(shape(of: latin)) ? latin : nil
  }

  /// Each Cyrillic or Greek capital as the Latin one that it looks like, whatever the rest is: for
  /// suspicions only, because one misread character takes a plate out of its shape.
  static func foldedAnyway(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    text.map { cyrillic($0) ?? greek($0) ?? $0 }
  }

  /// L a letter, D a digit: Russia, Ukraine, Belarus, Bulgaria.
  private static let cyrillicShapes = [
    "LDDDLLDD", "LDDDLLDDD", "LLDDDDDD", "LLDDDDDDD", "LLDDDDD", "LDDDDDD", "LDDDDDDD", "DDDDLLDD",
    "DDDDLLDDD", "LLDDDLDD", "LLDDDLDDD", "LLDDDDLL", "DDDDLLD", "LDDDDLL",
  ]
  private static let greekShapes = ["LLLDDDD", "LLLDDD", "LLDDDD", "LLDDDDD"]

  private static func shape(of text: [Unicode.Scalar]) -> String {
    var shape = ""
    for scalar in text {
      switch scalar {
      case "A"..."Z": shape += "L"
      case "0"..."9": shape += "D"
      default: shape += "?"
      }
    }
    return shape
  }

  private static func cyrillic(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x410: "A"
    case 0x412: "B"
    case 0x415: "E"
    case 0x406: "I"
    case 0x41A: "K"
    case 0x41C: "M"
    case 0x41D: "H"
    case 0x41E: "O"
    case 0x420: "P"
    case 0x421: "C"
    case 0x422: "T"
    case 0x423: "Y"
    case 0x425: "X"
    default: nil
    }
  }

  private static func greek(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x391: "A"
    case 0x392: "B"
    case 0x395: "E"
    case 0x396: "Z"
    case 0x397: "H"
    case 0x399: "I"
    case 0x39A: "K"
    case 0x39C: "M"
    case 0x39D: "N"
    case 0x39F: "O"
    case 0x3A1: "P"
    case 0x3A4: "T"
    case 0x3A5: "Y"
    case 0x3A7: "X"
    default: nil
    }
  }
}
