internal import AccessModel
internal import FieldContract

extension Site {
  private static let pseudonymKeyBytesMin = 16

  /// Reads the whole file: what others refer to before those who refer to it, whatever its order.
  init?(reading root: YAMLSection, within reading: SiteReading, version: String) {
    deviceProfilesFolder = Self.deviceProfiles(in: root, within: reading)
    journal = JournalSettings(reading: root.sectionOrEmpty("journal"), within: reading.files)
    fieldListener = FieldListenerSettings(
      reading: root.sectionOrEmpty("field_listener"), within: reading.files)
    reading.listenerKnowsClients =
      root.section("field_listener")?.section("tls")?.has("client_ca") ?? false
    console = ConsoleSettings(reading: root.sectionOrEmpty("console"), within: reading.files)
    uplink = root.section("uplink").flatMap { UplinkSettings(reading: $0, within: reading.files) }
    watch = WatchSettings(reading: root.sectionOrEmpty("watch"))
    func each<Thing>(_ key: String, _ countMax: Int, _ read: (YAMLSection) -> Thing?) -> [Thing] {
      root.sections(key, countMax: countMax).compactMap(read)
    }
    buses = each("buses", Self.busesMax) { BusSettings(reading: $0, within: reading) }
    cameras = each("cameras", Self.camerasMax) { CameraSettings(reading: $0, within: reading) }
    terminals = each("terminals", Self.terminalsMax) { TerminalSettings(reading: $0, within: reading) }
    lists = each("lists", Self.listsMax) { ListSettings(reading: $0, within: reading) }
    lookAlikes = each("look_alikes", Self.lookAlikesMax) { LookAlikeSettings(reading: $0) }
    readerLines = each("reader_lines", Self.readerLinesMax) {
      ReaderLineSettings(reading: $0, within: reading)
    }
    schedules = each("schedules", Self.schedulesMax) { ScheduleSettings(reading: $0, within: reading) }
    visitorKeys = each("visitor_keys", Self.visitorKeysMax) {
      VisitorKeySettings(reading: $0, within: reading)
    }
    reading.hasCredentials = root.has("credentials")
    controllers = each("controllers", Self.controllersMax) {
      ControllerSettings(reading: $0, within: reading)
    }
    rulePacks = each("rule_packs", Self.rulePacksMax) { RulePackSettings(reading: $0, within: reading) }
    vehicleKinds = each("vehicle_kinds", Self.vehicleKindsMax) { VehicleKindSettings(reading: $0) }
    credentials = root.section("credentials").flatMap { CredentialSettings(reading: $0, within: reading) }
    layout = Self.places(in: root, within: reading)
    (locks, inputWays) = (reading.locks, reading.inputWays)
    reading.reportUnassignedCameras(in: root)
    (barrierUnits, httpCommands) = (reading.barrierUnits, reading.httpCommands)
    Self.reportSharedPort(of: fieldListener, and: console, in: root)

    let section = root.sectionOrEmpty("site")
    let id: Identifier<SiteKind>? = section.identifier("id")
    let idText = id?.rawValue ?? "site"
    name = section.name("name", default: idText)
    layout.source = Self.source(of: section, id: idText)
    layout.settingsVersion = version
    Self.readRules(&layout, of: section, in: root)
    unlistedRetention = section.hours("unlisted_retention_hours", default: 24, in: 1...720)
    unlistedForwarding = section.choice("unlisted_forwarding", default: .pseudonymous)
    pseudonymKeyFile = Self.pseudonymKey(of: section, for: unlistedForwarding, within: reading.files)
    timeZone = section.timeZone("time_zone", default: "UTC")
    logPlates = section.choice("log_plates", default: .full)
    section.finishWithAdvice()
    root.finishWithAdvice()
    guard let id else { return nil }
    self.id = id
  }

  /// Lanes, doors and what stands around them.
  private static func places(in root: YAMLSection, within reading: SiteReading) -> SiteLayout {
    func each<Thing>(_ key: String, _ countMax: Int, _ read: (YAMLSection) -> Thing?) -> [Thing] {
      root.sections(key, countMax: countMax).compactMap(read)
    }
    var layout = SiteLayout(source: "", lanes: [], cameras: [])
    layout.areas = each("areas", areasMax) { Area(reading: $0, within: reading) }
    layout.inputs = each("inputs", inputsMax) { InputPoint(reading: $0, within: reading) }
    layout.doors = each("doors", doorsMax) { Door(reading: $0, within: reading) }
    layout.lanes = lanes(in: root, within: reading)
    layout.lamps = each("lamps", lampsMax) { Lamp(reading: $0, within: reading) }
    layout.holds = each("holds", holdsMax) { Hold(reading: $0, within: reading) }
    layout.sallyPorts = each("sally_ports", holdsMax) { SallyPort(reading: $0, within: reading) }
    layout.cameras = reading.assignments
    reading.reportDiversions(among: layout.lanes)
    reading.reportHours(of: layout.doors, among: layout.sallyPorts, in: root)
    return layout
  }

  private static func readRules(_ layout: inout SiteLayout, of section: YAMLSection, in root: YAMLSection) {
    layout.freshness = section.seconds("freshness_seconds_max", default: 5, in: 1...60)
    layout.listAgeMax = section.hours("list_age_hours_max", default: 168, in: 1...8760)
    layout.whenJournalFails = section.choice("when_journal_fails", default: .hold)
    layout.modes = SiteModeRules(reading: root.sectionOrEmpty("modes"))
    layout.alarms = AlarmRules(reading: root.sectionOrEmpty("alarms"))
  }

  private static func lanes(in root: YAMLSection, within reading: SiteReading) -> [Lane] {
    let sections = root.sections("lanes", countMax: lanesMax)
    if sections.isEmpty, !root.has("doors") {
      root.missing("lanes", hint: "Describe at least one lane or door")
    }
    return sections.compactMap { Lane(reading: $0, within: reading) }
  }

  private static func deviceProfiles(in root: YAMLSection, within reading: SiteReading) -> String {
    let folder = root.path("device_profiles", default: deviceProfilesFolderDefault, within: reading.files)
    reading.profiles = ProfileFolder(folder: folder)
    if !reading.profiles.exists {
      root.report(
        "device_profiles", "`device_profiles`: there is no folder \(folder)",
        hint: "Install the device profiles there, or name their folder")
    }
    return folder
  }

  private static func pseudonymKey(
    of section: YAMLSection, for forwarding: UnlistedForwarding, within files: FileLookup
  ) -> String? {
    // A word that is no choice left the default standing: nobody chose it.
    let isChosen = section.string("unlisted_forwarding", default: forwarding.rawValue) == forwarding.rawValue
    if forwarding == .pseudonymous, isChosen, !section.has("pseudonym_key") {
      section.missing(
        "pseudonym_key",
        hint: "Name a secret file (`openssl rand -hex 32`), or set `unlisted_forwarding: none`")
    }
    return section.credential("pseudonym_key", .secret(bytesMin: pseudonymKeyBytesMin), within: files)
  }

  private static func reportSharedPort(
    of listener: FieldListenerSettings, and console: ConsoleSettings, in root: YAMLSection
  ) {
    let addresses = [listener.address, console.address]
    let overlap = addresses[0] == addresses[1] || addresses.contains { ["0.0.0.0", "::"].contains($0) }
    guard listener.port == console.port, overlap else { return }
    root.report(
      line: root.section("console")?.line(of: "port") ?? root.line(of: "field_listener"),
      "`console.port` and `field_listener.port` are both \(console.port)",
      hint: "Choose another for one of them")
  }

  /// CloudEvents 1.0 §3.1: a non-empty URI-reference.
  private static func source(of section: YAMLSection, id: String) -> String {
    let fallback = "urn:gatehouse:\(id)"
    let text = section.string("source", default: fallback) ?? fallback
    let isSound = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !#"<>"{}|\^`"#.utf8.contains($0) }
    guard !text.isEmpty, text.utf8.count <= 255, isSound else {
      section.report(
        "source", "`\(section.path(of: "source"))` is no URI", hint: "Write one, such as \(fallback)")
      return fallback
    }
    return text
  }
}
