import ArgumentParser
import GatehouseRuntime

/// What `gatectl replay` and `gatectl rehearse` run this program with.
struct ReplayArguments: ParsableArguments {
  @Flag(name: .long, help: .hidden)
  var replay = false

  @Option(name: .long, help: .hidden)
  var rehearse: String?

  @Option(name: .long, help: .hidden)
  var since: String?

  @Option(name: .long, help: .hidden)
  var until: String?

  @Option(name: .long, help: .hidden)
  var decision: String?

  @Flag(name: .long, help: .hidden)
  var json = false

  /// nil: neither was asked for.
  func request(of file: String) -> ReplayRequest? {
    guard replay || rehearse != nil else { return nil }
    return ReplayRequest(
      file: file, policy: rehearse, since: since, until: until, decision: decision, json: json)
  }
}
