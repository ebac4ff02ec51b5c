import AccessModel
import FieldContract
import Foundation
import Testing

@testable import ModbusDevices

@Suite struct BarrierProfileTests {
  private static let names = [
    "advantech-adam-6060", "generic-three-loop", "generic-two-relay", "moxa-iologik-e1214", "roger-b70",
    "template", "waveshare-relay-8ch",
  ]

  @Test(arguments: names)
  func shippedProfile_isSound_andSaysWhatItIs(name: String) throws {
    let folder = Samples.root.appendingPathComponent("DeviceProfiles/barrier/\(name)")
    let file = folder.appendingPathComponent("profile.yaml")
    let profile = try BarrierProfile(file: file.path, text: try String(contentsOf: file, encoding: .utf8))
    #expect(!profile.name.isEmpty)
    #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("README.md").path))
  }

  @Test func everyShippedProfile_isNamedInTheTestAbove() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Samples.root.appendingPathComponent("DeviceProfiles/barrier").path)
    #expect(folders.sorted() == Self.names)
  }

  @Test func template_showsEveryForm() throws {
    let file = Samples.root.appendingPathComponent("DeviceProfiles/barrier/template/profile.yaml")
    let profile = try BarrierProfile(file: "t", text: try String(contentsOf: file, encoding: .utf8))
    #expect(profile.raise.pulse == ModbusPulse(milliseconds: 500))
    #expect(profile.lower?.at == WireAddress(table: .holdingRegister, address: 100))
    #expect(profile.lower?.off == 0)
    #expect(
      profile.closedLimit
        == InputPoint(
          at: WireAddress(table: .inputRegister, address: 48), mask: 2, equals: 2, inverted: false))
    #expect(profile.presence.map(\.inverted) == [false, true])
    #expect(profile.fault?.mask == 0xF0)
    #expect(profile.hasPresenceLoop)
  }

  @Test func rogerGate_readsItsLimitFlags() throws {
    let file = Samples.root.appendingPathComponent("DeviceProfiles/barrier/roger-b70/profile.yaml")
    let profile = try BarrierProfile(file: "r", text: try String(contentsOf: file, encoding: .utf8))
    let (open, closed) = (try #require(profile.openLimit), try #require(profile.closedLimit))
    #expect([0x4C, 0x8C, 0x0C].map(open.isOn) == [true, false, false])
    #expect([0x4C, 0x8C, 0x0C].map(closed.isOn) == [false, true, false])
    #expect([profile.raise.on, profile.lower?.on, profile.stop?.on] == [0x6802, 0x6804, 0x6801])
    #expect(profile.raise.pulse == nil && profile.readBackAddresses.isEmpty && !profile.hasPresenceLoop)
  }

  @Test func oneBasedAddresses_areOneLessOnTheWire() throws {
    let text =
      "name: B\naddressing: one_based\noutputs:\n  raise: {coil: 1}\ninputs:\n  open_limit: {coil: 9}\n"
    let profile = try BarrierProfile(file: "p", text: text)
    #expect(profile.raise.at.address == 0)
    #expect(profile.openLimit?.at.address == 8)
  }

  @Test func invertedCoil_isOffToCommand() throws {
    let profile = try Samples.profile("  raise: {coil: 4, inverted: true}")
    #expect(profile.raise.on == 0)
    #expect(profile.raise.off == 1)
  }

  @Test(arguments: [
    ("outputs: {raise: {coil: 0}}\ninputs: {open_limit: {coil: 1}}", 1, "`name` is missing"),
    ("name: B\ninputs: {open_limit: {coil: 1}}", 1, "`outputs` is missing"),
    (
      "name: B\noutputs: {lower: {coil: 0}}\ninputs: {open_limit: {coil: 1}}", 2, "`outputs.raise` is missing"
    ),
    ("name: B\noutputs: {raise: {coil: 0}}\ninputs: {fault: {coil: 1}}", 3, "`inputs.open_limit` is missing"),
    ("name: B\noutputs:\n  raise: {coil: 65536}\ninputs: {open_limit: {coil: 1}}", 3, "from 0 to 65535"),
    ("name: B\noutputs:\n  raise: {discrete_input: 0}\ninputs: {open_limit: {coil: 1}}", 3, "is missing"),
    (
      "name: B\noutputs:\n  raise: {coil: 0, holding_register: 1}\ninputs: {open_limit: {coil: 1}}", 3,
      "missing"
    ),
    (
      "name: B\noutputs:\n  raise: {holding_register: 1}\ninputs: {open_limit: {coil: 1}}", 3,
      "value` is missing"
    ),
    (
      "name: B\noutputs:\n  raise: {holding_register: 1, value: 1, kind: pulse}\ninputs: {}",
      3, "a pulse must end"
    ),
    (
      "name: B\noutputs: {raise: {coil: 0}}\ninputs:\n  open_limit: {input_register: 1}", 4, "bit` is missing"
    ),
    (
      "name: B\noutputs: {raise: {coil: 0}}\ninputs:\n  open_limit: {input_register: 1, mask: 1, equals: 2}",
      4,
      "the mask hides bits"
    ),
    (
      "name: B\noutputs:\n  raise: {coil: 0}\n  lower: {coil: 0}\ninputs: {open_limit: {coil: 1}}", 4,
      "writes the same as `raise`"
    ),
    (
      "name: B\noutputs:\n  raise: {coil: 0}\n  lower: {coil: 0, inverted: true}\ninputs: {}",
      4, "shares its output"
    ),
    ("name: B\noutputs:\n  raise: {coil: 0, impulse: 3}\ninputs: {open_limit: {coil: 1}}", 3, "is not known"),
  ])
  func brokenProfile_isRefusedAtItsLine(text: String, line: Int, what: String) throws {
    let error = try #require(throws: DocumentError.self) {
      try BarrierProfile(file: "p.yaml", text: text)
    }
    #expect(error.diagnostics.contains { $0.line == line && $0.what.contains(what) }, "\(error)")
  }

  @Test func truncatedProfile_neverTraps() throws {
    let file = Samples.root.appendingPathComponent("DeviceProfiles/barrier/template/profile.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    for length in stride(from: 0, to: text.count, by: 7) {
      _ = try? BarrierProfile(file: "t", text: String(text.prefix(length)))
    }
  }
}
