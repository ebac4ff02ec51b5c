import AccessModel
import FieldContract
import Foundation
import GatehouseSettings
import Testing

/// A sound site with one thing changed, and every line that is said of it.
struct Refusal: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var old: String
  var new: String
  var said: [String]

  init(_ name: String, _ old: String, _ new: String, _ said: String...) {
    (testDescription, self.old, self.new, self.said) = (name, old, new, said)
  }

  static let base = """
    site: {id: yard, unlisted_forwarding: none}
    device_profiles: DeviceProfiles
    field_listener:
      port: 8460
    buses:
      - id: io-1
        tcp: {host: 10.0.0.1}
    cameras:
      - id: cam-1
        profile: openalpr-agent
        secret: {path_token: cam.token}
    lists:
      - {id: residents, file: residents.json, public_key: lists/issuer.pem}
    lanes:
      - id: one
        barrier: {bus: io-1, profile: generic-two-relay}
        access_points:
          - direction: entry
            cameras: [{camera: cam-1}]
            memberships: [residents]

    """
}

@Suite struct SiteRefusalTests {
  @Test func base_isSound() throws {
    #expect(try SiteFolder().complaints(Refusal.base) == [])
  }

  @Test(arguments: references + duplicates + values + shapes + secrets + rules)
  func mistake_isSaidWithItsLineAndHint(_ refusal: Refusal) throws {
    let text = Refusal.base.replacingOccurrences(of: refusal.old, with: refusal.new)
    try #require(text != Refusal.base)
    let folder = try SiteFolder()
    let said = try folder.complaints(text).map { $0.replacingOccurrences(of: folder.path, with: "FOLDER") }
    #expect(said == refusal.said)
  }

  static let references = [
    Refusal(
      "unknown camera", "[{camera: cam-1}]", "[{camera: cam-2}]",
      "9: camera `cam-1` belongs to no access point. "
        + "Name it under `cameras` of an access point, or remove it",
      "19: `lanes[0].access_points[0].cameras[0].camera`: there is no camera `cam-2`. Did you mean `cam-1`?"),
    Refusal(
      "a bus is no camera", "[{camera: cam-1}]", "[{camera: cam-1}, {camera: io-1}]",
      "19: `lanes[0].access_points[0].cameras[1].camera`: there is no camera `io-1`. Declared: cam-1"),
    Refusal(
      "unknown list", "memberships: [residents]", "memberships:\n          - resident",
      "21: `lanes[0].access_points[0].memberships`: there is no list `resident`. Did you mean `residents`?"),
    Refusal(
      "list twice", "memberships: [residents]", "memberships: [residents, residents]",
      "20: `lanes[0].access_points[0].memberships` names `residents` twice. Remove one"),
    Refusal(
      "unknown bus", "{bus: io-1", "{bus: ioo-1",
      "16: `lanes[0].barrier.bus`: there is no bus `ioo-1`. Did you mean `io-1`?"),
    Refusal(
      "unknown camera profile", "profile: openalpr-agent", "profile: openalpr",
      "10: `cameras[0].profile`: there is no camera profile `openalpr`. Name a folder below "
        + "FOLDER/DeviceProfiles/camera: axis-vapix-lpr, hikvision-isapi-anpr, openalpr-agent"),
    Refusal(
      "unknown barrier profile", "generic-two-relay", "generic-two-relays",
      "16: `lanes[0].barrier.profile`: there is no barrier profile `generic-two-relays`. "
        + "Did you mean `generic-two-relay`?"),
    Refusal(
      "no folder of profiles", "device_profiles: DeviceProfiles", "device_profiles: Profiles",
      "2: `device_profiles`: there is no folder FOLDER/Profiles. "
        + "Install the device profiles there, or name their folder"),
    Refusal(
      "no camera assigned", "        cameras: [{camera: cam-1}]\n", "",
      "9: camera `cam-1` belongs to no access point. "
        + "Name it under `cameras` of an access point, or remove it"
    ),
  ]

  static let rules = [
    Refusal(
      "driver without a reader", "        memberships: [residents]\n",
      "        memberships: [residents]\n        needs_driver: true\n",
      "21: `lanes[0].access_points[0]` asks for the driver's credential and has no reader. "
        + "Name one under `readers`"),
    Refusal(
      "area that is not there", "        memberships: [residents]\n",
      "        memberships: [residents]\n        to: yard\n",
      "21: `lanes[0].access_points[0].to`: there is no area `yard`. None is declared"),
    Refusal(
      "diverted to itself", "  - id: one\n", "  - id: one\n    diverts_to: one\n",
      "16: `lanes[0]`: there is no other lane `one` with a barrier. "
        + "Name the inspection lane, or remove the key: no barrier then moves for who is diverted"),
    Refusal(
      "free flow at the start", "  - id: one\n", "  - id: one\n    mode: free_flow\n",
      "16: `lanes[0].mode` cannot be `free_flow`. "
        + "Choose one of: open, closed, entry_only, exit_only, escorted, inspection"),
    Refusal(
      "one end is no sally port", "lanes:\n", "sally_ports: [{barriers: [one-barrier]}]\nlanes:\n",
      "14: `sally_ports[0]` needs at least two doors or barriers. "
        + "Name under `doors` and `barriers` what is never open together"),
    Refusal(
      "lamp without an output", "lanes:\n", "lamps: [{id: red}]\nlanes:\n",
      "14: `lamps[0].output` is missing. "
        + "Write `output: {bus: BUS, profile: PROFILE}` or `output: {reader: READER}`"),
    Refusal(
      "hold by two causes", "lanes:\n",
      "holds: [{while: x, while_alarm: tamper, state: closed, barriers: [one-barrier]}]\nlanes:\n",
      "14: `holds[0]` must have exactly one of `while` and `while_alarm`. "
        + "Name one of `inputs`, or the code of an alarm"),
    Refusal(
      "claim that holds", "lanes:\n",
      "holds: [{while_alarm: watchlistHit, state: closed, barriers: [one-barrier]}]\nlanes:\n",
      "14: `holds[0].while_alarm` cannot be `watchlistHit`. "
        + "Choose one of: \(HoldingAlarm.allCases.map(\.rawValue).joined(separator: ", "))"),
    Refusal(
      "alarm about nothing", "lanes:\n",
      "holds: [{while_alarm: tamper, of: y, state: closed, barriers: [one-barrier]}]\nlanes:\n",
      "14: `holds[0].of`: nothing here is called `y`. "
        + "Name a barrier, door, input, lamp, area or device of this file"),
    Refusal(
      "state of a lamp", "lanes:\n",
      "holds: [{while_alarm: tamper, state: closed, lamps: []}]\nlanes:\n",
      "14: `holds[0].state` has no meaning beside `lamps`. Remove it"),
    Refusal(
      "rule pack that is not there", "        memberships: [residents]\n",
      "        memberships: [residents]\n        rule_packs: [coaches]\n",
      "21: `lanes[0].access_points[0].rule_packs`: there is no rule pack `coaches`. None is declared"),
  ]

  static let duplicates = [
    Refusal(
      "camera with the id of a bus", "id: cam-1", "id: io-1",
      "9: `cameras[0].id`: `io-1` is already the bus on line 6. Each id is given once: choose another",
      "19: `lanes[0].access_points[0].cameras[0].camera`: there is no camera `cam-1`. None is declared"),
    Refusal(
      "list twice", "lists:\n", "lists:\n  - {id: residents, file: x.json, public_key: lists/issuer.pem}\n",
      "14: `lists[1].id`: `residents` is already the list on line 13. Each id is given once: choose another"),
    Refusal(
      "lane twice", "lanes:\n", "lanes:\n  - {id: one, access_points: [{direction: exit}]}\n",
      "16: `lanes[1].id`: `one` is already the lane on line 15. Each id is given once: choose another"),
    Refusal(
      "access point twice", "lanes:\n",
      "lanes:\n  - {id: two, access_points: [{id: one-entry, direction: exit}]}\n",
      "19: `lanes[1].access_points[0].id`: `one-entry` is already the access point on line 15. "
        + "Each id is given once: choose another"),
    Refusal(
      "barrier and its unit twice", "lanes:\n",
      "lanes:\n  - id: two\n    barrier: {id: one-barrier, bus: io-1, profile: generic-two-relay}\n"
        + "    access_points: [{direction: exit}]\n",
      "19: `lanes[1].barrier.id`: `one-barrier` is already the barrier on line 16. "
        + "Each id is given once: choose another",
      "19: `lanes[1].barrier` uses bus `io-1` unit 1, as the barrier on line 16 does. "
        + "Give each barrier a unit of its own"),
    Refusal(
      "one line as two buses", "buses:\n", "buses:\n  - {id: io-2, tcp: {host: 10.0.0.1, port: 502}}\n",
      "7: `buses[1]` is the same connection as bus `io-2`. "
        + "Keep one bus: barriers share it and differ by `unit`"
    ),
    Refusal(
      "assignment that an earlier one covers", "[{camera: cam-1}]",
      "[{camera: cam-1, lane_number: 1}, {camera: cam-1}, {camera: cam-1, lane_number: 2}]",
      "19: `lanes[0].access_points[0].cameras[2]` is never used: line 19 takes these reads first. "
        + "Tell the two apart by `lane_number` or `direction`, the narrower one first, or remove one"),
    Refusal(
      "same direction", "    access_points:\n", "    access_points:\n      - {id: other, direction: entry}\n",
      "19: `lanes[0]` has two access points of direction entry. A lane has at most one `entry` and one `exit`"
    ),
  ]

  static let values = [
    Refusal(
      "time zone", "profile: openalpr-agent", "profile: openalpr-agent\n    time_zone: Asia/Shangai",
      "11: `cameras[0].time_zone`: `Asia/Shangai` is no IANA time zone. Did you mean `Asia/Shanghai`?"),
    Refusal(
      "ambiguous time zone", "profile: openalpr-agent", "profile: openalpr-agent\n    time_zone: PST",
      "11: `cameras[0].time_zone`: `PST` is no IANA time zone. "
        + "Write UTC or an area and a city, such as Asia/Shanghai"),
    Refusal(
      "octal-looking", "port: 8460", "port: 08460",
      "4: `field_listener.port` must be a whole number from 1 to 65535. "
        + "`08460` is octal to some programs: write it without the leading 0"),
    Refusal(
      "port in quotes", "port: 8460", "port: '8460'",
      "4: `field_listener.port` must be a whole number from 1 to 65535. Write it without quotes"),
    Refusal(
      "port 0", "port: 8460", "port: 0",
      "4: `field_listener.port` must be a whole number from 1 to 65535. It says `0`"),
    Refusal(
      "shared port", "port: 8460", "port: 8461",
      "4: `console.port` and `field_listener.port` are both 8461. Choose another for one of them"),
    Refusal(
      "address with port", "port: 8460", "address: 0.0.0.0:8460",
      "4: `field_listener.address`: `0.0.0.0:8460` is neither an IP address nor a host name. "
        + "Write it without scheme and port; the port has a key of its own"),
    Refusal(
      "id", "id: one", "id: One",
      "15: `lanes[0].id`: `One` is no id. "
        + "Use at most 64 lower-case letters, digits and hyphens, and no hyphen first"),
    Refusal(
      "switch word", "unlisted_forwarding: none", "unlisted_forwarding: off",
      "1: `site.unlisted_forwarding` cannot be `off`. Choose one of: none, pseudonymous, full"),
    Refusal(
      "polled too slowly", "tcp: {host: 10.0.0.1}", "tcp: {host: 10.0.0.1}\n    poll_milliseconds: 2000",
      "17: `lanes[0].barrier`: bus `io-1` polls too slowly for `stale_seconds_max`. "
        + "Poll well within it: its `poll_milliseconds` is 2000"),
    Refusal(
      "source", "{id: yard,", "{id: yard, source: 'no uri',",
      "1: `site.source` is no URI. Write one, such as urn:gatehouse:yard"),
  ]

  static let shapes = [
    Refusal(
      "unknown key", "port: 8460", "prot: 8460",
      "4: `field_listener.prot` is not known. Did you mean `port`?"),
    Refusal(
      "pseudonym key", ", unlisted_forwarding: none", "",
      "1: `site.pseudonym_key` is missing. "
        + "Name a secret file (`openssl rand -hex 32`), or set `unlisted_forwarding: none`"),
    Refusal(
      "no link", "    tcp: {host: 10.0.0.1}\n", "",
      "6: `buses[0]` must have exactly one of `tcp`, `rtu` and `rtu_over_tcp`. "
        + "Write `tcp: {host: ADDRESS}` for a network board or `rtu: {path: /dev/ttyS1}` for a serial line"),
    Refusal(
      "both links", "tcp: {host: 10.0.0.1}", "tcp: {host: 10.0.0.1}\n    rtu: {path: /dev/ttyS1}",
      "6: `buses[0]` must have exactly one of `tcp`, `rtu` and `rtu_over_tcp`. "
        + "Write `tcp: {host: ADDRESS}` for a network board or `rtu: {path: /dev/ttyS1}` for a serial line"),
    Refusal(
      "baud", "tcp: {host: 10.0.0.1}", "rtu: {path: /dev/ttyS1, baud: 9601}",
      "7: `buses[0].rtu.baud` cannot be 9601. "
        + "Choose one of: 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200"),
    Refusal(
      "three access points", "    access_points:\n",
      "    access_points:\n      - {id: a, direction: exit}\n      - {id: b, direction: exit}\n",
      "9: camera `cam-1` belongs to no access point. "
        + "Name it under `cameras` of an access point, or remove it",
      "18: `lanes[0].access_points` has 3 items, at most 2 are served. Split the site or remove some",
      "19: `lanes[0]` has two access points of direction exit. "
        + "A lane has at most one `entry` and one `exit`"),
    Refusal(
      "plain uplink", "buses:\n",
      "uplink: {url: 'http://a.example/', ca: upstream-ca.crt, certificate: uplink.crt, key: uplink.key}\n"
        + "buses:\n",
      "5: `uplink.url` must begin with https://. Events leave only over mutual TLS"),
    Refusal(
      "uplink without anything", "buses:\n", "uplink: {batch_events_max: 1}\nbuses:\n",
      "5: `uplink.ca` is missing. Name the PEM file of the CA that signs the server's certificate",
      "5: `uplink.certificate` is missing. Name the PEM file of this site's client certificate",
      "5: `uplink.key` is missing. Name the PEM file of the certificate's private key",
      "5: `uplink.url` is missing. Write `https://HOST/PATH`"),
    Refusal(
      "tls key alone", "port: 8460", "tls: {key: field.key}",
      "4: `field_listener.tls.certificate` is missing. Name the PEM file of the listener's certificate"),
    Refusal(
      "client certificate without CA", "{path_token: cam.token}", "{client_certificate: cam.example}",
      "11: `cameras[0].secret.client_certificate` needs `field_listener.tls.client_ca`. "
        + "Name the CA that signs the cameras' certificates there"),
    Refusal(
      "two ways", "{path_token: cam.token}", "{path_token: cam.token, client_certificate: cam.example}",
      "11: `cameras[0].secret.client_certificate` needs `field_listener.tls.client_ca`. "
        + "Name the CA that signs the cameras' certificates there",
      "11: `cameras[0].secret` names 2 ways to prove. "
        + "Write exactly one of: path_token, basic, client_certificate"),
  ]

  private static let advice =
    "Secrets are never written in this file: put it in a file of its own and name that"

  static let secrets = [
    Refusal(
      "password in place", "{path_token: cam.token}", "{basic: {user: a, password: hunter2}}",
      "11: `cameras[0].secret.basic.password` names no file that can be read: there is no such file. "
        + "\(advice) (looked for in $CREDENTIALS_DIRECTORY and beside the site file)"),
    Refusal(
      "secret in place", "{path_token: cam.token}", "hunter2",
      "11: `cameras[0].secret` must be a mapping. \(advice)"),
    Refusal(
      "password as a key", "secret: {path_token: cam.token}",
      "secret: {path_token: cam.token}\n    password: hunter2",
      "12: `cameras[0].password` is not known. Known here: body_bytes_max, id, profile, rate_per_second_max, "
        + "secret, time_zone, untimed_reads. \(advice)"),
    Refusal(
      "password in the URL", "buses:\n",
      "uplink: {url: 'https://a:hunter2@b/', ca: upstream-ca.crt, certificate: uplink.crt, key: uplink.key}\n"
        + "buses:\n",
      "5: `uplink.url` holds a user or password. Remove it: the certificate says who we are"),
    Refusal(
      "key in place", "port: 8460",
      "tls:\n    certificate: field.crt\n    key: |\n      -----BEGIN PRIVATE KEY-----",
      "6: `field_listener.tls.key` holds the credential itself. \(advice)"),
    Refusal(
      "key and certificate exchanged", "port: 8460", "tls: {certificate: field.key, key: field.crt}",
      "4: `field_listener.tls.certificate`: FOLDER/field.key holds no PEM certificate. "
        + "Name a PEM file, with a line `-----BEGIN ... CERTIFICATE-----`",
      "4: `field_listener.tls.key`: every user of this machine can reach FOLDER/field.crt. "
        + "Run `chmod o= FOLDER/field.crt`"),
    Refusal(
      "folder as a certificate", "port: 8460", "tls: {certificate: lists, key: field.key}",
      "4: `field_listener.tls.certificate`: cannot read FOLDER/lists: it is a folder. "
        + "Check the name and who may read it"),
  ]
}
