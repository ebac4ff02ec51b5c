import AccessModel
import FieldListening
import GatehouseSettings
import TerminalPush

/// Terminals: their profiles, and whether they can do what the site file asks of them.
extension SuppliesReader {
  mutating func terminalDecoders() -> [DeviceID: TerminalDecoder] {
    var profiles: [String: TerminalProfile] = [:]
    var decoders: [DeviceID: TerminalDecoder] = [:]
    for terminal in site.terminals {
      if profiles[terminal.profile] == nil {
        let name = "\(site.deviceProfilesFolder)/terminal/\(terminal.profile)/profile.yaml"
        profiles[terminal.profile] = text(of: name).flatMap { text in
          profile { try TerminalProfile(file: name, text: text) }
        }
      }
      guard let profile = profiles[terminal.profile] else { continue }
      check(terminal, speaks: profile.dialect)
      do throws(TerminalDecodingError) {
        decoders[terminal.id] = try TerminalDecoder(
          profile: profile, device: terminal.id, timeZone: terminal.timeZone)
      } catch {
        refuse("terminal \(terminal.id): \(error)", hint: "Check its `time_zone`")
      }
    }
    return decoders
  }

  /// ZKTeco's terminals name themselves by a serial number and know no path of ours and no token in it; all
  /// others can prove themselves, so they must.
  private mutating func check(_ terminal: TerminalSettings, speaks dialect: TerminalProfile.Dialect) {
    switch dialect {
    case .zkteco:
      if terminal.serial == nil {
        refuse("terminal \(terminal.id) needs `serial`", hint: "Write the serial number that it shows")
      }
      if case .pathToken = terminal.secret {
        refuse(
          "terminal \(terminal.id): its protocol has no place for a token",
          hint: "Put it on a network of its own and write `secret: {none: true}`, or let a proxy prove it")
      }
    case .hikvision, .dahua, .controlid:
      if terminal.serial != nil {
        refuse("terminal \(terminal.id) does not name itself by `serial`", hint: "Remove it")
      }
      if terminal.secret == .unproven {
        refuse(
          "terminal \(terminal.id) must prove itself: it can",
          hint: "Write `path_token` or `basic` in place of `none`")
      }
    }
  }
}

extension TerminalSettings {
  /// Where its requests go; Control iD appends a path of its own to the one that it was given.
  var place: PushPlace { serial.map(PushPlace.serial) ?? .prefix }
}
