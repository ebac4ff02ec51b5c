/// The forms of mainland plates (GA 36 as published pages describe it; README, "Grammar").
enum ChineseGrammar {
  /// Province character and ISO 3166-2 code of the 31 issuing regions.
  static let provinces: [(character: Unicode.Scalar, region: String)] = [
    ("京", "CN-BJ"), ("津", "CN-TJ"), ("沪", "CN-SH"), ("渝", "CN-CQ"), ("冀", "CN-HE"), ("豫", "CN-HA"),
    ("云", "CN-YN"), ("辽", "CN-LN"), ("黑", "CN-HL"), ("湘", "CN-HN"), ("皖", "CN-AH"), ("鲁", "CN-SD"),
    ("新", "CN-XJ"), ("苏", "CN-JS"), ("浙", "CN-ZJ"), ("赣", "CN-JX"), ("鄂", "CN-HB"), ("桂", "CN-GX"),
    ("甘", "CN-GS"), ("晋", "CN-SX"), ("蒙", "CN-NM"), ("陕", "CN-SN"), ("吉", "CN-JL"), ("闽", "CN-FJ"),
    ("贵", "CN-GZ"), ("粤", "CN-GD"), ("青", "CN-QH"), ("藏", "CN-XZ"), ("川", "CN-SC"), ("宁", "CN-NX"),
    ("琼", "CN-HI"),
  ]

  /// Words that stand where a plate would, and the colours that some makers write before or after it.
  static let unread = ["无", "无牌", "无牌车", "未识别", "车牌"]
  private static let colours = ["黄绿", "蓝", "黄", "白", "黑", "绿"]
  private static let labels = ["车牌号码", "车牌号", "车牌"]

  /// The form and the issuing region, or nil when it is no mainland plate.
  ///
  /// `isMainland` says that the country is known: only then two letters and five digits are military.
  static func form(of text: [Unicode.Scalar], isMainland: Bool) -> (PlateGrammar, region: String?)? {
    guard (6...9).contains(text.count), let first = text.first, let last = text.last else { return nil }
    if let region = region(of: first), let form = provincial(text, last) { return (form, region) }
    if first == "使" || last == "使" {
      let rest = first == "使" ? text[1...] : text[..<(text.count - 1)]
      return rest.count == 6 && rest.allSatisfy(isDigit) ? (.chinaEmbassy, nil) : nil
    }
    if first == "民", isLetter(text[1]), (6...7).contains(text.count), text[2...].allSatisfy(isSerial) {
      return (.chinaCivilAviation, nil)
    }
    if first == "W", text[1] == "J" { return armedPolice(text, isMainland: isMainland) }
    let isMilitary =
      isMainland && text.count == 7 && text[..<2].allSatisfy(isCapital) && text[2...].allSatisfy(isDigit)
    return isMilitary ? (.chinaMilitary, nil) : nil
  }

  /// What is left without a maker's label or colour, when just that makes it a mainland plate.
  static func unwrapped(_ text: [Unicode.Scalar]) -> [Unicode.Scalar]? {
    let spelled = text.map(simplified)
    if form(of: spelled, isMainland: false) != nil { return spelled }
    for label in labels + colours where spelled.starts(with: label.unicodeScalars) {
      let rest = Array(spelled.dropFirst(label.unicodeScalars.count))
      if form(of: rest, isMainland: false) != nil { return rest }
    }
    for colour in colours where spelled.reversed().starts(with: colour.unicodeScalars.reversed()) {
      let rest = Array(spelled.dropLast(colour.unicodeScalars.count))
      if form(of: rest, isMainland: false) != nil { return rest }
    }
    return nil
  }

  /// In simplified characters and without a maker's label or colour, whatever is left: for suspicions only.
  static func unwrappedAnyway(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var rest = text.map(simplified)
    for label in labels + colours where rest.starts(with: label.unicodeScalars) {
      rest.removeFirst(label.unicodeScalars.count)
    }
    for colour in colours where rest.reversed().starts(with: colour.unicodeScalars.reversed()) {
      rest.removeLast(colour.unicodeScalars.count)
    }
    return rest
  }

  static func region(of character: Unicode.Scalar) -> String? {
    guard character.value > 0x7F else { return nil }
    return provinces.first { $0.character == character }?.region
  }

  private static func provincial(_ text: [Unicode.Scalar], _ last: Unicode.Scalar) -> PlateGrammar? {
    let serial = text[2...]
    if last == "急" { return emergency(text) }
    if last == "领" {
      let digits = isCapital(text[1]) ? serial.dropLast() : text[1...].dropLast()
      return (4...5).contains(digits.count) && digits.allSatisfy(isDigit) ? .chinaConsulate : nil
    }
    guard isCapital(text[1]), text[1] != "I" else { return nil }
    if text.count == 7, let form = form(ofLast: last) {
      return serial.dropLast().allSatisfy(isSerial) ? form : nil
    }
    guard serial.allSatisfy(isSerial) else { return nil }
    switch text.count {
    case 7: return .chinaStandard
    case 8 where serial.dropLast().allSatisfy(isDigit) && isLetter(last): return .chinaNewEnergyLarge
    case 8 where isNewEnergy(text[2]) && text[4...].allSatisfy(isDigit): return .chinaNewEnergySmall
    default: return nil
    }
  }

  private static func emergency(_ text: [Unicode.Scalar]) -> PlateGrammar? {
    guard text.count == 8, text[6] == "应", isCapital(text[1]) else { return nil }
    return text[2..<6].allSatisfy(isSerial) ? .chinaEmergency : nil
  }

  /// WJ, a province or two digits of the old series, four digits, and a digit or a letter.
  private static func armedPolice(
    _ text: [Unicode.Scalar], isMainland: Bool
  ) -> (PlateGrammar, region: String?)? {
    if text.count == 8, let region = region(of: text[2]) {
      let isForm = text[3..<7].allSatisfy(isDigit) && isDigitOrCapital(text[7])
      return isForm ? (.chinaArmedPolice, region) : nil
    }
    guard isMainland, text.count == 7 || text.count == 9 else { return nil }
    return text[2...].allSatisfy(isDigit) ? (.chinaArmedPolice, nil) : nil
  }

  private static func form(ofLast character: Unicode.Scalar) -> PlateGrammar? {
    switch character {
    case "警": .chinaPolice
    case "学": .chinaLearner
    case "挂": .chinaTrailer
    case "港": .chinaHongKong
    case "澳": .chinaMacau
    case "使": .chinaEmbassy
    default: nil
    }
  }

  /// Traditional characters, as cameras of other markets write them.
  private static func simplified(_ character: Unicode.Scalar) -> Unicode.Scalar {
    switch character {
    case "粵": "粤"
    case "雲": "云"
    case "蘇": "苏"
    case "滬": "沪"
    case "閩": "闽"
    case "貴": "贵"
    case "遼": "辽"
    case "魯": "鲁"
    case "陝": "陕"
    case "寧": "宁"
    case "贛": "赣"
    case "瓊": "琼"
    case "晉": "晋"
    case "學": "学"
    case "掛": "挂"
    case "領": "领"
    case "應": "应"
    default: character
    }
  }

  private static func isNewEnergy(_ character: Unicode.Scalar) -> Bool {
    ("A"..."K").contains(character) && isLetter(character)
  }

  private static func isSerial(_ character: Unicode.Scalar) -> Bool {
    isDigit(character) || isLetter(character)
  }

  private static func isDigitOrCapital(_ character: Unicode.Scalar) -> Bool {
    isDigit(character) || isCapital(character)
  }

  private static func isDigit(_ character: Unicode.Scalar) -> Bool { ("0"..."9").contains(character) }

  private static func isCapital(_ character: Unicode.Scalar) -> Bool { ("A"..."Z").contains(character) }

  /// I and O are never issued in a serial.
  private static func isLetter(_ character: Unicode.Scalar) -> Bool {
    isCapital(character) && character != "I" && character != "O"
  }
}
