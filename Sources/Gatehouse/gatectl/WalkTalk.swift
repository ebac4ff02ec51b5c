import AccessModel
import ConsoleContract
import ModbusDevices

/// The conversation of a walk: shows a point, asks, notes the answer.
final class WalkTalk {
  /// What `--json` prints for each point.
  struct Outcome: Encodable {
    var point: String
    var address: String
    var prompt: String
    var moves: Bool
    /// What was seen last: `on`, `off`, a reading, `acknowledged`, or why it failed.
    var seen: String?
    var verdict: Verdict?
  }

  enum Verdict: String, Encodable {
    case right, wrong, skipped, failed
    case notTried = "not_tried"
  }

  private enum Answer: String {
    case yes = "y"
    case no = "n"
    case skip = "s"
    case quit = "q"
    case again = "r"
    case nothing = ""
  }

  private let steps: [BoardWalk.Step]
  private let json: Bool
  /// A signal ended a pulse: the walk ends with this point.
  var isInterrupted = false
  private(set) var verdicts: [Verdict] = []

  init(steps: [BoardWalk.Step], json: Bool) { (self.steps, self.json) = (steps, json) }

  var isAllRight: Bool { verdicts.allSatisfy { $0 == .right || $0 == .skipped } }

  func list() throws {
    if json {
      for step in steps { Terminal.say(try ControlLine.json(Outcome(step))) }
      return
    }
    var table = TextTable(["POINT", "ADDRESS", "MOVES", "WHAT TO LOOK AT"])
    for step in steps { table.add([step.point, step.address, step.moves ? "yes" : "-", step.prompt]) }
    Terminal.say(table.lines.joined(separator: "\n"))
  }

  func open(_ board: String) {
    let moving = steps.count(where: \.moves)
    tell("\(board): \(steps.count) points, \(moving) of them switch something, each only after your y.\n")
  }

  /// Goes through the points in their order; once it is left, the others count as not tried.
  func walk(_ perform: (BoardWalk.Step) -> BoardWalker.Finding) throws {
    var isLeft = false
    for (index, step) in steps.enumerated() {
      var outcome = Outcome(step)
      var verdict = Verdict.notTried
      if !isLeft {
        tell("\n\(index + 1)/\(steps.count)  \(step.point)  (\(step.address))\n     \(step.prompt)\n")
        verdict =
          step.moves ? output(step, &outcome, perform) : input(step, &outcome, perform)
        isLeft = verdict == .notTried
      }
      outcome.verdict = verdict
      verdicts.append(verdict)
      if json { Terminal.say(try ControlLine.json(outcome)) }
    }
    tell("\n\(summary)\n")
  }

  private func input(
    _ step: BoardWalk.Step, _ outcome: inout Outcome, _ perform: (BoardWalk.Step) -> BoardWalker.Finding
  ) -> Verdict {
    while true {
      let isRead = note(perform(step), of: step, in: &outcome)
      let choice =
        isRead
        ? ask("y right, n wrong, Enter reads again, s skip, q quit")
        : ask("Enter tries again, n note as failed, q quit")
      switch choice {
      case .yes where isRead: return .right
      case .no: return isRead ? .wrong : .failed
      case .skip where isRead: return .skipped
      case .quit: return .notTried
      case .yes, .skip, .again, .nothing: continue
      }
    }
  }

  /// Only a y or an r switches anything, never an empty line.
  private func output(
    _ step: BoardWalk.Step, _ outcome: inout Outcome, _ perform: (BoardWalk.Step) -> BoardWalker.Finding
  ) -> Verdict {
    while true {
      switch ask("y SWITCHES IT, s skip, q quit") {
      case .yes: break
      case .skip: return .skipped
      case .quit: return .notTried
      case .no, .again, .nothing: continue
      }
      repeat {
        let isDone = note(perform(step), of: step, in: &outcome)
        if isInterrupted { return .notTried }
        var choice: Answer
        repeat {
          choice = ask(
            isDone
              ? "Did it happen? y yes, n no, r SWITCHES IT again, q quit"
              : "n note as failed, r SWITCHES IT again, q quit")
        } while choice == .nothing || choice == .skip || (choice == .yes && !isDone)
        switch choice {
        case .yes: return .right
        case .no: return isDone ? .wrong : .failed
        case .quit: return .notTried
        case .again, .skip, .nothing: continue
        }
      } while true
    }
  }

  /// Shows what was seen; false when the board did not do it.
  private func note(_ finding: BoardWalker.Finding, of step: BoardWalk.Step, in outcome: inout Outcome)
    -> Bool
  {
    var isDone = true
    let seen: String
    switch finding {
    case .contact(let isOn): seen = isOn ? "on" : "off"
    case .reading(.active): seen = "active"
    case .reading(.inactive): seen = "inactive"
    case .reading(.value(let thousandths)):
      seen = "\(Double(thousandths) / 1000) \(step.unit)"
    case .reading(.faulty(let why)): seen = "FAULTY: \(why)"
    case .reading(.stale): seen = "stale"
    case .acknowledged: seen = "acknowledged"
    case .failed(let why): (seen, isDone) = (why, false)
    }
    outcome.seen = seen
    tell("     \(step.moves ? "the board" : "now"): \(seen)\n")
    return isDone
  }

  /// The end of the input is a quit, whatever does not fit is nothing.
  private func ask(_ question: String) -> Answer {
    // A y that was typed too often must not answer what moves something.
    Terminal.forgetTypedAhead()
    tell("     \(question) > ")
    guard let line = readLine() else { return .quit }
    return Answer(rawValue: line.lowercased().filter { !$0.isWhitespace }) ?? .nothing
  }

  /// For people; under `--json` beside the lines for programs.
  private func tell(_ text: String) {
    Terminal.show(text, besideOutput: json)
  }

  private var summary: String {
    let counts: [(Verdict, String)] = [
      (.right, "right"), (.wrong, "WRONG"), (.failed, "FAILED"), (.skipped, "skipped"),
      (.notTried, "not tried"),
    ]
    let words = counts.compactMap { verdict, word -> String? in
      let points = zip(steps, verdicts).filter { $0.1 == verdict }.map(\.0.point)
      guard !points.isEmpty else { return nil }
      return verdict == .right ? "\(points.count) right" : "\(word): \(points.joined(separator: ", "))"
    }
    return words.isEmpty ? "nothing to try" : words.joined(separator: "; ")
  }
}

extension WalkTalk.Outcome {
  fileprivate init(_ step: BoardWalk.Step) {
    self.init(point: step.point, address: step.address, prompt: step.prompt, moves: step.moves)
  }
}
