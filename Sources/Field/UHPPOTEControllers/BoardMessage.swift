internal import AccessModel

/// One message of a UT0311-L0x board: 64 bytes, little-endian, the same frame for requests and replies.
struct BoardMessage: Hashable, Sendable {
  static let length = 64
  /// First byte of every message.
  static let mark: UInt8 = 0x17
  /// First byte of event messages of firmware 6.62.
  static let eventMark: UInt8 = 0x19

  private(set) var bytes: [UInt8]

  /// An empty message for a board; serial number 0 asks every board.
  init(_ function: BoardFunction, serial: UInt32) {
    bytes = [UInt8](repeating: 0, count: Self.length)
    bytes[0] = Self.mark
    bytes[1] = function.rawValue
    self[word: 4] = serial
  }

  /// Nil when the datagram is no message of such a board.
  init?(datagram: [UInt8]) {
    guard datagram.count == Self.length, let function = BoardFunction(rawValue: datagram[1]),
      datagram[0] == Self.mark || (datagram[0] == Self.eventMark && function == .status)
    else { return nil }
    bytes = datagram
  }

  /// What it asks or answers; checked by the initialisers.
  var function: BoardFunction { BoardFunction(rawValue: bytes[1]) ?? .status }
  var serial: UInt32 { self[word: 4] }

  /// Offsets are our own constants below 64.
  subscript(byte offset: Int) -> UInt8 {
    get { bytes[offset] }
    set { bytes[offset] = newValue }
  }

  /// Four bytes, lowest first.
  subscript(word offset: Int) -> UInt32 {
    get { (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) } }
    set {
      for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: newValue >> UInt32(8 * index)) }
    }
  }

  /// Two bytes, lowest first.
  subscript(half offset: Int) -> UInt16 {
    get { UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8 }
    set {
      bytes[offset] = UInt8(truncatingIfNeeded: newValue)
      bytes[offset + 1] = UInt8(newValue >> 8)
    }
  }

  /// The two decimal digits of a BCD byte; nil when it holds others.
  func decimal(at offset: Int) -> Int? {
    let (high, low) = (bytes[offset] >> 4, bytes[offset] & 0x0F)
    return high < 10 && low < 10 ? Int(high) * 10 + Int(low) : nil
  }

  mutating func setDecimal(_ value: Int, at offset: Int) {
    let value = min(max(value, 0), 99)
    bytes[offset] = UInt8((value / 10) << 4 | value % 10)
  }

  /// A date of four BCD bytes; nil for zeros and for what is no date.
  func date(at offset: Int) -> BoardDate? {
    guard let century = decimal(at: offset), let year = decimal(at: offset + 1),
      let month = decimal(at: offset + 2), let day = decimal(at: offset + 3)
    else { return nil }
    return BoardDate(year: century * 100 + year, month: month, day: day)
  }

  mutating func setDate(_ date: BoardDate, at offset: Int) {
    setDecimal(date.year / 100, at: offset)
    setDecimal(date.year % 100, at: offset + 1)
    setDecimal(date.month, at: offset + 2)
    setDecimal(date.day, at: offset + 3)
  }

  /// Date and time of day of seven BCD bytes; nil for what is none.
  func fields(at offset: Int) -> CivilTime.Fields? {
    guard let date = date(at: offset) else { return nil }
    return time(at: offset + 4, on: date)
  }

  mutating func setFields(_ fields: CivilTime.Fields, at offset: Int) {
    setDecimal(fields.year / 100, at: offset)
    setDecimal(fields.year % 100, at: offset + 1)
    setDecimal(fields.month, at: offset + 2)
    setDecimal(fields.day, at: offset + 3)
    setDecimal(fields.hour, at: offset + 4)
    setDecimal(fields.minute, at: offset + 5)
    setDecimal(fields.second, at: offset + 6)
  }

  /// A time of day of three BCD bytes on a date.
  func time(at offset: Int, on date: BoardDate) -> CivilTime.Fields? {
    guard let hour = decimal(at: offset), let minute = decimal(at: offset + 1),
      let second = decimal(at: offset + 2), hour < 24, minute < 60, second < 60
    else { return nil }
    return CivilTime.Fields(
      year: date.year, month: date.month, day: date.day, hour: hour, minute: minute, second: second)
  }
}

/// Second byte of a message.
enum BoardFunction: UInt8, Hashable, Sendable {
  case status = 0x20
  case setTime = 0x30
  case getTime = 0x32
  case openDoor = 0x40
  case putCard = 0x50
  case deleteCard = 0x52
  case cardCount = 0x58
  case card = 0x5A
  case cardAtIndex = 0x5C
  case setDoor = 0x80
  case door = 0x82
  case setListener = 0x90
  case listener = 0x92
  case device = 0x94
  case event = 0xB0
  case setEventIndex = 0xB2
  case eventIndex = 0xB4
}
