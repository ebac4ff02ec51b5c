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
    #expect(site.layout.lanes.first?.barrier == Barrier(id: "north-barrier", device: "io-1"))
    #expect(
      site.barrierUnits.map { "\($0.barrier) \($0.bus) \($0.unit) \($0.profile)" } == [
        "north-barrier io-1 1 generic-two-relay", "yard-barrier io-2 3 generic-two-relay",
      ])
    let entry = try #require(site.layout.lanes.first?.accessPoints.first)
    #expect(entry.memberships == ["residents"] && entry.watchlists == ["stolen"])
    #expect(site.layout.lanes.last?.accessPoints.first?.whenUnknown == .refer)
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
      ])
    let front = try #require(site.layout.doors.first)
    #expect(
      front
        == Door(
          id: "front", device: "rd-front", contact: "front-contact", requestToExit: "front-button",
          readers: [DoorReader(device: "rd-front", accessPoint: "front-entry")]))
    #expect(site.layout.doors.last?.readers.first?.asksFor == .credentialAndPIN)
    #expect(site.layout.inputs.map(\.kind) == [.doorContact, .requestToExit, .firePanel, .sensor])
    #expect(
      site.layout.inputs.last?.limits
        == SensorLimits(unit: "ppm", highest: 100_000, hysteresis: 20_000))
    #expect(site.inputWays[2].isInverted && site.inputWays[2].debounce == .milliseconds(50))
    #expect(
      site.layout.holds == [Hold(point: "tunnel-co", state: .closed, barriers: ["north-barrier"])])
    #expect(site.layout.sallyPorts == [SallyPort(doors: ["front", "vault"])])
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
