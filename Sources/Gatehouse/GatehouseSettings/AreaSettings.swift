internal import AccessModel
internal import FieldContract

extension Area {
  private static let occupancyMax = 100_000

  /// Reads one entry of `areas`.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: AreaID? = section.identifier("id")
    if let id { reading.areas.declare(id.rawValue, as: "area", in: section) }
    let name = section.name("name", default: id?.rawValue ?? "area")
    let most = section.optionalInteger("occupancy_max", in: 1...Self.occupancyMax)
    let rule = section.choice("anti_passback", default: AntiPassbackWord.none)
    let minutes = section.integer("anti_passback_minutes", default: 15, in: 1...1440)
    let needsFirst = section.bool("needs_first", default: false)
    section.finishWithAdvice()
    guard let id else { return nil }
    let antiPassback: AntiPassback =
      switch rule {
      case .none: .off
      case .soft: .soft
      case .hard: .hard
      case .timed: .timed(.seconds(Int64(minutes) * 60))
      }
    self.init(
      id: id, name: name, occupancyMax: most, antiPassback: antiPassback, needsFirst: needsFirst)
  }

  private enum AntiPassbackWord: String, CaseIterable {
    case none, soft, hard, timed
  }
}

extension SiteModeRules {
  private static let namesMax = 64

  /// Reads `modes`.
  init(reading section: YAMLSection) {
    func names(_ key: String) -> [String] { section.words(key, countMax: Self.namesMax).map(\.0) }
    self.init(
      elevatedBy: names("elevated_by"), lockdownBy: names("lockdown_by"),
      evacuationBy: names("evacuation_by"),
      elevatedMax: section.hours("elevated_hours_max", default: 12, in: 1...720))
    section.finishWithAdvice()
  }
}

extension ReferralRule {
  /// Reads what an access point says of its referrals.
  init(reading section: YAMLSection) {
    self.init(
      timeout: section.seconds("refer_seconds_max", default: 120, in: 5...3600),
      grantsAfterwards: section.choice("refer_afterwards", default: ReferralEnd.deny) == .grant)
  }

  private enum ReferralEnd: String, CaseIterable {
    case deny, grant
  }
}

extension LaneReader {
  /// Reads one entry of an access point's `readers`.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let device = section.requiredString("reader", hint: "Name a reader, a controller or a terminal")
    let number = section.optionalInteger("number", in: 1...16)
    section.finishWithAdvice()
    guard let device,
      reading.devices.resolves(
        device, as: "reader", or: ["controller", "terminal"], at: section.path(of: "reader"),
        line: section.line(of: "reader"), in: section)
    else { return nil }
    self.init(device: DeviceID(device), readerNumber: number)
    reading.place(device: self.device, number: number, from: section)
  }
}

extension YAMLSection {
  /// The area that a key names; nil where the key is absent, or names none.
  func area(_ key: String, within reading: SiteReading) -> AreaID? {
    guard has(key), let name = requiredString(key, hint: "Name one of `areas`") else { return nil }
    let isDeclared = reading.areas.resolves(
      name, as: "area", at: path(of: key), line: line(of: key), in: self)
    return isDeclared ? AreaID(name) : nil
  }
}
