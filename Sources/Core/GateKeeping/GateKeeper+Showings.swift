import AccessModel

/// A credential shown just now, and what was decided.
struct RecentShowing: Equatable, Sendable {
  var accessPoint: AccessPointID
  var identifier: CredentialIdentifier
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
    return recentShowings.last {
      $0.accessPoint == accessPoint && $0.identifier == presented.identifier
        && ledger.now.moment - $0.at <= Self.sameShowing
    }?.decision
  }

  mutating func remember(
    _ presented: CredentialPresented, _ decision: AccessDecision, _ accessPoint: AccessPointID
  ) {
    recentShowings.removeAll { ledger.now.moment - $0.at > Self.sameShowing }
    if recentShowings.count >= Self.showingsMax { recentShowings.removeFirst() }
    recentShowings.append(
      RecentShowing(
        accessPoint: accessPoint, identifier: presented.identifier, decision: decision.id,
        at: ledger.now.moment))
  }
}
