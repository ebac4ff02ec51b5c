import AccessModel

/// From identifiers to the credentials that they stand for, which keep the texts: eight bytes an identifier.
struct IdentifierTable: Sendable {
  /// What is entered came first, or was there already.
  enum Entry {
    case first, shadowed
  }

  /// Open addressing, at most half full; 0 is free. From above: a hash, whether several share the identifier,
  /// its kind, and the position of its credential from 1.
  private var slots: [UInt64]
  private static let positionMask: UInt64 = 0x0FFF_FFFF
  private static let sharedBit: UInt64 = 0x8000_0000
  private static let tagMask: UInt64 = ~(positionMask | sharedBit)

  /// Room for so many identifiers.
  init(reserving count: Int) {
    var slotCount = 16
    while slotCount < count * 2 { slotCount *= 2 }
    slots = Array(repeating: 0, count: slotCount)
  }

  /// The position of the credential; nil for none, and for what several share.
  func position(of identifier: CredentialIdentifier, in credentials: [Credential]) -> Int? {
    let slot = slots[place(of: identifier, in: credentials)]
    return slot == 0 || slot & Self.sharedBit != 0 ? nil : Self.position(slot)
  }

  /// Enters an identifier of the credential at a position; of a PIN that is there already, nobody is found.
  mutating func enter(
    _ identifier: CredentialIdentifier, _ position: Int, in credentials: [Credential]
  ) -> Entry {
    let place = place(of: identifier, in: credentials)
    if slots[place] == 0 {
      slots[place] = Self.tag(of: identifier) | UInt64(position + 1) & Self.positionMask
      return .first
    }
    if identifier.kind == .pin { slots[place] |= Self.sharedBit }
    return .shadowed
  }

  /// The slot of the identifier, else the free one where it would be. Two of one kind on one credential whose
  /// hashes are equal have one slot: what it leads to is right for both.
  private func place(of identifier: CredentialIdentifier, in credentials: [Credential]) -> Int {
    let tag = Self.tag(of: identifier)
    var place = Int(tag &>> 32) & (slots.count - 1)
    while slots[place] != 0 {
      if slots[place] & Self.tagMask == tag,
        Self.bears(credentials, Self.position(slots[place]), identifier)
      {
        return place
      }
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  /// Whether the credential at a position has this among its identifiers, PINs and enrolments. By position: a
  /// credential passed on by itself would be copied.
  private static func bears(
    _ credentials: [Credential], _ position: Int, _ identifier: CredentialIdentifier
  ) -> Bool {
    for index in credentials[position].identifiers.indices {
      let isSameText = credentials[position].identifiers[index].value == identifier.value
      if isSameText, credentials[position].identifiers[index].kind == identifier.kind { return true }
    }
    switch identifier.kind {
    case .pin:
      return credentials[position].pin == identifier.value
        || credentials[position].duressPIN == identifier.value
    case .template: return credentials[position].presentable.contains(identifier)
    case .card, .plate, .visitorToken: return false
    }
  }

  private static func position(_ slot: UInt64) -> Int { Int(slot & positionMask) - 1 }

  private static func tag(of identifier: CredentialIdentifier) -> UInt64 {
    let kind: UInt64 =
      switch identifier.kind {
      case .card: 0
      case .pin: 1
      case .visitorToken: 2
      case .plate: 3
      case .template: 4
      }
    return UInt64(TextHash.of(identifier.value)) &<< 32 | kind &<< 28
  }
}
