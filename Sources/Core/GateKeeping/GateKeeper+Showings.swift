import AccessModel

/// A credential shown just now, and what was decided.
struct RecentShowing: Equatable, Sendable {
  var accessPoint: AccessPointID
  var identifier: CredentialIdentifier
  /// Of the identifier's text: what a search looks at first.
  var hash: UInt32
  var decision: String
  var at: Moment
}

/// A card that is held before the reader is one showing, not twenty.
extension GateKeeper {
  /// Shown again within this span it is the same showing; shown again later it asks anew.
  static let sameShowing = Span.seconds(2)
  static let showingsMax = 64

  func recentDecision(of presented: CredentialPresented, at accessPoint: AccessPointID) -> String? {
    // A PIN that is typed twice was typed twice.
    guard presented.identifier.kind != .pin else { return nil }
    let (now, hash) = (ledger.now.moment, TextHash.of(presented.identifier.value))
    let index = recentShowings.indices.last {
      recentShowings[$0].hash == hash && recentShowings[$0].accessPoint == accessPoint
        && recentShowings[$0].identifier == presented.identifier
        && now - recentShowings[$0].at <= Self.sameShowing
    }
    return index.map { recentShowings[$0].decision }
  }

  mutating func remember(
    _ presented: CredentialPresented, _ decision: AccessDecision, _ accessPoint: AccessPointID
  ) {
    let now = ledger.now.moment
    // Oldest first, so that what is over goes from the front.
    let past = recentShowings.indices.first { now - recentShowings[$0].at <= Self.sameShowing }
    let spare = recentShowings.count - Self.showingsMax + 1
    recentShowings.removeFirst(max(past ?? recentShowings.count, spare))
    recentShowings.append(
      RecentShowing(
        accessPoint: accessPoint, identifier: presented.identifier,
        hash: TextHash.of(presented.identifier.value), decision: decision.id, at: now))
  }
}
