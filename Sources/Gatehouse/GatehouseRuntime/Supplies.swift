import AccessModel
import AccessSchedules
import CameraPush
import CardFormats
import FieldContract
import FieldListening
import Foundation
import GateKeeping
import GatehouseSettings
import ModbusDevices
import OSDPReaders
import ShellOrder
import TerminalPush
import TransportSecurity

/// Everything that a site file refers to, read and checked: what is here can be applied without failing.
struct Supplies: Sendable {
  let site: Site
  /// The site's layout, with what the barrier profiles know of their loops.
  let layout: SiteLayout
  let units: [DeviceID: [BarrierUnit]]
  let doorUnits: [DeviceID: [DoorUnit]]
  let inputUnits: [DeviceID: [InputsUnit]]
  let readers: ReaderSupplies
  let calendar: SiteCalendar
  /// The site's clock on the wall.
  let zone: ZoneRules
  let httpDevices: [HTTPFleet.Device]
  let decoders: [DeviceID: CameraDecoder]
  let terminalDecoders: [DeviceID: TerminalDecoder]
  /// Of cameras and terminals.
  let secrets: [DeviceID: PushSecret]
  let privacy: UnlistedPrivacy
  let tls: ServerTLS?

  /// Every error of the site file and of the files it names, at once.
  static func load(path: String, environment: [String: String]) throws(DocumentError) -> Supplies {
    let site = try SiteFile.load(path: path, environment: environment)
    var reader = SuppliesReader(file: path, site: site)
    let supplies = reader.read()
    guard let supplies, reader.errors.isEmpty else { throw DocumentError(reader.errors) }
    return supplies
  }
}
