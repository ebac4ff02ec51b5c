internal import AccessModel

/// How far a synchronisation of cards has come.
public struct CardSyncProgress: Hashable, Sendable {
  public enum Phase: String, Hashable, Sendable, CaseIterable {
    case reading, deleting, writing
  }

  public let phase: Phase
  public let done: Int
  public let total: Int
}

/// What a synchronisation of cards did.
public struct CardSyncReport: Hashable, Sendable {
  /// Cards that were there already, written and read back, deleted.
  public var kept = 0
  public var written = 0
  public var deleted = 0
}

extension UHPPOTEController {
  /// The card of this number; nil when the board has none.
  public func card(_ number: UInt32) async throws(UHPPOTEError) -> BoardCard? {
    BoardCard(try await ask(.card(number)))
  }

  /// Writes one card and reads it back.
  public func put(_ card: BoardCard) async throws(UHPPOTEError) {
    let answer = try await ask(.putCard(card))
    guard answer[byte: 8] == 1 else { throw .refused(settings.device, "card \(card.number)") }
    guard try await self.card(card.number) == card else {
      throw .notReadBack(settings.device, card: card.number)
    }
  }

  /// Deletes one card; one that is not there is deleted as well.
  public func delete(card number: UInt32) async throws(UHPPOTEError) {
    _ = try await ask(.deleteCard(number))
    guard try await ask(.card(number))[word: 8] != number else {
      throw .notReadBack(settings.device, card: number)
    }
  }

  /// Makes the board's cards exactly these, so that it works alone. Only differences are written: after an
  /// error the next call goes on where this one stopped.
  public func sync(
    _ cards: [BoardCard], progress: @Sendable (CardSyncProgress) -> Void = { _ in }
  ) async throws(UHPPOTEError) -> CardSyncReport {
    let wanted = Dictionary(cards.map { ($0.number, $0) }, uniquingKeysWith: { $1 })
    guard wanted.count <= BoardCard.countMax else { throw .tooManyCards(wanted.count) }
    let present = try await readCards(progress)
    var report = CardSyncReport()
    let surplus = present.keys.filter { wanted[$0] == nil }.sorted()
    for (index, number) in surplus.enumerated() {
      try await delete(card: number)
      report.deleted += 1
      progress(CardSyncProgress(phase: .deleting, done: index + 1, total: surplus.count))
    }
    let different = wanted.values.filter { present[$0.number] != .some(.some($0)) }.sorted {
      $0.number < $1.number
    }
    report.kept = wanted.count - different.count
    for (index, card) in different.enumerated() {
      try await put(card)
      report.written += 1
      progress(CardSyncProgress(phase: .writing, done: index + 1, total: different.count))
    }
    return report
  }

  /// Every card of the board; nil for one that makes no sense.
  private func readCards(_ progress: @Sendable (CardSyncProgress) -> Void) async throws(UHPPOTEError)
    -> [UInt32: BoardCard?]
  {
    let count = Int(min(try await ask(.cardCount)[word: 8], UInt32(BoardCard.countMax)))
    var found: [UInt32: BoardCard?] = [:]
    var index: UInt32 = 1
    // Deleted cards keep their place until it is taken again.
    while found.count < count, index <= 2 * UInt32(BoardCard.countMax) {
      let message = try await ask(.cardAtIndex(index))
      index += 1
      let number = message[word: 8]
      guard number != BoardCard.deletedNumber else { continue }
      guard number != 0 else { break }
      found[number] = .some(BoardCard(message))
      progress(CardSyncProgress(phase: .reading, done: found.count, total: count))
    }
    return found
  }
}
