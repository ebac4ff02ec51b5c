internal import AccessModel
internal import PlateMatching

extension ListRow {
  /// Longest text of one field, in characters.
  static let textLengthMax = 256
  /// The same in bytes: a character may be of any number of them.
  static let textBytesMax = textLengthMax * 4

  /// The entry that the row is, or every reason why it is none.
  func entry() -> Result<WatchlistEntry, Faults> {
    guard isObject else { return .failure(Faults(["it is not an object"])) }
    var faults = Faults()
    let id = text(.id, &faults)
    let plate = text(.plate, &faults).flatMap {
      faults.unless(NormalisedPlate.joined($0), "plate is unreadable")
    }
    let purpose = text(.purpose, &faults).flatMap {
      faults.unless(ListPurpose(rawValue: $0), "purpose '\($0)' is not known")
    }
    let action = text(.action, &faults).flatMap {
      faults.unless(PermittedAction(rawValue: $0), "action '\($0)' is not known")
    }
    let authority = text(.authority, &faults)
    let reference = text(.reference, &faults)
    let until = time(.validUntil, isRequired: true, &faults)
    let from = time(.validFrom, isRequired: false, &faults)
    let country = text(.country, isRequired: false, &faults)
    if let country, PlateIssuer(country) == .unknown {
      faults.reasons.append("country '\(country)' is no ISO 3166 code")
    }
    let verifiers = text(.verifiersMin, isRequired: false, &faults).flatMap {
      faults.unless(
        Int($0).flatMap { (1...WatchlistEntry.verifiersMax).contains($0) ? $0 : nil },
        "verifiers_min is not 1...\(WatchlistEntry.verifiersMax)")
    }
    if let purpose, action == .admit, purpose != .membership {
      faults.reasons.append("purpose '\(purpose.rawValue)' does not permit 'admit'")
    }
    if let plate, action == .admit, plate.utf8.contains(where: { $0 == 0x3F || $0 == 0x2A }) {
      faults.reasons.append("a partial plate does not permit 'admit'")
    }
    let make = text(.make, isRequired: false, &faults)
    let colour = text(.colour, isRequired: false, &faults)
    let vehicle = make ?? colour == nil ? nil : VehicleDescription(colour: colour, make: make)
    if let from, let until, from >= until { faults.reasons.append("valid_from is not before valid_until") }
    guard let id, let plate, let purpose, let action, let authority, let reference, let until,
      faults.reasons.isEmpty
    else { return .failure(faults) }
    return .success(
      WatchlistEntry(
        id: id, plate: plate, country: country, purpose: purpose, action: action, authority: authority,
        reference: reference, validFrom: from, validUntil: until, vehicle: vehicle,
        verifiersMin: verifiers ?? 1))
  }

  private func text(_ field: Field, isRequired: Bool = true, _ faults: inout Faults) -> String? {
    guard !misshapen.contains(field) else {
      faults.reasons.append("\(field.rawValue) is not a text")
      return nil
    }
    guard let text = texts[field] else {
      if isRequired { faults.reasons.append("\(field.rawValue) is missing") }
      return nil
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      faults.reasons.append("\(field.rawValue) is empty")
      return nil
    }
    guard text.utf8.count <= Self.textBytesMax, text.count <= Self.textLengthMax else {
      faults.reasons.append("\(field.rawValue) is longer than \(Self.textLengthMax) characters")
      return nil
    }
    return text
  }

  private func time(_ field: Field, isRequired: Bool, _ faults: inout Faults) -> CivilTime? {
    text(field, isRequired: isRequired, &faults).flatMap {
      faults.unless(CivilTime(rfc3339: $0), "\(field.rawValue) is not an RFC 3339 time")
    }
  }

  /// What is wrong with one row.
  struct Faults: Error {
    var reasons: [String]

    init(_ reasons: [String] = []) { self.reasons = reasons }

    mutating func unless<Value>(_ value: Value?, _ reason: @autoclosure () -> String) -> Value? {
      if value == nil { reasons.append(reason()) }
      return value
    }
  }
}

extension String {
  /// Its first bytes of UTF-8, at most so many, and no part of a scalar.
  func cut(toBytes bytesMax: Int) -> String {
    guard utf8.count > bytesMax else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: bytesMax)
    while end > startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return String(unicodeScalars[..<end])
  }
}
