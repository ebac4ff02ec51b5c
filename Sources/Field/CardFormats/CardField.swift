internal import FieldContract

/// A stretch of a card's bits that is one number, highest bit first.
public struct CardField: Hashable, Sendable {
  /// Position of its first bit, from 0.
  public let position: Int
  public let length: Int

  /// A number of a card fits a 64-bit word.
  public static let lengthMax = 64

  init(_ position: Int, _ length: Int) {
    self.position = position
    self.length = length
  }

  var end: Int { position + length }

  func value(in bits: CardBits) -> UInt64 {
    (position..<end).reduce(0) { $0 << 1 | (bits[$1] ? 1 : 0) }
  }

  /// Whether a number can stand in it.
  func holds(_ value: UInt64) -> Bool { length >= Self.lengthMax || value >> UInt64(length) == 0 }
}
