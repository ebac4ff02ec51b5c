internal import AccessModel

/// What a board says of itself, in its answer and in its event messages.
struct BoardStatus: Hashable, Sendable {
  /// Of the newest event; 0 when there is none.
  var eventIndex: UInt32
  /// For doors 1 to 4.
  var doorsAreOpen: [Bool]
  var buttonsArePressed: [Bool]
  /// 0 when all is well.
  var systemError: UInt8
  /// The board's clock, local; nil when it shows no time.
  var clock: CivilTime.Fields?
  var isForcedLocked: Bool
  var isFireActive: Bool

  init(_ message: BoardMessage) {
    eventIndex = message[word: 8]
    doorsAreOpen = (28..<32).map { message[byte: $0] != 0 }
    buttonsArePressed = (32..<36).map { message[byte: $0] != 0 }
    systemError = message[byte: 36]
    isForcedLocked = message[byte: 50] & 1 != 0
    isFireActive = message[byte: 50] & 2 != 0
    // Two digits of the year.
    guard let year = message.decimal(at: 51), let month = message.decimal(at: 52),
      let day = message.decimal(at: 53), let date = BoardDate(year: 2000 + year, month: month, day: day)
    else { return }
    clock = message.time(at: 37, on: date)
  }
}
