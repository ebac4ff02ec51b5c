internal import AccessModel
internal import GateKeeping
internal import PlateMatching

/// The inputs of one run of the daemon and what followed, for a `.case`.
package struct Tape {
  struct Entry {
    var now: Now
    var input: GateInput
    var effects: [GateEffect]
  }

  let plan: SitePlan
  private(set) var first: Now?
  var entries: [Entry] = []
  /// Every edition that a list had.
  private var lists: [ListPlan] = []

  init(_ plan: SitePlan) { self.plan = plan }

  /// A new run of the daemon: what was before is not part of it.
  mutating func begin(at now: Now) {
    entries = []
    first = now
  }

  mutating func learn(_ next: [ListPlan]) { lists += next }

  mutating func take(_ input: GateInput, _ effects: [GateEffect], at now: Now) {
    entries.append(Entry(now: now, input: input, effects: effects))
  }

  /// Plays the inputs to a new keeper; the first broken promise, if there is one.
  func replay() -> Violation? {
    guard let first else { return nil }
    var book = PromiseBook(plan)
    book.learn(lists)
    book.run = 1
    var keeper = GateKeeper(layout: plan.layout, run: 1, now: first)
    do throws(Violation) {
      for entry in entries {
        book.begin(at: entry.now)
        let effects = keeper.step(entry.input, at: entry.now)
        try book.look(entry.input, effects)
        try book.look(keeper)
      }
      return nil
    } catch { return error }
  }

  /// In the form of the cases of `GateKeepingTests`: effects are what the keeper does today, so the line that
  /// is wrong has to be put right.
  func caseText(about violation: Violation) -> String {
    guard let first else { return "" }
    var keeper = GateKeeper(layout: plan.layout, run: 1, now: first)
    var lines = ["# \(violation.promise): \(violation.what) (seed \(violation.seed))."]
    let start = entries.first?.now.moment ?? .zero
    for entry in entries {
      let effects = keeper.step(entry.input, at: entry.now)
      let milliseconds = (entry.now.moment - start).milliseconds
      guard let input = CaseText.input(entry.input, at: entry.now, of: plan) else {
        let told = effects.compactMap(CaseText.effect).joined(separator: "; ")
        lines.append(
          "# \(Double(milliseconds) / 1000) \(Coverage.kind(of: entry.input)), which no case tells: \(told)")
        continue
      }
      lines.append("\(Double(milliseconds) / 1000) \(input)")
      lines += effects.compactMap(CaseText.effect).map { "  " + $0 }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
