public import AccessModel
import GateKeeping

/// A decision that a replay came to, and what had been read.
public struct PlayedDecision: Hashable, Sendable {
  public var decision: AccessDecision
  /// P10: no list has the plate or credential.
  public var isUnlisted: Bool
  /// What was shown at a reader; nil at a lane.
  public var shown: CredentialIdentifier.Kind?

  /// All decisions among the effects of one input.
  static func all(in effects: [GateEffect]) -> [PlayedDecision] {
    var shown: CredentialIdentifier.Kind?
    var decisions: [PlayedDecision] = []
    for effect in effects {
      guard case .record(let event) = effect else { continue }
      if case .credentialPresented(let fact) = event.fact { shown = fact.presented.identifier.kind }
      guard case .accessDecided(let decision) = event.fact else { continue }
      decisions.append(PlayedDecision(decision: decision, isUnlisted: event.isUnlisted, shown: shown))
    }
    return decisions
  }

  /// Two decisions about the same thing at the same place are the same question.
  func isSameQuestion(as other: Self) -> Bool {
    decision.accessPoint == other.decision.accessPoint && decision.plate == other.decision.plate
      && decision.credential == other.decision.credential
      && decision.operatorName == other.decision.operatorName
  }

  /// That nobody answered a referral says nothing of the policy: the referral itself does.
  var isTimeOut: Bool { decision.answers != nil && decision.reasons.contains(.referralTimedOut) }

  func isSameAnswer(as other: Self) -> Bool {
    decision.outcome == other.decision.outcome && decision.reasons == other.decision.reasons
  }
}
