import AccessModel
import GatehouseSettings
import HTTPActuators

/// Barriers and locks that are commanded over HTTP: their profiles and passwords.
extension SuppliesReader {
  mutating func httpDevices(_ layout: inout SiteLayout) -> [HTTPFleet.Device] {
    var profiles: [String: HTTPProfile] = [:]
    var devices: [HTTPFleet.Device] = []
    for command in site.httpCommands {
      if profiles[command.profile] == nil {
        let name = "\(site.deviceProfilesFolder)/http/\(command.profile)/profile.yaml"
        profiles[command.profile] = text(of: name).flatMap { text in
          profile { try HTTPProfile(file: name, text: text) }
        }
      }
      let password = httpPassword(of: command)
      guard let profile = profiles[command.profile], let password else { continue }
      let settings = HTTPDeviceSettings(
        device: command.id, host: command.host, port: command.port, trust: .init(command.trust),
        credentials: HTTPCredentials(user: command.user, password: password),
        connectTimeout: command.connectTimeout, requestTimeout: command.requestTimeout)
      let target = HTTPTarget(.init(command.moves), channel: command.channel, profile: profile)
      devices.append(HTTPFleet.Device(settings: settings, target: target))
      for index in layout.lanes.indices where layout.lanes[index].barrier?.device == command.id {
        layout.lanes[index].barrier?.hasPresenceLoop = false
      }
    }
    return devices
  }

  private mutating func httpPassword(of command: HTTPCommandSettings) -> String? {
    do {
      if let text = String(validating: try Secret(path: command.passwordFile).bytes, as: UTF8.self) {
        return text
      }
      refuse("\(command.id): the password in \(command.passwordFile) is not UTF-8", hint: "Write it as UTF-8")
    } catch {
      refuse("\(command.id): \(error)", hint: "Write the password into that file, mode 0600")
    }
    return nil
  }
}

extension HTTPDeviceSettings.Trust {
  fileprivate init(_ trust: HTTPCommandSettings.Trust) {
    self =
      switch trust {
      case .plain: .plain
      case .authorities(let file): .authorities(file: file)
      case .publicKey(let sha256): .publicKey(sha256: sha256)
      }
  }
}

extension HTTPTarget.Thing {
  fileprivate init(_ thing: HTTPCommandSettings.Thing) {
    self =
      switch thing {
      case .barrier(let barrier): .barrier(barrier)
      case .door(let door): .door(door)
      }
  }
}
