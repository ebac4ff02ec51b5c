import ArgumentParser
import ConsoleContract

/// `gatectl reload`.
struct Reload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Apply the settings file again without dropping a lane.",
    discussion: """
      A file with errors is refused as a whole: every error is listed, the old settings stay in force \
      and the exit code is 78. A list that cannot be verified is refused alone: the edition before it \
      stays in use, its cause is listed and the exit code is 1. SIGHUP to gatehoused does the same.

      EXAMPLES
        sudo env CREDENTIALS_DIRECTORY=/etc/gatehouse/secrets gatectl check /etc/gatehouse/site.yaml
        gatectl reload
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.ask(.reload) { response in
      guard case .reload(let answer) = response else { throw ControlClientError.unreadable }
      if common.json { Terminal.say(try ControlLine.json(answer)) }
      if answer.applied {
        if !common.json {
          for line in answer.diagnostics { Terminal.complain(line) }
          Terminal.say(answer.text.printable)
        }
        if answer.diagnostics.isEmpty { return }
        throw ExitCode(1)
      }
      if !common.json {
        for line in answer.diagnostics { Terminal.say(line.printable) }
        Terminal.complain("refused: \(answer.text)")
      }
      throw ExitCode(answer.diagnostics.isEmpty ? 1 : 78)
    }
  }
}
