import ArgumentParser

/// `gatectl replay`.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play the recorded inputs again: does every decision come out equal?",
    discussion: """
      gatehoused keeps what it was told in the last hours (journal.input_ring_mebibytes_max, at most \
      site.unlisted_retention_hours). This plays it to the settings and lists of today and lists each \
      decision that comes out otherwise: time, decision, access point, what was read, recorded -> replayed. \
      Decisions made with other settings or editions of lists are counted, not judged. \
      Reads only; the daemon may run. Needs the rights of the daemon's user.

      A time is 2026-11-24 or 2026-11-24T06:30 (UTC), RFC 3339, or 90m, 36h, 2d before now.

      EXAMPLES
        sudo gatectl replay --since 36h
        sudo gatectl replay --decision 12-4711
        sudo gatectl replay --json | jq 'select(.decision)'

      EXIT CODES
        0   every decision comes out equal
        1   some differ
        66  nothing is recorded there, or nothing that can be judged
        78  the settings file has errors
      """)

  @OptionGroup var recording: RecordingOptions

  @Option(help: "This decision alone, as gatectl events shows it.")
  var decision: String?

  func run() throws {
    try recording.run(["--replay"] + (decision.map { ["--decision", $0] } ?? []))
  }
}

/// `gatectl rehearse`.
struct Rehearse: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play the recorded inputs to a changed settings file: which decisions would differ?",
    discussion: """
      Checks the changed file as gatectl check does, then plays what gatehoused was told in the last \
      hours to the settings of today and to the changed ones, and lists each decision that would differ: \
      time, access point, what was read, old -> new. Both use the lists of today; where a recorded \
      edition was another one, that is said.

      Only decisions are compared. What sensors said is fed as it was recorded: a barrier that the \
      changed policy would not have raised reports open all the same, and one that only it would have \
      raised stays closed. What follows from iron that moves otherwise is not foretold. \
      Reads only; the daemon may run. Needs the rights of the daemon's user.

      A time is 2026-11-24 or 2026-11-24T06:30 (UTC), RFC 3339, or 90m, 36h, 2d before now.

      EXAMPLES
        sudo gatectl rehearse --policy /etc/gatehouse/new.yaml --since 2026-11-24
        sudo gatectl rehearse --policy new.yaml --json | jq 'select(.new.outcome == "denied")'

      EXIT CODES
        0   no decision would differ
        1   some would
        66  nothing is recorded there
        78  one of the settings files has errors
      """)

  @Option(help: "The changed settings file.", completion: .file(extensions: ["yaml", "yml"]))
  var policy: String

  @OptionGroup var recording: RecordingOptions

  func run() throws { try recording.run(["--rehearse", policy]) }
}

/// Which recording, and how it is told.
struct RecordingOptions: ParsableArguments {
  @Option(
    help: "The settings file of the daemon.", completion: .file(extensions: ["yaml", "yml"]))
  var config = "/etc/gatehouse/site.yaml"

  @Option(help: "From this time on. Default: as far back as there is something.")
  var since: String?

  @Option(help: "Until this time. Default: now.")
  var until: String?

  @Flag(help: "Print JSON, one document a line, for programs; the last one has the counts.")
  var json = false

  /// Runs gatehoused, which knows the settings, and ends as it does.
  func run(_ verb: [String]) throws {
    var arguments = ["--config", config] + verb
    if let since { arguments += ["--since", since] }
    if let until { arguments += ["--until", until] }
    if json { arguments.append("--json") }
    guard let result = ChildProgram.run("gatehoused", arguments, isCaptured: false) else {
      Terminal.complain("cannot run gatehoused: it is neither beside gatectl nor in PATH; install it")
      throw ExitCode(69)
    }
    throw ExitCode(result.exitCode)
  }
}
