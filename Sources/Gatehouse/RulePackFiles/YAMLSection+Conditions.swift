internal import AccessSchedules
internal import FieldContract
internal import RulePacks

extension YAMLSection {
  private static let wordsMax = 64
  private static let kilogramsMax = 1_000_000
  private static let millimetresMax = 100_000
  private static let kilometresMax = 20_000
  private static let axlesMax = 32

  /// Every condition of a mapping, in one fixed order; reports the keys that are none.
  func conditions() -> [RuleCondition] {
    var found: [RuleCondition] = []
    func add(_ key: String, upTo most: Int, _ make: (Int) -> RuleCondition) {
      if let value = optionalInteger(key, in: 0...most) { found.append(make(value)) }
    }
    func add(_ key: String, _ make: ([String]) -> RuleCondition) {
      guard has(key) else { return }
      let words = strings(key, countMax: Self.wordsMax)
      if words.isEmpty || words.contains(where: { $0.isEmpty || $0.utf8.count > Self.wordsMax }) {
        report(key, "`\(path(of: key))` must hold short words", hint: "Write `\(key): [one, another]`")
      } else {
        found.append(make(words))
      }
    }
    if let schedule = schedule("during") { found.append(.during(schedule)) }
    add("place") { .place($0) }
    add("service") { .service($0) }
    add("routes") { .route($0) }
    add("route_km_at_most", upTo: Self.kilometresMax) { .routeAtMost(kilometres: $0) }
    add("route_km_over", upTo: Self.kilometresMax) { .routeOver(kilometres: $0) }
    flag("pupils_aboard", .pupilsAboard, into: &found)
    flag("dangerous_goods", .dangerousGoods, into: &found)
    add("un_numbers") { .unNumber(numbers($0)) }
    add("adr_classes") { .adrClass($0) }
    add("tunnel_codes") { .tunnelCode($0) }
    add("carriage") { .carriage(carriages($0)) }
    add("net_explosive_kg_over", upTo: Self.kilogramsMax) { .netExplosiveOver(kilograms: $0) }
    add("height_mm_over", upTo: Self.millimetresMax) { .heightOver(millimetres: $0) }
    add("width_mm_over", upTo: Self.millimetresMax) { .widthOver(millimetres: $0) }
    add("length_mm_over", upTo: Self.millimetresMax) { .lengthOver(millimetres: $0) }
    add("gross_kg_over", upTo: Self.kilogramsMax) { .grossOver(kilograms: $0) }
    add("axle_kg_over", upTo: Self.kilogramsMax) { .axleOver(kilograms: $0) }
    if has("axles_min") || has("axles_max") {
      let least = integer("axles_min", default: 0, in: 0...Self.axlesMax)
      let most = integer("axles_max", default: Self.axlesMax, in: 0...Self.axlesMax)
      if least <= most {
        found.append(.axleCount(least...most))
      } else {
        report("axles_max", "`axles_max` is below `axles_min`", hint: "Correct one of them")
      }
    }
    if has("evidence"), let kind = word("evidence") { found.append(.evidence(kind)) }
    if has("no_evidence"), let kind = word("no_evidence") { found.append(.noEvidence(kind)) }
    finish()
    return found
  }

  private func flag(_ key: String, _ condition: RuleCondition, into found: inout [RuleCondition]) {
    guard has(key) else { return }
    if bool(key, default: true) {
      found.append(condition)
    } else {
      report(key, "`\(path(of: key))` can only be true", hint: "Leave it out where it does not matter")
    }
  }

  /// UN numbers have four digits; 0004 is one.
  private func numbers(_ words: [String]) -> [Int] {
    words.compactMap { word in
      if word.utf8.count == 4, let number = Int(word), number >= 0 { return number }
      report("un_numbers", "`\(word.prefix(20))` is no UN number", hint: "Write four digits, such as 1203")
      return nil
    }
  }

  private func carriages(_ words: [String]) -> [DangerousGoods.Carriage] {
    words.compactMap { word in
      if let found = DangerousGoods.Carriage(rawValue: word) { return found }
      report("carriage", "`\(word.prefix(20))` is no carriage", hint: "Choose among: tank, bulk, packages")
      return nil
    }
  }

  private func schedule(_ key: String) -> Schedule? {
    guard let text = string(key) else { return nil }
    do throws(ScheduleError) {
      return try Schedule(parsing: text)
    } catch {
      report(key, "`\(path(of: key))`: \(error)", hint: "Write `weekly mon-sun 02:00-05:00`, for example")
      return nil
    }
  }
}
