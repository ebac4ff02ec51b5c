import AccessModel
import AccessSchedules
import CardFormats
import FieldContract
import Foundation
import GateKeeping
import GatehouseSettings
import ModbusDevices
import OSDPReaders
import UHPPOTEControllers
import VisitorTokens

/// Locks, input points and readers: what their profiles and key files say.
extension SuppliesReader {
  mutating func doorUnits() -> [DeviceID: [DoorUnit]] {
    var units: [DeviceID: [DoorUnit]] = [:]
    for settings in site.locks {
      guard case .board(let bus, let unit, let id, let channel, let kind) = settings.way else { continue }
      let name = "\(site.deviceProfilesFolder)/door/\(id)/profile.yaml"
      guard let text = text(of: name),
        let profile = profile({ try DoorProfile(file: name, text: text) })
      else { continue }
      let lockKind: DoorProfile.LockKind =
        switch kind {
        case .failSecure: .failSecure
        case .failSafe: .failSafe
        }
      guard let lock = profile.lock(channel: channel, kind: lockKind) else {
        refuse(
          "door \(settings.door): board \(id) has no channel \(channel)",
          hint: "It has \(profile.channelCount)")
        continue
      }
      units[bus, default: []].append(DoorUnit(door: settings.door, unit: unit, lock: lock))
    }
    return units
  }

  mutating func inputUnits() -> [DeviceID: [InputsUnit]] {
    struct Board: Hashable {
      var bus: DeviceID
      var unit: Int
      var profile: String
    }
    var order: [Board] = []
    var mappings: [Board: [InputMapping]] = [:]
    var profiles: [Board: InputsProfile] = [:]
    for settings in site.inputWays {
      guard case .board(let bus, let unit, let id, let point) = settings.way else { continue }
      let board = Board(bus: bus, unit: unit, profile: id)
      if profiles[board] == nil {
        let name = "\(site.deviceProfilesFolder)/inputs/\(id)/profile.yaml"
        guard let text = text(of: name),
          let profile = profile({ try InputsProfile(file: name, text: text) })
        else { continue }
        profiles[board] = profile
        order.append(board)
      }
      guard let channel = profiles[board]?.channel(point) else {
        let names = profiles[board]?.channelNames.joined(separator: ", ") ?? ""
        refuse("input \(settings.point): profile \(id) has no point `\(point)`", hint: "It has \(names)")
        continue
      }
      mappings[board, default: []].append(
        InputMapping(
          point: settings.point, channel: channel, inverted: settings.isInverted,
          debounce: settings.debounce, staleAfter: settings.staleAfter))
    }
    var units: [DeviceID: [InputsUnit]] = [:]
    for board in order {
      guard let profile = profiles[board], let points = mappings[board] else { continue }
      units[board.bus, default: []].append(InputsUnit(unit: board.unit, profile: profile, points: points))
    }
    return units
  }

  /// The site's schedules, and its clock on the wall by the system's own rules of its zone.
  mutating func calendar() -> (SiteCalendar, ZoneRules) {
    var zone = ZoneRules.utc
    if site.timeZone != "UTC" {
      let file = "/usr/share/zoneinfo/\(site.timeZone)"
      do throws(ScheduleError) {
        zone = try ZoneRules(tzif: Array(FileManager.default.contents(atPath: file) ?? Data()))
      } catch {
        refuse("site.time_zone: \(file): \(error)", hint: "Install the package tzdata")
      }
    }
    let schedules = site.schedules.map { ($0.id, $0.schedule) }
    return (SiteCalendar(zone: zone, schedules: Dictionary(schedules) { first, _ in first }), zone)
  }

  mutating func readers() -> ReaderSupplies {
    var supplies = ReaderSupplies()
    for line in site.readerLines {
      let readers = line.readers.compactMap { reader -> OSDPReaderSettings? in
        do throws(CardFormatError) {
          supplies.formats[reader.id] = try CardFormatSet(names: reader.cardFormats)
        } catch {
          refuse("reader \(reader.id): \(error)", hint: "Check its `card_formats`")
        }
        return self.reader(reader)
      }
      supplies.lines.append(
        OSDPBusSettings(device: line.id, transport: transport(line.link), readers: readers))
    }
    supplies.controllers = controllers()
    for controller in site.controllers {
      supplies.formats[controller.id] = formats(of: controller.id, controller.cards)
      let board = supplies.controllers.first { $0.device == controller.id }
      guard controller.keepsCards, let board, let formats = supplies.formats[controller.id] else { continue }
      supplies.cardChoices[controller.id] = BoardCardChoice(
        board: board, formats: formats, layout: site.layout)
    }
    for terminal in site.terminals {
      supplies.formats[terminal.id] = formats(of: terminal.id, terminal.cards)
    }
    for settings in site.inputWays {
      guard case .readerInput(let reader, let number) = settings.way else { continue }
      supplies.inputs[reader, default: []].append(
        ReaderSupplies.WiredInput(
          number: number, point: settings.point, isInverted: settings.isInverted))
    }
    for key in site.visitorKeys {
      supplies.siteMark = SiteMark(site: site.id.rawValue)
      let pem = FileManager.default.contents(atPath: key.publicKeyFile) ?? Data()
      do throws(VisitorTokenError) {
        try supplies.visitorKeys.add(UInt16(clamping: key.id), pem: Array(pem), file: key.publicKeyFile)
      } catch {
        refuse("visitor_keys: \(error)", hint: "Name the PEM file of an Ed25519 public key")
      }
    }
    if let file = site.credentials?.pinKeyFile {
      do {
        supplies.pinHash = Pseudonym(key: try Secret(path: file).bytes)
      } catch {
        refuse("credentials.pin_key: \(error)", hint: "Make one: openssl rand -hex 32 > pin.key; chmod 600")
      }
    }
    return supplies
  }

  private mutating func reader(_ settings: ReaderSettings) -> OSDPReaderSettings? {
    let name = "\(site.deviceProfilesFolder)/reader/\(settings.profile)/profile.yaml"
    guard let text = text(of: name),
      let profile = profile({ try OSDPReaderProfile(file: name, text: text) })
    else { return nil }
    let outputs = site.locks.compactMap { lock -> OSDPDoorOutput? in
      guard case .readerOutput(settings.id, let output, let energised) = lock.way else { return nil }
      return OSDPDoorOutput(door: lock.door, output: output, energisedReleases: energised)
    }
    var channel = OSDPReaderSettings.Channel.clear
    if let file = settings.baseKeyFile {
      guard let key = baseKey(of: settings.id, in: file) else { return nil }
      channel = .secure(key: key)
    }
    return OSDPReaderSettings(
      device: settings.id, address: settings.address, profile: profile, channel: channel, outputs: outputs)
  }

  private mutating func baseKey(of reader: DeviceID, in file: String) -> OSDPBaseKey? {
    do {
      let digits = try Secret(path: file).bytes
      guard let bytes = Self.bytes(hexadecimal: digits), let key = OSDPBaseKey(bytes) else {
        refuse(
          "reader \(reader): \(file) holds no base key of its own",
          hint: "It is 32 hexadecimal digits, and not the default key: openssl rand -hex 16 > FILE")
        return nil
      }
      return key
    } catch {
      refuse("reader \(reader): \(error)", hint: "Write its key into that file, mode 0600")
      return nil
    }
  }

  private static func bytes(hexadecimal digits: [UInt8]) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[start..<start + 2], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private func transport(_ link: ReaderLineSettings.Link) -> OSDPBusSettings.Transport {
    switch link {
    case .tcp(let host, let port): .tcp(host: host, port: port)
    case .serial(let path, let baud): .serial(path: path, bauds: baud.map { [$0] } ?? [])
    }
  }
}
