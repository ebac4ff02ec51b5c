import AccessModel
import CameraPush
import FieldContract
import FieldListening
import Foundation
import GatehouseSettings
import ModbusDevices
import ShellOrder
import TransportSecurity

/// Collects what is wrong with the files beside the site file.
struct SuppliesReader {
  let file: String
  let site: Site
  var errors: [Diagnostic] = []
  /// Read once each, however many devices have it; nil for one that cannot be used and was reported.
  private var cameraProfiles: [String: CameraProfile?] = [:]
  private var barrierProfiles: [String: BarrierProfile?] = [:]

  init(file: String, site: Site) {
    self.file = file
    self.site = site
  }

  mutating func read() -> Supplies? {
    var layout = site.layout
    let units = barrierUnits(&layout)
    let (doorUnits, inputUnits, readers) = (self.doorUnits(), self.inputUnits(), self.readers())
    let (calendar, zone) = calendar()
    var decoders: [DeviceID: CameraDecoder] = [:]
    var secrets: [DeviceID: PushSecret] = [:]
    for camera in site.cameras {
      decoders[camera.id] = decoder(of: camera)
      secrets[camera.id] = secret("camera \(camera.id)", camera.secret)
    }
    let httpDevices = httpDevices(&layout)
    let terminalDecoders = terminalDecoders()
    for terminal in site.terminals {
      secrets[terminal.id] = secret("terminal \(terminal.id)", terminal.secret)
    }
    let privacy = privacy()
    var tls: ServerTLS?
    if let files = site.fieldListener.tls {
      do {
        tls = try ServerTLS(
          certificateChain: files.certificateFile, privateKey: files.keyFile, clientCA: files.clientCAFile,
          clientVerification: files.clientCAFile == nil ? .none : .optional)
      } catch {
        refuse("field_listener.tls: \(error)", hint: "Check the certificate, key and CA files")
      }
    }
    guard errors.isEmpty, let privacy else { return nil }
    return Supplies(
      site: site, layout: layout, units: units, doorUnits: doorUnits, inputUnits: inputUnits,
      readers: readers, calendar: calendar, zone: zone, httpDevices: httpDevices, decoders: decoders,
      terminalDecoders: terminalDecoders, secrets: secrets, privacy: privacy, tls: tls)
  }

  private mutating func barrierUnits(_ layout: inout SiteLayout) -> [DeviceID: [BarrierUnit]] {
    var units: [DeviceID: [BarrierUnit]] = [:]
    for settings in site.barrierUnits {
      guard let profile = barrierProfile(settings.profile) else { continue }
      units[settings.bus, default: []].append(
        BarrierUnit(barrier: settings.barrier, unit: settings.unit, profile: profile))
      for index in layout.lanes.indices where layout.lanes[index].barrier?.id == settings.barrier {
        layout.lanes[index].barrier?.hasPresenceLoop = profile.hasPresenceLoop
        if layout.lanes[index].barrier?.closing == .gatehouse, !profile.hasPresenceLoop {
          refuse(
            "lane \(layout.lanes[index].id): profile \(settings.profile) has no presence loop, "
              + "so Gatehouse cannot lower its barrier (P4)",
            hint: "Write `closing: controller`, or wire a loop and name it in the profile")
        }
      }
    }
    return units
  }

  private mutating func decoder(of camera: CameraSettings) -> CameraDecoder? {
    guard let profile = cameraProfile(camera.profile) else { return nil }
    do {
      return try CameraDecoder(profile: profile, device: camera.id, timeZone: camera.timeZone)
    } catch {
      refuse("camera \(camera.id): \(error)", hint: "Check its `time_zone`")
      return nil
    }
  }

  private mutating func secret(_ who: String, _ secret: CameraSecret) -> PushSecret? {
    do {
      switch secret {
      case .pathToken(let file):
        let token = try Secret(path: file).bytes
        guard Self.isToken(token) else {
          refuse(
            "\(who): the token in \(file) cannot stand in a path, or is too short",
            hint:
              "Make one: openssl rand -hex 24. At least 16 of A-Z a-z 0-9 - . _ ~"
          )
          return nil
        }
        return .pathToken(token)
      case .basic(let user, let file): return .basic(user: user, password: try Secret(path: file).bytes)
      case .clientCertificate(let name): return .clientCertificate(name: name)
      case .unproven: return .unproven
      }
    } catch {
      refuse("\(who): \(error)", hint: "Write the secret into that file, mode 0600")
      return nil
    }
  }

  /// RFC 3986 §2.3, unreserved: what no camera and no proxy encodes in a way of its own.
  private static func isToken(_ bytes: [UInt8]) -> Bool {
    (16...256).contains(bytes.count)
      && bytes.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || [0x2D, 0x2E, 0x5F, 0x7E].contains($0)
      }
  }

  private mutating func privacy() -> UnlistedPrivacy? {
    switch site.unlistedForwarding {
    case .none: return UnlistedPrivacy.none
    case .full: return .full
    case .pseudonymous:
      do {
        return .pseudonymous(Pseudonym(key: try Secret(path: site.pseudonymKeyFile ?? "").bytes).of)
      } catch {
        refuse(
          "site.pseudonym_key: \(error)", hint: "Make one: openssl rand -hex 32 > pseudonym.key; chmod 600")
        return nil
      }
    }
  }

  private mutating func barrierProfile(_ id: String) -> BarrierProfile? {
    if let known = barrierProfiles[id] { return known }
    let name = "\(site.deviceProfilesFolder)/barrier/\(id)/profile.yaml"
    let read = text(of: name).flatMap { text in profile { try BarrierProfile(file: name, text: text) } }
    barrierProfiles[id] = .some(read)
    return read
  }

  private mutating func cameraProfile(_ id: String) -> CameraProfile? {
    if let known = cameraProfiles[id] { return known }
    let name = "\(site.deviceProfilesFolder)/camera/\(id)/profile.yaml"
    let read = text(of: name).flatMap { text in profile { try CameraProfile(file: name, text: text) } }
    cameraProfiles[id] = .some(read)
    return read
  }

  mutating func text(of name: String) -> String? {
    guard let bytes = FileManager.default.contents(atPath: name) else {
      refuse("there is no device profile at \(name)", hint: "Check `profile` and `device_profiles`")
      return nil
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      errors.append(
        Diagnostic(file: name, line: 1, what: "the profile is not UTF-8", hint: "Save it as UTF-8"))
      return nil
    }
    return text
  }

  mutating func profile<Profile>(_ read: () throws -> Profile) -> Profile? {
    do {
      return try read()
    } catch let error as DocumentError {
      errors += error.diagnostics
    } catch {
      refuse("\(error)", hint: "Check the device profile")
    }
    return nil
  }

  mutating func refuse(_ what: String, hint: String) {
    errors.append(Diagnostic(file: file, line: 1, what: what, hint: hint))
  }
}
