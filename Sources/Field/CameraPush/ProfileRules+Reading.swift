internal import AccessModel
internal import FieldContract

extension MessageRule {
  init?(reading section: YAMLSection) {
    guard let meaning = section.optionalChoice("is", as: Meaning.self) else {
      if !section.has("is") { section.missing("is", hint: "One of: reads, heartbeat, test, ignored") }
      return nil
    }
    self.meaning = meaning
    formats = section.choices("format", default: [.json])
    records = section.has("records") ? section.paths("records") : section.paths(["."], key: "records")
    let conditions = section.sections("when").compactMap(Condition.init(reading:))
    documentConditions = conditions.filter(\.path.isAbsolute)
    recordConditions = conditions.filter { !$0.path.isAbsolute }
    if conditions.isEmpty { section.missing("when", hint: "Say by which field the message is recognised") }
    fields = ReadRules()
    if meaning == .reads {
      if let inner = section.section("fields") {
        fields = ReadRules(reading: inner)
      } else {
        section.missing("fields", hint: "Say where the plate and the other fields are")
      }
    }
    section.finish()
  }
}

extension MessageRule.Condition {
  init?(reading section: YAMLSection) {
    let path = section.path("path")
    words = section.strings("any_of").map { $0.utf8.lowercasedASCII }
    section.finish()
    guard let path else { return nil }
    self.path = path
  }
}

extension ReadRules {
  init(reading section: YAMLSection) {
    if !section.has("plate") { section.missing("plate", hint: "A read needs to know where its plate is") }
    plate = Plate(reading: section.section("plate"))
    country = Text(reading: section.section("country"))
    confidence = Confidence(reading: section.section("confidence"))
    characters = Confidence(reading: section.section("characters"))
    candidates = section.section("candidates").flatMap(Candidates.init(reading:))
    direction = Words(
      reading: section.section("direction"), [("approaching", .approaching), ("receding", .receding)])
    lane = Text(reading: section.section("lane"))
    vehicleKind = Text(reading: section.section("vehicle_kind"))
    vehicleColour = Text(reading: section.section("vehicle_colour"))
    vehicleMake = Text(reading: section.section("vehicle_make"))
    track = Text(reading: section.section("track"))
    phase = Words(
      reading: section.section("phase"), [("new", .new), ("update", .update), ("lost", .lost)])
    replay = Words(reading: section.section("replay"), [("words", true)])
    times = section.sections("times").compactMap { entry in
      let path = entry.path("path")
      let form = entry.choice("form", default: WireTime.calendar)
      entry.finish()
      return path.map { Time(path: $0, form: form) }
    }
    images = section.sections("images").compactMap { entry in
      let path = entry.path("path")
      let role = entry.choice("role", default: EvidenceRole.other)
      entry.finish()
      return path.map { Image(path: $0, role: role) }
    }
    section.finish()
  }
}

extension ReadRules.Text {
  init(reading section: YAMLSection?) {
    guard let section else { return }
    paths = section.paths("paths")
    none = section.strings("none").map { $0.utf8.lowercasedASCII }
    section.finish()
  }
}

extension ReadRules.Plate {
  init(reading section: YAMLSection?) {
    guard let section else { return }
    paths = section.paths("paths")
    none = section.strings("none").map { $0.utf8.lowercasedASCII }
    if let inner = section.section("prefix") { prefix = ReadRules.Prefix(reading: inner) }
    section.finish()
  }
}

extension ReadRules.Prefix {
  init(reading section: YAMLSection) {
    words = section.strings("words").map { $0.utf8.lowercasedASCII }
    before = section.strings("before").map { $0.utf8.lowercasedASCII }
    if words.isEmpty { section.missing("words", hint: "Say what stands in front of the plate") }
    if before.isEmpty { section.missing("before", hint: "Say how the plates behind it begin") }
    section.finish()
  }
}

extension ReadRules.Confidence {
  init(reading section: YAMLSection?) {
    guard let section else { return }
    paths = section.paths("paths")
    scale = section.choice("scale", default: .fraction)
    section.finish()
  }
}

extension ReadRules.Candidates {
  init?(reading section: YAMLSection) {
    let paths = (section.path("list"), section.path("plate"), section.path("confidence"))
    scale = section.choice("scale", default: .fraction)
    section.finish()
    guard let list = paths.0, let plate = paths.1, let confidence = paths.2 else { return nil }
    (self.list, self.plate, self.confidence) = (list, plate, confidence)
  }
}

extension ReadRules.Words {
  init(reading section: YAMLSection?, _ values: [(key: String, value: Value)]) {
    guard let section else { return }
    paths = section.paths("paths")
    for (key, value) in values {
      words += section.strings(key).map { ($0.utf8.lowercasedASCII, value) }
    }
    section.finish()
  }
}

extension PartRole {
  init?(reading section: YAMLSection) {
    let name = section.requiredString("name", hint: "Write how the part's name or file name begins")
    role = section.choice("role", default: .other)
    section.finish()
    guard let name else { return nil }
    self.name = name.utf8.lowercasedASCII
  }
}

extension CameraAnswer {
  init(reading section: YAMLSection) {
    contentType = section.string("content_type", default: "text/plain") ?? ""
    body = Array((section.string("body", default: "") ?? "").utf8)
    section.finish()
  }
}

extension YAMLSection {
  /// A required path; reports what is not one.
  func path(_ key: String) -> FieldPath? {
    requiredString(key, hint: "Write a path such as ANPR/licensePlate").flatMap {
      paths([$0], key: key).first
    }
  }

  /// One word of a closed set or a list of them.
  func choices<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, default fallback: [Choice])
    -> [Choice]
  {
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    let words = strings(key)
    let choices = words.compactMap { word in
      if let choice = Choice(rawValue: word) { return choice }
      report(key, "`\(path(of: key))` cannot be `\(word.prefix(80))`", hint: "Choose from: \(known)")
      return nil
    }
    return words.isEmpty ? fallback : choices
  }

  /// One path or a list of them.
  func paths(_ key: String) -> [FieldPath] { paths(strings(key), key: key) }

  func paths(_ texts: [String], key: String) -> [FieldPath] {
    texts.compactMap { text in
      if let path = FieldPath(text) { return path }
      report(
        key, "`\(text)` is not a path", hint: "Write names separated by `/`, as in Data/Item[@Name=x]/@Value")
      return nil
    }
  }
}
