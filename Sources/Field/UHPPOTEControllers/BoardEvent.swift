internal import AccessModel
internal import FieldContract

/// One event of a board's memory.
struct BoardEvent: Hashable, Sendable {
  enum Kind: UInt8, Hashable, Sendable {
    case none = 0
    case swipe = 1
    case door = 2
    case alarm = 3
    /// The board needed its place for a newer one.
    case overwritten = 0xFF
  }

  var index: UInt32
  /// The kind as sent; nil for one that is not known.
  var kind: Kind?
  var isGranted: Bool
  var door: UInt8
  var isExit: Bool
  var card: UInt32
  /// The board's clock, local; nil when it is no time.
  var time: CivilTime.Fields?
  var reason: UInt8

  init(_ message: BoardMessage) {
    index = message[word: 8]
    kind = Kind(rawValue: message[byte: 12])
    isGranted = message[byte: 13] != 0
    door = message[byte: 14]
    isExit = message[byte: 15] == 2
    card = message[word: 16]
    time = message.fields(at: 20)
    reason = message[byte: 27]
  }

  /// 1 to 4: the entry reader of that door; 5 to 8: the exit reader of door 1 to 4.
  var readerNumber: Int? {
    guard (1...4).contains(door) else { return nil }
    return Int(door) + (isExit ? 4 : 0)
  }

  func report(device: DeviceID, capturedAt: CivilTime?, isReplay: Bool) -> ReaderReport {
    let words = "\(Self.words(ofReason: reason)) (\(reason))"
    guard kind == .swipe, card != 0 else {
      return ReaderReport(
        device: device, readerNumber: readerNumber,
        fact: .deviceEvent("event \(index), door \(door): \(words)"), capturedAt: capturedAt,
        isReplay: isReplay)
    }
    return ReaderReport(
      device: device, readerNumber: readerNumber, fact: .cardNumber("\(card)"), capturedAt: capturedAt,
      isReplay: isReplay, deviceVerdict: DeviceVerdict(isGranted: isGranted, words: words))
  }

  /// The maker's reasons; others are reserved.
  static func words(ofReason reason: UInt8) -> String {
    switch reason {
    case 1: "swipe"
    case 5: "denied: the host decides"
    case 6: "denied: no privilege"
    case 7: "denied: wrong password"
    case 8: "denied: anti-passback"
    case 9: "denied: more cards wanted"
    case 10: "denied: first card wanted"
    case 11: "denied: the door is held closed"
    case 12: "denied: interlock"
    case 13: "denied: used too often"
    case 15: "denied: not at this time"
    case 18: "denied"
    case 20: "push button"
    case 23: "door opened"
    case 24: "door closed"
    case 25: "opened by super password"
    case 28: "power on"
    case 29: "reset"
    case 31: "push button without effect: held locked"
    case 32: "push button without effect: not on line"
    case 33: "push button without effect: interlock"
    case 34: "threat code"
    case 37: "open too long"
    case 38: "forced open"
    case 39: "fire"
    case 40: "forced close"
    case 41: "guard against theft"
    case 42: "24-hour zone"
    case 43: "emergency call"
    case 44: "remote open"
    case 45: "remote open by USB reader"
    default: "reason unknown"
    }
  }
}
