internal import AccessModel
internal import Foundation
internal import PlateMatching

/// A list of credentials as its issuer wrote it, before anything in a row is believed.
struct CredentialDocument: Decodable {
  let list: String
  let version: String
  let issuedAt: String
  let credentials: [CredentialRow]

  private enum CodingKeys: String, CodingKey {
    case list, version
    case issuedAt = "issued_at"
    case credentials
  }
}

/// A template that the holder enrolled at a terminal.
struct TemplateRow: Decodable {
  let terminal: String
  let person: String
  let consent: String

  var enrolment: TemplateEnrolment? {
    DeviceID(checking: terminal).flatMap {
      TemplateEnrolment(terminal: $0, person: person, consent: consent)
    }
  }
}

/// One row; decoding it never fails, because one bad row must not take the others with it.
struct CredentialRow: Decodable {
  private(set) var id: String?
  private var holder: String?
  private var cards: [String] = []
  private var visitorTokens: [String] = []
  private var pin: String?
  private var duressPIN: String?
  private var isEnabled = true
  private var validFrom: String?
  private var validUntil: String?
  private var doors: [String] = []
  private var schedule: String?
  private var needsMoreTime = false
  private var templates: [TemplateRow] = []
  private var plates: [String] = []
  private var lanes: [String] = []
  private var needsEscort = false
  private var isEscort = false
  private var opensFirst = false
  private var misshapen: [String] = []

  /// Identifiers and doors of one credential.
  static let identifiersMax = 16
  static let doorsMax = 256
  /// Hexadecimal digits of a PIN's keyed hash (HMAC-SHA-256).
  static let pinDigits = 64

  private enum Field: String, CodingKey {
    case id, holder, cards
    case visitorTokens = "visitor_tokens"
    case pin
    case duressPIN = "duress_pin"
    case enabled
    case validFrom = "valid_from"
    case validUntil = "valid_until"
    case doors
    case schedule
    case needsMoreTime = "needs_more_time"
    case plates, lanes, templates
    case needsEscort = "needs_escort"
    case isEscort = "is_escort"
    case opensFirst = "opens_first"
  }

  init(from decoder: any Decoder) {
    guard let row = try? decoder.container(keyedBy: Field.self) else {
      misshapen = ["it is not an object"]
      return
    }
    func read<Value: Decodable>(_ field: Field, _ type: Value.Type, _ noun: String) -> Value? {
      do {
        return try row.decodeIfPresent(type, forKey: field)
      } catch {
        misshapen.append("\(field.rawValue) is not \(noun)")
        return nil
      }
    }
    id = read(.id, String.self, "a text")
    holder = read(.holder, String.self, "a text")
    cards = read(.cards, [String].self, "a list of texts") ?? []
    visitorTokens = read(.visitorTokens, [String].self, "a list of texts") ?? []
    pin = read(.pin, String.self, "a text")
    duressPIN = read(.duressPIN, String.self, "a text")
    isEnabled = read(.enabled, Bool.self, "true or false") ?? true
    validFrom = read(.validFrom, String.self, "a text")
    validUntil = read(.validUntil, String.self, "a text")
    doors = read(.doors, [String].self, "a list of texts") ?? []
    schedule = read(.schedule, String.self, "a text")
    needsMoreTime = read(.needsMoreTime, Bool.self, "true or false") ?? false
    plates = read(.plates, [String].self, "a list of texts") ?? []
    templates = read(.templates, [TemplateRow].self, "a list of enrolments") ?? []
    lanes = read(.lanes, [String].self, "a list of texts") ?? []
    needsEscort = read(.needsEscort, Bool.self, "true or false") ?? false
    isEscort = read(.isEscort, Bool.self, "true or false") ?? false
    opensFirst = read(.opensFirst, Bool.self, "true or false") ?? false
  }

  /// The credential that the row is, or every reason why it is none.
  func credential(takenIDs: Set<String>) -> Result<Credential, ListRow.Faults> {
    var faults = ListRow.Faults(misshapen)
    let id = text(id, "id", &faults)
    let holder = text(holder, "holder", &faults)
    if let id, takenIDs.contains(id) { faults.reasons.append("its id is that of an earlier row") }
    let until = text(validUntil, "valid_until", &faults).flatMap {
      faults.unless(CivilTime(rfc3339: $0), "valid_until is not an RFC 3339 time")
    }
    let from = validFrom.flatMap {
      faults.unless(CivilTime(rfc3339: $0), "valid_from is not an RFC 3339 time")
    }
    if let from, let until, from >= until { faults.reasons.append("valid_from is not before valid_until") }
    let identifiers =
      cards.map { CredentialIdentifier(.card, $0) }
      + visitorTokens.map { CredentialIdentifier(.visitorToken, $0) }
    let plates = plates.prefix(Self.identifiersMax).compactMap { plate in
      faults.unless(
        PlateText.normalise(plate).map { CredentialIdentifier(.plate, $0) },
        "'\(plate.prefix(32))' is no plate")
    }
    if identifiers.isEmpty, plates.isEmpty, pin == nil {
      faults.reasons.append("it has no card, visitor token, plate or PIN")
    }
    let enrolments = enrolments(&faults)
    if identifiers.count + plates.count + templates.count > Self.identifiersMax {
      faults.reasons.append("it has more than \(Self.identifiersMax) identifiers")
    }
    for identifier in identifiers.prefix(Self.identifiersMax) where !Self.isCanonical(identifier.value) {
      faults.reasons.append("'\(identifier.value.prefix(32))' is no `format:facility-number`")
    }
    let places = doors.prefix(Self.doorsMax).compactMap { name in
      faults.unless(DoorID(checking: name), "'\(name.prefix(32))' is no door's id")
    }
    let ways = lanes.prefix(Self.doorsMax).compactMap { name in
      faults.unless(LaneID(checking: name), "'\(name.prefix(32))' is no lane's id")
    }
    if !(1...Self.doorsMax).contains(doors.count + lanes.count) {
      faults.reasons.append("it needs 1 to \(Self.doorsMax) doors and lanes")
    }
    if needsEscort, isEscort { faults.reasons.append("an escort cannot need one") }
    for (name, hash) in [("pin", pin), ("duress_pin", duressPIN)] {
      guard let hash else { continue }
      // A PIN in the clear must never be taken: it would be one in every copy of the list.
      if hash.utf8.count != Self.pinDigits || !hash.utf8.allSatisfy(Self.isHexadecimal) {
        faults.reasons.append("\(name) is no HMAC-SHA-256 in \(Self.pinDigits) lower-case hexadecimal digits")
      }
    }
    if let schedule, !(1...64).contains(schedule.utf8.count) {
      faults.reasons.append("schedule is no name")
    }
    if pin != nil, pin == duressPIN { faults.reasons.append("pin and duress_pin are the same") }
    guard let id, let holder, let until, faults.reasons.isEmpty else { return .failure(faults) }
    return .success(
      Credential(
        id: id, holder: holder, identifiers: identifiers + plates, pin: pin, duressPIN: duressPIN,
        isEnabled: isEnabled, validFrom: from, validUntil: until, doors: places,
        schedule: schedule, needsMoreTime: needsMoreTime, lanes: ways, needsEscort: needsEscort,
        isEscort: isEscort, opensFirst: opensFirst, enrolments: enrolments))
  }

  private func enrolments(_ faults: inout ListRow.Faults) -> [TemplateEnrolment] {
    templates.prefix(Self.identifiersMax).compactMap { row in
      faults.unless(
        row.enrolment, "an enrolment without its terminal, its person or the record of the holder's consent")
    }
  }

  private func text(_ text: String?, _ name: String, _ faults: inout ListRow.Faults) -> String? {
    guard let text, text.contains(where: { !$0.isWhitespace }) else {
      if !misshapen.contains(where: { $0.hasPrefix("\(name) ") }) {
        faults.reasons.append("\(name) is missing")
      }
      return nil
    }
    guard text.utf8.count <= ListRow.textLengthMax else {
      faults.reasons.append("\(name) is longer than \(ListRow.textLengthMax) bytes")
      return nil
    }
    return text
  }

  private static func isCanonical(_ value: String) -> Bool {
    let bytes = value.utf8
    return bytes.count <= 96 && bytes.contains(UInt8(ascii: ":"))
      && bytes.allSatisfy { (0x21...0x7E).contains($0) }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
