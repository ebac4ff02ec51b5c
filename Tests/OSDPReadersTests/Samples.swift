import AccessModel
import Foundation

@testable import OSDPReaders

/// Values that many tests start from.
enum Samples {
  static let door: DoorID = "front"
  static let device: DeviceID = "reader-1"

  static func key(_ fill: UInt8 = 0x5A) -> OSDPBaseKey {
    OSDPBaseKey([UInt8](repeating: fill, count: 16)) ?? .installation
  }

  static let profile = makeProfile()

  static func makeProfile(poll: Int64 = 100, bauds: [Int] = [9600]) -> OSDPReaderProfile {
    OSDPReaderProfile(
      name: "Test reader", bauds: bauds, poll: .milliseconds(poll), replyLimit: .milliseconds(200),
      readerCount: 1, lights: [0], hasDisplay: true, hasInputs: true,
      signals: [
        .granted: .init(
          light: .init(colour: .green), lightTenths: 30, beeps: 1, beepTenths: 2, textSeconds: 5),
        .denied: .init(
          light: .init(colour: .red, isBlinking: true), lightTenths: 20, beeps: 3, beepTenths: 1,
          textSeconds: 5),
      ])
  }

  static func reader(
    _ device: DeviceID = Samples.device, address: Int = 5, key: OSDPBaseKey? = Samples.key(),
    previous: OSDPBaseKey? = nil, profile: OSDPReaderProfile = Samples.profile
  ) -> OSDPReaderSettings {
    OSDPReaderSettings(
      device: device, address: address, profile: profile,
      channel: key.map { .secure(key: $0, previous: previous) } ?? .clear,
      outputs: device == Samples.device ? [OSDPDoorOutput(door: door, output: 0)] : [])
  }

  /// Both ends of a channel.
  static func channels() -> (panel: SecureChannel, reader: SecureChannel) {
    let keys = SessionKeys(key(), panelRandom: Array(1...8))
    let mac = keys.initialMAC(serverCryptogram: keys.serverCryptogram(readerRandom: Array(9...16)))
    return (SecureChannel(keys, initialMAC: mac), SecureChannel(keys, initialMAC: mac))
  }

  /// A sealed command and the sealed card that answers it.
  static func sealedExchange() -> (command: [UInt8], reply: [UInt8]) {
    var (panel, reader) = channels()
    let command = panel.sealed(Frame(address: 5, sequence: 1, code: 0x60))
    _ = (try? Frame(command)).flatMap { reader.opened($0) }
    let card = Frame(address: 5, isReply: true, sequence: 1, code: 0x50, payload: hex("0001100012AB"))
    return (command, reader.sealed(card))
  }

  static var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }
}
