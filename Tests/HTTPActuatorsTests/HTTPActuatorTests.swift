import AccessModel
import FieldContract
import Foundation
import Testing

@testable import HTTPActuators

/// Against an HTTP server with real Digest authentication, and against hostile ones.
@Suite(.serialized, .enabled(if: DevicePeer.isAvailable, "needs GATEHOUSE_PEERS_PYTHON with Flask-HTTPAuth"))
struct HTTPActuatorTests {
  private static func now() -> Moment {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  private func actuator(
    _ peer: DevicePeer, port: Int, profile: HTTPProfile, _ thing: HTTPTarget.Thing = .barrier("b"),
    trust: HTTPDeviceSettings.Trust = .plain, password: String = "a pass:word", host: String = "127.0.0.1"
  ) throws -> HTTPActuator {
    let settings = HTTPDeviceSettings(
      device: "gate", host: host, port: port, trust: trust,
      credentials: HTTPCredentials(user: "gate", password: password), requestTimeout: .milliseconds(1500))
    let actuator = HTTPActuator(
      settings: settings, target: HTTPTarget(thing, channel: 1, profile: profile), sink: peer, clock: Self.now
    )
    try actuator.start()
    return actuator
  }

  private func shipped(_ name: String) throws -> HTTPProfile {
    try HTTPProfile(file: name, text: try Profiles.text(name))
  }

  private func raise(_ actuator: HTTPActuator, validFor span: Span = .seconds(5)) {
    actuator.perform(
      BarrierCommand(number: 1, barrier: "b", action: .raise, validUntil: Self.now() + span))
  }

  @Test func barrier_isOpenedOnce_withDigest_andNothingIsSentAtStart() throws {
    let peer = try DevicePeer()
    let profile = try shipped("hikvision-barrier-gate")
    let actuator = try actuator(peer, port: try peer.ports().good, profile: profile)
    _ = try peer.health(.online)
    #expect(try peer.commands().isEmpty)
    raise(actuator)
    #expect(try peer.outcome(1) == .written)
    let body = try #require(profile.requests[.raise]?.body)
    #expect(try peer.commands() == ["PUT /ISAPI/Parking/channels/1/barrierGate \(body)"])
    actuator.stop()
  }

  @Test func door_isReleasedAndSecuredAgain() throws {
    let peer = try DevicePeer()
    let actuator = try actuator(
      peer, port: try peer.ports().good, profile: try shipped("hikvision-io-output"), .door("d"))
    actuator.perform(
      DoorCommand(number: 1, door: "d", action: .release(.milliseconds(300)), validUntil: .distantFuture))
    #expect(try peer.outcome(1) == .written)
    try peer.hears("<outputState>low")
    #expect(try peer.commands().count == 2)
    actuator.stop()
  }

  @Test func wrongPassword_isNotReady_andNeverInTheWords() throws {
    let peer = try DevicePeer()
    let actuator = try actuator(
      peer, port: try peer.ports().good, profile: try shipped("hikvision-barrier-gate"), password: "wrong-one"
    )
    raise(actuator)
    guard case .notReady(let reason) = try peer.outcome(1) else { Issue.record("answered otherwise"); return }
    #expect(reason.contains("refuses our user or password") && !reason.contains("wrong-one"))
    #expect(try peer.commands().isEmpty)
    actuator.stop()
  }

  @Test func hangUpAfterTheCommand_isRepeatedWhileValid_andEndsWritten() throws {
    let peer = try DevicePeer()
    let port = try peer.ports().good
    try peer.say("fail 1")
    let actuator = try actuator(peer, port: port, profile: try shipped("hikvision-barrier-gate"))
    raise(actuator)
    #expect(try peer.outcome(1) == .written)
    #expect(try peer.commands().count == 2)
    actuator.stop()
  }

  @Test func refusalInTheBody_isFailed_thoughTheStatusIs200() throws {
    let peer = try DevicePeer()
    let profile = try HTTPProfile(
      file: "p",
      text: "name: P\nrequests: {raise: {path: /refused}}\nsuccess: {element: statusCode, values: ['1']}")
    let actuator = try actuator(peer, port: try peer.ports().good, profile: profile)
    raise(actuator)
    guard case .failed(let reason) = try peer.outcome(1) else { Issue.record("answered otherwise"); return }
    #expect(reason.hasSuffix("answered `statusCode` 4"))
    #expect(try peer.commands().count == 1)
    actuator.stop()
  }

  @Test(arguments: [
    ("slow", "no answer in time"), ("huge", "larger than 65536 bytes"), ("cut", "check the device"),
    ("loop", "check the device"), ("wrong", "without `statusCode`"),
    ("basic", "refuses our user or password"),
    ("redirect", "answered HTTP 302"),
  ])
  func hostileDevice_isNeverBelieved_andNeverHoldsTheDriver(manners: String, words: String) throws {
    let peer = try DevicePeer()
    let profile = try HTTPProfile(
      file: "p",
      text: "name: P\nrequests: {raise: {path: /\(manners), repeatable: false}}\n"
        + "success: {element: statusCode, values: ['1']}")
    let actuator = try actuator(peer, port: try peer.ports().hostile, profile: profile)
    let begun = Self.now()
    raise(actuator)
    let reason: String
    switch try peer.outcome(1) {
    case .failed(let words), .notReady(let words): reason = words
    case .written, .expired, .withheld:
      Issue.record("\(manners) is no success")
      return
    }
    #expect(reason.contains(words), "\(reason)")
    #expect(Self.now() - begun < .seconds(4))
    #expect(try peer.lines("basic password").isEmpty)
    actuator.stop()
  }

  @Test func deviceThatIsNotThere_isOffline_andTheCommandIsNotReady() throws {
    let peer = try DevicePeer()
    let actuator = try actuator(peer, port: 1, profile: try shipped("hikvision-barrier-gate"))
    raise(actuator, validFor: .milliseconds(500))
    #expect(try peer.health(.offline).contains("nothing listens there"))
    guard case .notReady = try peer.outcome(1) else { Issue.record("answered otherwise"); return }
    actuator.stop()
  }

  @Test func tls_byAuthorityAndByPinnedKey_andNoOther() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("http-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (certificate, key) = ("\(folder.path)/c.pem", "\(folder.path)/k.pem")
    let pin = try Shell.run(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
        + "-addext subjectAltName=DNS:localhost -keyout \(key) -out \(certificate) 2>/dev/null && "
        + "openssl x509 -in \(certificate) -pubkey -noout | openssl pkey -pubin -outform der | "
        + "openssl dgst -sha256 -binary | base64")
    let peer = try DevicePeer([certificate, key])
    let port = try peer.ports().good
    let profile = try shipped("hikvision-barrier-gate")
    let other = String(repeating: "A", count: 43) + "="
    let cases: [(HTTPDeviceSettings.Trust, String, Bool)] = [
      (.authorities(file: certificate), "localhost", true), (.publicKey(sha256: pin), "127.0.0.1", true),
      (.authorities(file: certificate), "127.0.0.1", false), (.publicKey(sha256: other), "127.0.0.1", false),
      (.authorities(file: "/etc/ssl/certs/ca-certificates.crt"), "localhost", false),
    ]
    for (number, (trust, host, isTrusted)) in cases.enumerated() {
      let before = try peer.commands().count
      let actuator = try actuator(peer, port: port, profile: profile, trust: trust, host: host)
      actuator.perform(
        BarrierCommand(
          number: UInt64(10 + number), barrier: "b", action: .raise, validUntil: Self.now() + .seconds(1)))
      let result = try peer.outcome(UInt64(10 + number))
      #expect((result == .written) == isTrusted, "\(trust) \(host) \(result)")
      #expect(try peer.commands().count == before + (isTrusted ? 1 : 0))
      actuator.stop()
    }
  }
}

/// A line for the shell, and what it printed.
private enum Shell {
  static func run(_ line: String) throws -> String {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
