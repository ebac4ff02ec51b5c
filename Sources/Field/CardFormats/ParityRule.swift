internal import FieldContract

/// One parity bit of a card and the bits that it speaks for.
public struct ParityRule: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case even, odd
  }

  /// Position of the parity bit, from 0.
  public let position: Int
  public let kind: Kind
  /// Positions of the bits that it covers, ascending, without its own.
  public let covered: [Int]

  init(_ position: Int, _ kind: Kind, over covered: some Sequence<Int>) {
    self.position = position
    self.kind = kind
    self.covered = covered.sorted()
  }

  func holds(for bits: CardBits) -> Bool {
    let ones = covered.count { bits[$0] } + (bits[position] ? 1 : 0)
    switch kind {
    case .even: return ones % 2 == 0
    case .odd: return ones % 2 == 1
    }
  }
}
