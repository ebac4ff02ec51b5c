public import AccessModel

/// Why a board could not be asked, or set up.
public enum UHPPOTEError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownTimeZone(DeviceID, String)
  /// The controller is not running, or too much waits for it.
  case notReady(DeviceID, String)
  /// No answer after all tries.
  case silent(DeviceID, String)
  case refused(DeviceID, String)
  /// What was written is not what the board then showed.
  case notReadBack(DeviceID, card: UInt32)
  case socket(String, code: Int32)
  case tooManyCards(Int)

  public var description: String {
    switch self {
    case .unknownTimeZone(let device, let name):
      "time zone `\(name)` of \(device) is unknown. Write an IANA name such as Asia/Shanghai, install tzdata"
    case .notReady(let device, let why): "\(device): \(why). Try again when the board is online"
    case .silent(let device, let what):
      "\(device) does not answer (\(what)). Check its address, serial number, power and network"
    case .refused(let device, let what): "\(device) refuses: \(what). Check doors and cards of its settings"
    case .notReadBack(let device, let card):
      "\(device) keeps another card \(card) than was written. Synchronise again, or replace the board"
    case .socket(let what, let code): "\(what): errno \(code). Check the address and that the port is free"
    case .tooManyCards(let count):
      "\(count) cards for a board that keeps \(BoardCard.countMax). Give it fewer cards"
    }
  }
}
