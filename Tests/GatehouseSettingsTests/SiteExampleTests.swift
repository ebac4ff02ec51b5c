import AccessModel
import Foundation
import GatehouseSettings
import Testing

@Suite struct SiteExampleTests {
  @Test func example_isSound() throws {
    let folder = try SiteFolder()
    #expect(try folder.complaints(Repository.example()) == [])
  }

  @Test func commentedDefaults_equalTheCode() throws {
    let folder = try SiteFolder()
    var asWritten = try folder.load(Repository.example())
    let text = try Repository.exampleWithDefaults()
    #expect(!text.contains(#/(?m)^\s*(- )?#= /#))
    let withDefaults = try folder.load(text)
    #expect(asWritten.layout.settingsVersion != withDefaults.layout.settingsVersion)
    asWritten.layout.settingsVersion = withDefaults.layout.settingsVersion
    #expect(asWritten == withDefaults)
  }

  @Test func commentedFolderOfProfiles_equalsTheCode() throws {
    let line = "#= device_profiles: \(Site.deviceProfilesFolderDefault)\n"
    #expect(try Repository.text("config/site.example.yaml").contains(line))
  }

  @Test func minimalFile_getsTheDefaults() throws {
    let folder = try SiteFolder()
    let site = try folder.load(SiteFolder.minimal)
    #expect(site.id.rawValue == "yard")
    #expect(site.name == "yard")
    #expect(site.layout.source == "urn:gatehouse:yard")
    #expect(site.layout.freshness == .seconds(5))
    #expect(site.layout.listAgeMax == .seconds(168 * 3600))
    #expect(site.layout.whenJournalFails == .hold)
    #expect(site.unlistedRetention == .seconds(24 * 3600))
    #expect(site.unlistedForwarding == .pseudonymous)
    #expect(site.logPlates == .full)
    #expect(site.journal.folder == "/var/lib/gatehouse")
    #expect(site.journal.eventRetention == .seconds(90 * 86_400))
    #expect(site.journal.evidenceBytesMax == 1 << 30)
    #expect(site.fieldListener.address == "0.0.0.0" && site.fieldListener.port == 8460)
    #expect(site.fieldListener.tls == nil)
    #expect(site.console.address == "127.0.0.1" && site.console.port == 8461)
    #expect(site.console.controlSocket == "/run/gatehouse/control.sock")
    #expect(site.uplink == nil)
    #expect(site.layout.lanes.map(\.name) == ["one"])
    #expect(site.layout.lanes.first?.barrier == nil)
    let point = try #require(site.layout.lanes.first?.accessPoints.first)
    #expect(point == AccessPoint(id: "one-entry", direction: .entry, memberships: []))
  }

  @Test func example_meansWhatItSays() throws {
    let folder = try SiteFolder()
    let site = try folder.load(Repository.example())
    #expect(site.pseudonymKeyFile == folder.file("pseudonym.key"))
    #expect(site.fieldListener.tls?.clientCAFile == folder.file("field-ca.crt"))
    #expect(site.uplink?.url == "https://upstream.example/events")
    #expect(site.uplink?.keyFile == folder.file("uplink.key"))
    #expect(site.buses.map(\.id) == ["io-1", "io-2", "io-3"])
    #expect(
      site.buses.map(\.link) == [
        .tcp(host: "192.168.1.50", port: 502),
        .rtu(path: "/dev/ttyS1", baud: 9600, parity: .none, stopBits: 1),
        .rtuOverTCP(host: "192.168.1.51", port: 502),
      ])
    #expect(
      site.cameras.map(\.secret) == [
        .pathToken(file: folder.file("cam-north-in.token")),
        .basic(user: "camera", passwordFile: folder.file("cam-north-out.password")),
        .clientCertificate(name: "cam-yard.site.example"),
      ])
    #expect(site.cameras.map(\.timeZone) == ["Asia/Shanghai", "UTC", "UTC"])
    #expect(site.lists.map(\.signatureFile).first == folder.file("lists/residents.json.sig"))
    #expect(
      site.layout.cameras == [
        CameraAssignment(
          device: "cam-north-in", accessPoint: "north-entry", laneNumber: 1, direction: .approaching),
        CameraAssignment(device: "cam-north-out", accessPoint: "north-exit"),
        CameraAssignment(device: "cam-yard", accessPoint: "yard-entry"),
      ])
    #expect(
      site.layout.lanes.first?.barrier
        == Barrier(id: "north-barrier", device: "io-1", serviceCycles: 500_000))
    #expect(
      site.barrierUnits.map { "\($0.barrier) \($0.bus) \($0.unit) \($0.profile)" } == [
        "north-barrier io-1 1 generic-two-relay", "yard-barrier io-2 3 generic-two-relay",
      ])
    let entry = try #require(site.layout.lanes.first?.accessPoints.first)
    #expect(entry.memberships == ["residents"] && entry.watchlists == ["stolen"])
    #expect(site.layout.lanes[1].accessPoints.first?.whenUnknown == .refer)
  }

  @Test func example_describesItsDoors() throws {
    let folder = try SiteFolder()
    let site = try folder.load(Repository.example())
    #expect(site.readerLines.map(\.id) == ["osdp-1", "osdp-2"])
    #expect(
      site.readerLines.map(\.link) == [
        .serial(path: "/dev/ttyS2", baud: nil), .tcp(host: "192.168.1.60", port: 4001),
      ])
    #expect(site.readerLines.first?.readers.map(\.address) == [0, 1])
    #expect(site.readerLines.first?.readers.first?.baseKeyFile == folder.file("rd-front.key"))
    #expect(site.readerLines.last?.readers.first?.baseKeyFile == nil)
    #expect(site.credentials?.list.id == "staff")
    #expect(site.credentials?.pinKeyFile == folder.file("pin.key"))
    #expect(
      site.locks.map(\.way) == [
        .readerOutput(reader: "rd-front", output: 0, energisedReleases: true),
        .board(bus: "io-1", unit: 3, profile: "waveshare-relay-8ch", channel: 1, kind: .failSecure),
        .controllerDoor(controller: "board-1", number: 1), .http("hall-http"),
        .board(bus: "io-2", unit: 4, profile: "waveshare-relay-8ch", channel: 2, kind: .failSecure),
        .readerOutput(reader: "rd-vault", output: 1, energisedReleases: true), .http("yard-beacon-http"),
      ])
    let front = try #require(site.layout.doors.first)
    #expect(
      front
        == Door(
          id: "front", device: "rd-front", contact: "front-contact", requestToExit: "front-button",
          readers: [DoorReader(device: "rd-front", accessPoint: "front-entry", to: "strongroom")]))
    #expect(site.layout.doors[1].readers.first?.asksFor == .credentialAndPIN)
    #expect(
      site.layout.inputs.map(\.kind) == [.doorContact, .requestToExit, .firePanel, .sensor, .doorContact])
    #expect(
      site.layout.inputs[3].limits
        == SensorLimits(unit: "ppm", highest: 100_000, hysteresis: 20_000))
    #expect(site.inputWays[2].isInverted && site.inputWays[2].debounce == .milliseconds(50))
    #expect(
      site.layout.holds == [
        Hold(
          cause: .input("tunnel-co"), state: .closed, barriers: ["north-barrier"], lamps: ["tunnel-red"]),
        Hold(
          cause: .alarm(.forcedOpen, subject: "front"), state: .closed, doors: ["vault"],
          lamps: ["front-beacon", "yard-beacon"]),
      ])
    #expect(site.layout.lamps.map(\.device) == ["io-2", "rd-vault", "yard-beacon-http"])
    #expect(
      site.layout.sallyPorts == [
        SallyPort(doors: ["front", "vault"]),
        SallyPort(doors: [], barriers: ["north-barrier", "yard-barrier"]),
      ])
  }

  @Test func example_describesItsRules() throws {
    let folder = try SiteFolder()
    let site = try folder.load(Repository.example())
    #expect(
      site.layout.areas == [
        Area(id: "compound", occupancyMax: 400),
        Area(id: "strongroom", antiPassback: .timed(.seconds(900))),
      ])
    #expect(
      site.layout.modes
        == SiteModeRules(lockdownBy: ["chief", "deputy"], evacuationBy: ["chief", "deputy"]))
    #expect(site.rulePacks.map(\.id) == ["cn-coaches-night"])
    #expect(site.rulePacks.map(\.signatureFile) == [folder.file("rulepacks/cn-coaches-night.yaml.sig")])
    #expect(site.vehicleKinds.map { "\($0.word) \($0.vehicleClass)" } == ["largeBus passengerCoach"])
    let north = site.layout.lanes[0]
    #expect(north.mode == .open && north.divertsTo == "rear")
    let (entry, exit) = (north.accessPoints[0], north.accessPoints[1])
    #expect(entry.to == "compound" && entry.from == nil && exit.from == "compound")
    #expect(entry.readers == [LaneReader(device: "rd-yard")] && !entry.needsDriver)
    #expect(entry.referral == ReferralRule(timeout: .seconds(120), grantsAfterwards: false))
    #expect(entry.rulePacks == ["cn-coaches-night"] && entry.places == ["expressway"])
  }

  @Test func example_describesItsControllers() throws {
    let site = try SiteFolder().load(Repository.example())
    #expect(site.controllers.map(\.serial) == [423_187_757, 423_187_758])
    #expect(
      site.controllers.map(\.reach) == [
        .address(.init(address: "192.168.1.70", port: 60_000)),
        .broadcast(.init(address: "192.168.2.255", port: 60_000)),
      ])
    #expect(site.controllers.map(\.listener) == [.init(address: "192.168.1.10", port: 60_001), nil])
    #expect(site.controllers.map(\.keepsCards) == [false, false])
    #expect(site.controllers.map(\.cards.numberForm) == [.facilityDigits, .facilityDigits])
    #expect(site.inputWays.last?.way == .controllerSignal(controller: "board-1", signal: .doorContact1))
    let side = site.layout.doors[2]
    #expect(side.device == "board-1" && side.contact == "side-contact")
    #expect(
      side.readers == [
        DoorReader(device: "board-1", readerNumber: 1, accessPoint: "side-entry"),
        DoorReader(device: "term-hall", accessPoint: "side-exit", direction: .exit, from: "strongroom"),
      ])
    #expect(side.unlockedDuring == "office" && !side.unlockNeedsFirst)
  }

  @Test func example_describesWhatIsCommandedOverHTTP() throws {
    let folder = try SiteFolder()
    let site = try folder.load(Repository.example())
    #expect(
      site.httpCommands.map(\.moves) == [.door("hall"), .barrier("rear-barrier"), .door("yard-beacon")])
    #expect(site.httpCommands.map(\.id) == ["hall-http", "rear-barrier-http", "yard-beacon-http"])
    #expect(
      site.httpCommands.map(\.trust) == [
        .publicKey(sha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        .authorities(file: folder.file("upstream-ca.crt")), .plain,
      ])
    #expect(site.httpCommands.allSatisfy { $0.connectTimeout == .seconds(2) })
    #expect(site.httpCommands.allSatisfy { $0.requestTimeout == .seconds(5) })
    #expect(site.layout.lanes.last?.barrier?.device == "rear-barrier-http")
    #expect(site.layout.lanes.last?.barrier?.closing == .controller)
  }

  @Test func example_describesItsTerminals() throws {
    let folder = try SiteFolder()
    let site = try folder.load(Repository.example())
    #expect(
      site.terminals.map(\.secret) == [
        .pathToken(file: folder.file("term-hall.token")),
        .basic(user: "terminal", passwordFile: folder.file("term-lift.password")),
        .clientCertificate(name: "term-pool.site.example"), .unproven,
      ])
    #expect(site.terminals.map(\.serial) == [nil, nil, nil, "CGXH201360029"])
    #expect(site.terminals.first?.cards.numberForm == .asWritten)
    #expect(site.terminals.first?.cards.numberFormat == "h10301")
  }

  @Test func relativePathOfTheSiteFile_givesAbsolutePaths() throws {
    let folder = try SiteFolder()
    try folder.write("site.yaml", SiteFolder.minimal)
    let here = FileManager.default.currentDirectoryPath
    let up = String(repeating: "../", count: here.split(separator: "/").count)
    let relative = up + folder.file("site.yaml").dropFirst()
    let site = try SiteFile.load(path: relative, environment: [:])
    #expect(site.pseudonymKeyFile?.hasPrefix("/") == true)
  }

  @Test func settingsVersion_isTheFNV1aOfTheText() throws {
    let folder = try SiteFolder()
    let first = try folder.load(SiteFolder.minimal).layout.settingsVersion
    #expect(first.count == 16)
    #expect(try folder.load(SiteFolder.minimal).layout.settingsVersion == first)
    #expect(try folder.load(SiteFolder.minimal + "# x\n").layout.settingsVersion != first)
  }
}
