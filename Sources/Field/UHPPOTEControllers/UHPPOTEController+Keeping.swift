internal import AccessModel
internal import FieldContract

/// The cards that a board is to keep, and where they come from.
public struct BoardCardSet: Hashable, Sendable {
  public let cards: [BoardCard]
  /// The edition of the list, in words for the record.
  public let edition: String
  /// Credentials of that edition that this board is not given.
  public let leftOut: Int

  public init(cards: [BoardCard], edition: String, leftOut: Int) {
    (self.cards, self.edition, self.leftOut) = (cards, edition, leftOut)
  }
}

extension UHPPOTEController {
  /// Makes the board's cards these, now or when it comes online, and again whenever it comes back; a newer
  /// set replaces this one. What was done is told as a `deviceEvent`; while it is not, the health says why.
  public func keep(_ set: BoardCardSet) { exchange.keep(set) }

  func bring(_ set: BoardCardSet) async {
    do throws(UHPPOTEError) {
      let report = try await sync(set.cards)
      exchange.brought(set, failure: nil, at: clock().moment)
      let words =
        "cards of \(set.edition): \(report.kept) kept, \(report.written) written, \(report.deleted) deleted, "
        + "\(set.leftOut) not for this board"
      _ = await sink.submit([ReaderReport(device: settings.device, fact: .deviceEvent(words))])
    } catch {
      exchange.brought(
        set, failure: "its cards are not those of \(set.edition): \(error)", at: clock().moment)
    }
  }
}
