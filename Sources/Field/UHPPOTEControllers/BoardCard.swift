/// A card as a board keeps it, so that the board opens its doors when nobody can be asked.
public struct BoardCard: Hashable, Sendable {
  public let number: UInt32
  /// First and last day on which it opens.
  public let from: BoardDate
  public let until: BoardDate
  /// For doors 1 to 4: 0 no, 1 always, 2 to 254 by the time profile of this number.
  public let doors: [UInt8]
  /// 1 to 999999, or 0 for none. A secret: never logged.
  public let pin: UInt32

  public static let doorsCount = 4
  public static let pinMax: UInt32 = 999_999
  /// Boards keep no more.
  public static let countMax = 20_000

  /// Nil for number 0 or the mark of a deleted card, a wrong PIN, or other than four doors.
  public init?(number: UInt32, from: BoardDate, until: BoardDate, doors: [UInt8], pin: UInt32 = 0) {
    guard number != 0, number != Self.deletedNumber, pin <= Self.pinMax, doors.count == Self.doorsCount,
      from <= until
    else { return nil }
    self.number = number
    self.from = from
    self.until = until
    self.doors = doors
    self.pin = pin
  }

  /// Stands where a card was deleted.
  static let deletedNumber: UInt32 = 0xFFFF_FFFF

  /// What a reply to `card` or `cardAtIndex` holds; nil when it holds no sound card.
  init?(_ message: BoardMessage) {
    guard let from = message.date(at: 12), let until = message.date(at: 16) else { return nil }
    let pin = message[word: 24] & 0x00FF_FFFF
    self.init(
      number: message[word: 8], from: from, until: until, doors: (20..<24).map { message[byte: $0] }, pin: pin
    )
  }

  func request(serial: UInt32) -> BoardMessage {
    var message = BoardMessage(.putCard, serial: serial)
    message[word: 8] = number
    message.setDate(from, at: 12)
    message.setDate(until, at: 16)
    for (index, door) in doors.enumerated() { message[byte: 20 + index] = door }
    message[word: 24] = pin
    return message
  }
}
