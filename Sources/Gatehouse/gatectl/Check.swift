import ArgumentParser
import ConsoleContract

/// `gatectl check FILE`.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a settings file without applying it.",
    discussion: """
      Runs gatehoused --config FILE --check, the one beside gatectl if there is one, else the one in PATH, \
      and passes on its output and exit code: 0 when the file is sound, 78 with FILE:LINE: what. hint \
      for every error. The daemon need not run; --socket is not used.

      EXAMPLES
        gatectl check /etc/gatehouse/site.yaml
        gatectl check site.yaml --json | jq -r '.lines[]'
      """)

  /// What `--json` prints.
  struct Outcome: Encodable {
    var file: String
    var sound: Bool
    var lines: [String]
    var exitCode: Int32
  }

  @Argument(help: "The settings file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let arguments = ["--config", file, "--check"]
    guard let result = ChildProgram.run("gatehoused", arguments, isCaptured: common.json) else {
      Terminal.complain("cannot run gatehoused: it is neither beside gatectl nor in PATH; install it")
      throw ExitCode(69)
    }
    if common.json {
      let lines = result.output.split(separator: "\n").map(String.init)
      Terminal.say(
        try ControlLine.json(
          Outcome(file: file, sound: result.exitCode == 0, lines: lines, exitCode: result.exitCode)))
    }
    throw ExitCode(result.exitCode)
  }
}
