internal import AccessModel

/// What a board is asked, and by what an answer to it is known.
enum BoardRequest: Hashable, Sendable {
  case status
  case device
  case setTime(CivilTime.Fields)
  case event(UInt32)
  case eventIndex
  case setEventIndex(UInt32)
  case door(Int)
  case setDoor(Int, BoardDoorMode, seconds: UInt8)
  case openDoor(Int)
  case listener
  case setListener(BoardEndpoint)
  case putCard(BoardCard)
  case card(UInt32)
  case cardAtIndex(UInt32)
  case cardCount
  case deleteCard(UInt32)

  /// Asks for the oldest event that the board still has.
  static let oldestEvent = BoardRequest.event(0)
  /// Asks for the newest.
  static let newestEvent = BoardRequest.event(0xFFFF_FFFF)
  /// Proof of intent that the board wants with what it stores for good.
  private static let intent: UInt32 = 0x55AA_AA55

  var function: BoardFunction {
    switch self {
    case .status: .status
    case .device: .device
    case .setTime: .setTime
    case .event: .event
    case .eventIndex: .eventIndex
    case .setEventIndex: .setEventIndex
    case .door: .door
    case .setDoor: .setDoor
    case .openDoor: .openDoor
    case .listener: .listener
    case .setListener: .setListener
    case .putCard: .putCard
    case .card: .card
    case .cardAtIndex: .cardAtIndex
    case .cardCount: .cardCount
    case .deleteCard: .deleteCard
    }
  }

  func message(serial: UInt32) -> BoardMessage {
    var message = BoardMessage(function, serial: serial)
    switch self {
    case .status, .device, .eventIndex, .listener, .cardCount: break
    case .setTime(let fields): message.setFields(fields, at: 8)
    case .event(let index), .cardAtIndex(let index): message[word: 8] = index
    case .setEventIndex(let index):
      message[word: 8] = index
      message[word: 12] = Self.intent
    case .door(let number), .openDoor(let number): message[byte: 8] = UInt8(clamping: number)
    case .setDoor(let number, let mode, let seconds):
      message[byte: 8] = UInt8(clamping: number)
      message[byte: 9] = mode.rawValue
      message[byte: 10] = seconds
    case .setListener(let endpoint):
      for (index, byte) in endpoint.address.enumerated() { message[byte: 8 + index] = byte }
      message[half: 12] = endpoint.port
    case .putCard(let card): return card.request(serial: serial)
    case .card(let number), .deleteCard(let number): message[word: 8] = number
    }
    return message
  }

  /// Whether a message answers this request and not an earlier one whose reply came twice or late.
  func isAnswered(by message: BoardMessage) -> Bool {
    guard message.function == function else { return false }
    switch self {
    case .event(let index):
      return index == 0 || index == 0xFFFF_FFFF || message[word: 8] == index || message[word: 8] == 0
    case .card(let number): return message[word: 8] == number || message[word: 8] == 0
    case .door(let number): return Int(message[byte: 8]) == number
    case .setDoor(let number, let mode, let seconds):
      return Int(message[byte: 8]) == number && message[byte: 9] == mode.rawValue
        && message[byte: 10] == seconds
    case .status, .device, .setTime, .eventIndex, .setEventIndex, .openDoor, .listener, .setListener,
      .putCard,
      .cardAtIndex, .cardCount, .deleteCard:
      return true
    }
  }
}

/// How a board holds a door.
enum BoardDoorMode: UInt8, Hashable, Sendable {
  case normallyOpen = 1
  case normallyClosed = 2
  /// Locked; cards and commands release it.
  case controlled = 3
}
