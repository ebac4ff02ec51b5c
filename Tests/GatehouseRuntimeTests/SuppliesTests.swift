import AccessModel
import CardFormats
import FieldContract
import FieldListening
import Foundation
import GatehouseSettings
import HTTPActuators
import TerminalPush
import Testing
import UHPPOTEControllers

@testable import GatehouseRuntime

/// What a site file asks of the devices behind it, read with the profiles of this repository.
@Suite struct SuppliesTests {
  private static let profiles = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("DeviceProfiles").path

  private static let site = """
    site: {id: yard, unlisted_forwarding: none}
    device_profiles: \(profiles)
    controllers:
      - {id: board, serial: 7, address: 192.168.1.70}
    terminals:
      - {id: hall, profile: hikvision-ds-k, secret: {path_token: secret}}
      - {id: gym, profile: zkteco-access, serial: AB12, secret: {none: true}}
    inputs:
      - {id: contact, kind: door_contact, controller: board, signal: door_contact_2, inverted: true}
    doors:
      - {id: side, lock: {controller: board, number: 2}, contact: contact, readers: [{reader: hall}]}
    lanes:
      - id: rear
        barrier:
          http: {profile: hikvision-barrier-gate, host: 192.168.1.81, user: u, password: secret}
          closing: controller
        access_points: [{direction: entry}]

    """

  private func load(_ old: String = "", _ new: String = "") throws -> Supplies {
    let folder = NSTemporaryDirectory() + "gatehouse-supplies-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let isWritten = FileManager.default.createFile(
      atPath: "\(folder)/secret", contents: Data("0123456789abcdef".utf8),
      attributes: [.posixPermissions: 0o600])
    try #require(isWritten)
    // Any key of the right kind: the list itself is loaded later.
    let key = Data([48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0] + [UInt8](repeating: 9, count: 32))
    try """
    -----BEGIN PUBLIC KEY-----
    \(key.base64EncodedString())
    -----END PUBLIC KEY-----

    """.write(toFile: "\(folder)/issuer.pem", atomically: true, encoding: .utf8)
    let text = Self.site.replacingOccurrences(of: old, with: new)
    #expect(old.isEmpty || text != Self.site)
    try text.write(toFile: "\(folder)/site.yaml", atomically: true, encoding: .utf8)
    return try Supplies.load(path: "\(folder)/site.yaml", environment: [:])
  }

  @Test func soundSite_givesEachDeviceWhatItNeeds() throws {
    let supplies = try load()
    let board = try #require(supplies.readers.controllers.first)
    #expect(board.doors == [.init(door: "side", number: 2)])
    #expect(board.inputs == [.init(point: "contact", source: .doorContact(2), isInverted: true)])
    #expect(supplies.readers.formats["board"]?.numberForm == .facilityDigits)
    #expect(supplies.readers.formats["hall"]?.numberForm == .asWritten)
    #expect(supplies.terminalDecoders.keys.sorted() == ["gym", "hall"])
    #expect(supplies.site.terminals.map(\.place) == [.prefix, .serial("AB12")])
    #expect(supplies.httpDevices.map(\.target.thing) == [.barrier("rear-barrier")])
    #expect(supplies.layout.lanes.first?.barrier?.hasPresenceLoop == false)
  }

  @Test func boardThatKeepsCards_isToldWhich_andOnlyWhereTheSiteSaysSo() throws {
    #expect(try load().readers.cardChoices.isEmpty)
    let supplies = try load(
      "serial: 7, address: 192.168.1.70}",
      "serial: 7, address: 192.168.1.70, keep_cards: true}\n"
        + "credentials: {id: staff, file: staff.json, public_key: issuer.pem}")
    let choice = try #require(supplies.readers.cardChoices["board"])
    #expect(choice.board == supplies.readers.controllers.first)
    #expect(choice.formats.numberForm == .facilityDigits)
    #expect(choice.reserved.isEmpty)
  }

  @Test func timeoutsOfAnHTTPDevice_areTheSites() throws {
    let wanted = "user: u, connect_timeout_milliseconds: 300, request_timeout_milliseconds: 900,"
    let settings = try #require(try load("user: u,", wanted).httpDevices.first?.settings)
    #expect(settings.connectTimeout == .milliseconds(300))
    #expect(settings.requestTimeout == .milliseconds(900))
  }

  @Test(arguments: [
    ("serial: AB12, secret: {none: true}", "secret: {none: true}", "needs `serial`"),
    ("{none: true}", "{path_token: secret}", "no place for a token"),
    ("{path_token: secret}", "{none: true}", "must prove itself"),
    ("{path_token: secret}", "{path_token: secret}, serial: X", "does not name itself by `serial`"),
    ("serial: 7,", "serial: 7, card_formats: [nonsense],", "`nonsense`"),
    ("closing: controller", "travel_seconds_max: 10", "sees no loop (P4)"),
  ])
  func whatADeviceCannotDo_isRefused(old: String, new: String, said: String) throws {
    let error = #expect(throws: DocumentError.self) { try load(old, new) }
    let count = error?.diagnostics.count { $0.what.contains(said) }
    #expect(count == 1, "\(error?.description ?? "")")
  }
}
