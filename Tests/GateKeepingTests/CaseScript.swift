import AccessModel
import Foundation
import GateKeeping
import PlateMatching

/// A `.case` file: a sentence on top, then moments with inputs (`12.5 read cam-in A1`) and, indented, the
/// effects that must follow, all of them and in order (`  decided granted membership`).
struct CaseScript {
  struct Mismatch: Error, CustomStringConvertible {
    var description: String
  }

  let name: String
  let lines: [Substring]

  init(file: URL) throws {
    name = file.lastPathComponent
    lines = try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  /// Plays the script; throws at the first difference, with line and both versions.
  func play() throws {
    guard lines.first?.hasPrefix("# ") == true else {
      throw Mismatch(description: "\(name):1: no sentence on top")
    }
    var site = CaseSite()
    var keeper: GateKeeper?
    var expected: [String] = []
    var actual: [String] = []
    var inputLine = 0
    var checks = 0

    func compare() throws {
      guard expected != actual else { return }
      throw Mismatch(description: "\(name):\(inputLine): expected \(expected), got \(actual)")
    }

    for (index, line) in lines.enumerated() {
      let words = line.split(separator: " ")
      guard let first = words.first, !line.hasPrefix("#") else { continue }
      if first == "site" {
        try site.set(words.dropFirst().map(String.init))
      } else if first == "clock" {
        site.clockStep = .seconds(Int64(words.last ?? "0") ?? 0)
      } else if line.hasPrefix(" ") {
        expected.append(words.joined(separator: " "))
        checks += 1
      } else {
        try compare()
        (expected, inputLine) = ([], index + 1)
        guard let seconds = Double(first) else {
          throw Mismatch(description: "\(name):\(index + 1): no moment at the start")
        }
        let now = CaseSite.now(seconds, clockStep: site.clockStep)
        var current = keeper ?? site.begin(at: CaseSite.now(0))
        switch words.dropFirst().joined(separator: " ") {
        case "show alarms": actual = CaseText.lines(current.alarmViews)
        case "show hits": actual = CaseText.lines(current.hitViews, current.hitTallies)
        case "restart":
          let kept = current.keptState
          current = GateKeeper(layout: site.layout, run: 2, kept: kept, now: now)
          actual = site.supplies.flatMap { current.step($0, at: now).compactMap(CaseText.line) }
        default:
          actual = try site.inputs(words.dropFirst().map(String.init), at: now).flatMap { input in
            current.step(input, at: now).compactMap(CaseText.line)
          }
        }
        keeper = current
      }
    }
    try compare()
    guard checks > 0 else { throw Mismatch(description: "\(name): expects nothing at all") }
  }
}
