import AccessModel
import CardFormats
import UHPPOTEControllers

/// Which credentials of a list a board may keep, and for which of its doors: those that a card alone opens
/// there now, so that the board opens for nobody for whom Gatehouse would not.
struct BoardCardChoice: Hashable, Sendable {
  let board: UHPPOTESettings
  let formats: CardFormatSet
  /// Doors at which more is asked for than a card, or that something else may forbid.
  let reserved: Set<DoorID>

  /// A sally port, a hold, a PIN, a second person and a counted area are nothing that a board knows.
  init(board: UHPPOTESettings, formats: CardFormatSet, layout: SiteLayout) {
    self.board = board
    self.formats = formats
    let asking = layout.doors.filter { door in
      door.readers.contains {
        $0.asksFor == .credentialAndPIN || $0.personsMin > 1 || $0.from != nil || $0.to != nil
      }
    }
    reserved = Set(
      asking.map(\.id) + layout.sallyPorts.flatMap(\.doors) + layout.holds.flatMap(\.doors))
  }

  func set(of credentials: [Credential], edition: ListEdition, at now: CivilTime) -> BoardCardSet {
    var cards: [BoardCard] = []
    var leftOut = 0
    // As in the register: of two credentials with one card the earlier one counts.
    var seen: Set<CredentialIdentifier> = []
    let yesterday = board.wholeDays(from: nil, until: now)?.until
    for credential in credentials {
      let before = cards.count
      for identifier in credential.identifiers where seen.insert(identifier).inserted {
        guard let card = card(identifier, of: credential) else { continue }
        if yesterday.map({ card.until > $0 }) ?? true { cards.append(card) }
      }
      if cards.count == before { leftOut += 1 }
    }
    return BoardCardSet(cards: cards, edition: "\(edition.list) \(edition.version)", leftOut: leftOut)
  }

  private func card(_ identifier: CredentialIdentifier, of credential: Credential) -> BoardCard? {
    guard identifier.kind == .card, credential.isEnabled, credential.pin == nil, credential.duressPIN == nil,
      credential.schedule == nil, !credential.needsEscort, let number = number(of: identifier),
      let days = board.wholeDays(from: credential.validFrom, until: credential.validUntil)
    else { return nil }
    let doors = (1...BoardCard.doorsCount).map { number -> UInt8 in
      let door = board.doors.first { $0.number == number }?.door
      return door.map { credential.doors.contains($0) && !reserved.contains($0) } == true ? 1 : 0
    }
    guard doors.contains(1) else { return nil }
    return BoardCard(number: number, from: days.from, until: days.until, doors: doors)
  }

  /// The number that the board itself reads from this card; nil when it would read another card from it.
  private func number(of identifier: CredentialIdentifier) -> UInt32? {
    let parts = identifier.value.drop { $0 != ":" }.dropFirst().split(separator: "-").map { UInt64($0) }
    switch (parts.count, parts.first ?? nil, parts.last ?? nil) {
    case (1, let number?, _): return read(number, as: identifier)
    case (2, let facility?, let number?):
      let (high, isTooLarge) = facility.multipliedReportingOverflow(by: Self.facilityPlace)
      return isTooLarge ? nil : read(high &+ number, as: identifier)
    default: return nil
    }
  }

  /// Boards write the facility before a number of five digits.
  private static let facilityPlace: UInt64 = 100_000

  private func read(_ number: UInt64, as identifier: CredentialIdentifier) -> UInt32? {
    guard let short = UInt32(exactly: number), formats.outcome(ofNumber: "\(short)") == .card(identifier)
    else { return nil }
    return short
  }
}
