import Foundation
import GatehouseSettings
import Testing

/// What is said of controllers, terminals and devices on HTTP that cannot be meant so.
@Suite struct DeviceRefusalTests {
  private static let site = """
    site: {id: yard, unlisted_forwarding: none}
    device_profiles: DeviceProfiles
    controllers:
      - {id: a, serial: 1, address: 10.0.0.1, listener: {address: 10.0.0.9, port: 60001}}
      - {id: b, serial: 2, broadcast: 10.0.0.255, listener: {address: 10.0.0.9, port: 60002}}
    terminals:
      - {id: t, profile: zkteco-access, serial: AB12, secret: {none: true}}
      - {id: u, profile: zkteco-access, serial: AB13, secret: {none: true}}
    inputs:
      - {id: contact, kind: door_contact, controller: a, signal: door_contact_1}
    doors:
      - {id: one, lock: {controller: a}, contact: contact}
      - {id: two, lock: {controller: a, number: 2}}
      - {id: http-1, lock: {http: {profile: hikvision-remote-door, host: h, user: u, password: cam.token}}}
    lanes:
      - id: rear
        barrier:
          http: {profile: hikvision-barrier-gate, host: h, user: u, password: cam.token}
          closing: controller
        access_points: [{direction: entry}]

    """

  @Test func site_isSound() throws { #expect(try SiteFolder().complaints(Self.site) == []) }

  @Test(arguments: [
    ("serial: 2,", "serial: 1,", "`controllers[1]` is the same board as controller `a`"),
    ("port: 60002", "port: 60001", "`controllers[1]` listens on port 60001, as controller `a` does"),
    ("address: 10.0.0.1,", "", "`controllers[0]` must have exactly one of `address` and `broadcast`"),
    ("address: 10.0.0.1,", "address: board.example,", "`controllers[0].address`: `board.example` is no IPv4"),
    (
      "serial: 1,", "serial: 1, keep_cards: true,",
      "`controllers[0].keep_cards` needs the list of `credentials`"
    ),
    (
      "hikvision-barrier-gate, host: h", "hikvision-barrier-gate, host: h, request_timeout_milliseconds: 5",
      "`lanes[0].barrier.http.request_timeout_milliseconds` must be"
    ),
    ("serial: AB13", "serial: AB12", "`terminals[1]` has the serial number of terminal `t`"),
    ("serial: AB13", "serial: 'A B'", "`terminals[1].serial` is no serial number"),
    ("AB13, secret: {none: true}", "AB13", "`terminals[1].secret` is missing"),
    (
      "AB13, secret: {none: true}", "AB13, secret: {none: false}",
      "`terminals[1].secret.none` can only be true"
    ),
    (
      "AB13, secret: {none: true}", "AB13, secret: {none: true, path_token: cam.token}",
      "`terminals[1].secret` names 2 ways to prove"
    ),
    ("signal: door_contact_1", "point: di0", "`inputs[0].point` has no meaning beside `controller`"),
    ("number: 2", "number: 5", "`doors[1].lock.number` must be a whole number from 1 to 4"),
    ("number: 2", "number: 1", "`doors[1]` has the same lock as `one`"),
    ("number: 2", "unit: 2", "`doors[1].lock.unit` has no meaning beside `controller`"),
    ("lock: {controller: a,", "lock: {controller: t,", "there is no controller `t`"),
    (
      "lock: {controller: a, number: 2}", "lock: {controller: a, bus: b}",
      "`doors[1].lock` must have exactly one of `reader`, `bus`, `controller` and `http`"
    ),
    (
      "closing: controller", "kind: boom",
      "Gatehouse cannot lower a barrier over HTTP, for it sees no loop (P4)"
    ),
    ("hikvision-barrier-gate", "hikvision-remote-door", "moves the same as `http-1-http`"),
    ("closing: controller", "closing: controller\n      unit: 3", "has no meaning beside `http`"),
    (
      "hikvision-barrier-gate, host: h", "hikvision-barrier-gate, host: h, tls: {public_key_sha256: abc}",
      "`lanes[0].barrier.http.tls.public_key_sha256` is no SHA-256 in base64"
    ),
  ])
  func whatCannotBeMeant_isSaid(old: String, new: String, said: String) throws {
    let text = Self.site.replacingOccurrences(of: old, with: new)
    #expect(text != Self.site)
    let complaints = try SiteFolder().complaints(text)
    #expect(complaints.count { $0.contains(said) } == 1, "\(complaints)")
  }
}
