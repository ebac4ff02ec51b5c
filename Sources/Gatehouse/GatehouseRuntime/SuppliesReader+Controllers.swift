import AccessModel
import CardFormats
import GatehouseSettings
import UHPPOTEControllers

/// Access controllers: what hangs on them, and the formats of their cards.
extension SuppliesReader {
  mutating func controllers() -> [UHPPOTESettings] {
    site.controllers.compactMap { settings in
      guard let reach = UHPPOTESettings.Reach(settings.reach) else { return nil }
      let doors = site.locks.compactMap { lock -> UHPPOTESettings.Door? in
        guard case .controllerDoor(settings.id, let number) = lock.way else { return nil }
        return UHPPOTESettings.Door(door: lock.door, number: number)
      }
      let inputs = site.inputWays.compactMap { input -> UHPPOTESettings.Input? in
        guard case .controllerSignal(settings.id, let signal) = input.way else { return nil }
        return UHPPOTESettings.Input(
          point: input.point, source: .init(signal), isInverted: input.isInverted)
      }
      return UHPPOTESettings(
        device: settings.id, serial: settings.serial, reach: reach, doors: doors, inputs: inputs,
        timeZone: settings.timeZone, setsClock: settings.setsClock, clockOffsetMax: settings.clockOffsetMax,
        listener: settings.listener.flatMap { BoardEndpoint($0) }, poll: settings.poll)
    }
  }

  /// The formats of a device that decodes cards by itself.
  mutating func formats(of device: DeviceID, _ cards: CardSettings) -> CardFormatSet? {
    do throws(CardFormatError) {
      return try CardFormatSet(
        names: cards.formats, numberForm: CardNumberForm(cards.numberForm),
        numberFormat: cards.numberFormat)
    } catch {
      refuse("\(device): \(error)", hint: "Check its `card_formats` and `card_numbers`")
      return nil
    }
  }
}

extension CardNumberForm {
  fileprivate init(_ form: CardSettings.NumberForm) {
    self =
      switch form {
      case .asWritten: .asWritten
      case .facilityDigits: .facilityDigits
      case .decimal: .decimal
      case .hexadecimal: .hexadecimal
      }
  }
}

extension UHPPOTESettings.Reach {
  fileprivate init?(_ reach: ControllerSettings.Reach) {
    switch reach {
    case .address(let endpoint):
      guard let endpoint = BoardEndpoint(endpoint) else { return nil }
      self = .address(endpoint)
    case .broadcast(let endpoint):
      guard let endpoint = BoardEndpoint(endpoint) else { return nil }
      self = .broadcast(endpoint)
    }
  }
}

extension BoardEndpoint {
  fileprivate init?(_ endpoint: ControllerSettings.Endpoint) {
    self.init(endpoint.address, port: UInt16(clamping: endpoint.port))
  }
}

extension UHPPOTESettings.Input.Source {
  fileprivate init(_ signal: ControllerSignal) {
    self =
      switch signal {
      case .doorContact1: .doorContact(1)
      case .doorContact2: .doorContact(2)
      case .doorContact3: .doorContact(3)
      case .doorContact4: .doorContact(4)
      case .button1: .button(1)
      case .button2: .button(2)
      case .button3: .button(3)
      case .button4: .button(4)
      case .fire: .fire
      case .forcedLock: .forcedLock
      }
  }
}
