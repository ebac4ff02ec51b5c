internal import AccessModel
internal import Foundation
internal import GateKeeping

/// Decisions in a second, and the weight of holders.
public enum DecisionBench {
  static let rounds = 5
  static let decisionsInARound = 8_000

  /// Measures everything and prints one line for each figure.
  public static func run(print: (String) -> Void) {
    let before = residentBytes()
    let register = JudgementSite.register()
    let book = JudgementSite.areaBook()
    let weight = residentBytes() - before
    var keeper = JudgementSite.keeper(register, book)
    var rates: [Double] = []
    var seconds: Int64 = 0
    for round in 0...rounds {
      let inputs = JudgementSite.inputs(count: decisionsInARound, round: round, from: &seconds)
      let begun = ContinuousClock.now
      var decisions = 0
      for (input, now) in inputs {
        for effect in keeper.step(input, at: now) {
          if case .record(let event) = effect, case .accessDecided = event.fact { decisions += 1 }
        }
      }
      let span = (ContinuousClock.now - begun) / .seconds(1)
      // The first one warms up.
      if round > 0 { rates.append(Double(decisions) / span) }
    }
    rates.sort()
    let rate = rates[rates.count / 2]
    print(line("judgement_decisions_rate", rate, "1/s", rate >= 500_000, ">= 500000"))
    let mebibytes = Double(weight) / 1_048_576
    print(line("judgement_50000_holders_memory", mebibytes, "MiB", mebibytes <= 40, "<= 40"))
  }

  private static func line(_ name: String, _ value: Double, _ unit: String, _ isMet: Bool, _ goal: String)
    -> String
  {
    let text = String(format: value < 100 ? "%.2f" : "%.0f", value)
    return "bench \(name) \(text) \(unit) goal \(goal) \(isMet ? "ok" : "short")"
  }

  /// Resident memory: proc(5), second field of statm, in pages.
  private static func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
