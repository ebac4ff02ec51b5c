import AccessModel
import Foundation
import GatehouseSettings
import InputRing
import PolicyRehearsal

/// What a replay found, line by line, for people or for programs.
struct ReplayReport {
  let plates: PlateLogging
  let json: Bool

  /// What was decided, or would be.
  struct Answer: Encodable {
    var outcome: String
    var reasons: [String]

    init(_ outcome: AccessOutcome, _ reasons: [AccessReason]) {
      self.outcome = outcome.rawValue
      self.reasons = reasons.map(\.rawValue)
    }

    var text: String { reasons.isEmpty ? outcome : "\(outcome) \(reasons.joined(separator: ","))" }
  }

  private struct Row: Encodable {
    var time: String
    var decision: String?
    var accessPoint: String
    var what: String
    var old: Answer?
    var new: Answer?
  }

  private struct Total: Encodable {
    var decisions: Int
    var differ: Int
    var notJudged: Int
    var remarks: [String]
  }

  func line(_ found: PolicyComparison.Difference) -> String {
    let (old, new) = (found.old?.decision, found.new?.decision)
    return line(
      Row(
        time: "\(found.at)", decision: nil, accessPoint: (old ?? new)?.accessPoint.rawValue ?? "",
        what: (found.old ?? found.new).map(what) ?? "", old: old.map { Answer($0.outcome, $0.reasons) },
        new: new.map { Answer($0.outcome, $0.reasons) }))
  }

  func line(_ found: ReplayCheck.Finding) -> String {
    let replayed = found.replayed?.decision
    return line(
      Row(
        time: "\(found.at)", decision: found.recorded?.id ?? replayed?.id,
        accessPoint: (found.recorded?.accessPoint ?? replayed?.accessPoint)?.rawValue ?? "",
        what: found.replayed.map(what) ?? "", old: found.recorded.map { Answer($0.outcome, $0.reasons) },
        new: replayed.map { Answer($0.outcome, $0.reasons) }))
  }

  /// Remarks first, then the counts.
  func end(decisions: Int, differ: Int, notJudged: Int, remarks: [String]) -> [String] {
    let total = Total(decisions: decisions, differ: differ, notJudged: notJudged, remarks: remarks)
    if json { return [encoded(total)] }
    return remarks + ["\(decisions) decisions, \(differ) differ"]
  }

  private func line(_ row: Row) -> String {
    guard !json else { return encoded(row) }
    let id = row.decision.map { " \($0)" } ?? ""
    return "\(row.time)\(id) \(row.accessPoint) \(row.what): \(row.old?.text ?? "not decided") -> "
      + (row.new?.text ?? "not decided")
  }

  /// As the log would write it.
  private func what(_ played: PlayedDecision) -> String {
    let decision = played.decision
    if let name = decision.operatorName { return "operator \(name)" }
    if let kind = played.shown {
      return "\(kind.rawValue) " + (decision.credential.map { "of credential \($0)" } ?? "that no list knows")
    }
    guard let plate = decision.plate else { return "(no plate)" }
    return "plate \(plates.form(of: plate, isUnlisted: played.isUnlisted))"
  }

  private func encoded(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
