import AccessModel
import FieldContract
import Foundation

@testable import ModbusDevices

/// Values that many tests start from.
enum Samples {
  static let north: BarrierID = "north"
  static let south: BarrierID = "south"
  static let door: DoorID = "gatehouse"

  static let serial = ModbusBusSettings(
    device: "io-1", transport: .rtu(path: "/dev/x", baud: 9600, parity: .none, stopBits: 1))

  static func profile(_ outputs: String, inputs: String = standardInputs) throws -> BarrierProfile {
    try BarrierProfile(
      file: "profile.yaml", text: "name: Test board\noutputs:\n\(outputs)\ninputs:\n\(inputs)\n")
  }

  static let standardInputs = """
      open_limit: {discrete_input: 0}
      closed_limit: {discrete_input: 1}
      presence: [{discrete_input: 2}]
      fault: {discrete_input: 3}
    """

  static func relays(pulse: Int = 100) throws -> BarrierProfile {
    try profile(
      """
        raise: {coil: 0, pulse_milliseconds: \(pulse)}
        lower: {coil: 1, pulse_milliseconds: \(pulse)}
        stop: {coil: 2, pulse_milliseconds: \(pulse)}
      """)
  }

  static var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  static func profileText(_ name: String) throws -> String {
    try String(
      contentsOf: root.appendingPathComponent("DeviceProfiles/\(name)/profile.yaml"), encoding: .utf8)
  }

  /// Recordings and tables of real devices, read in place; nil where they are not.
  static func payload(_ name: String) -> String? {
    let folder =
      ProcessInfo.processInfo.environment["GATEHOUSE_PAYLOADS"]
      ?? root.deletingLastPathComponent().appendingPathComponent("shared/payloads").path
    return try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }
}
