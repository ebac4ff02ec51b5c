import ArgumentParser
import FieldDoubles

/// `gatesim load`.
struct LoadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Post distinct plate reads as fast as they are answered, and say how fast that was.",
    discussion: """
      Each sender keeps one connection and one request under way: Hikvision XML with a new plate and the time
      of now.
      Give the address with the camera's path token; several addresses are taken in turn. Plain HTTP only.
      Raise rate_per_second_max of the cameras in the site file first, or most posts are answered 429.

        gatesim load --url http://127.0.0.1:8460/field/v1/cam-1/SECRET --senders 16 --seconds 10

      Prints one line:
        load accepted=N refused=N broken=N seconds=S accepted_per_second=R p50_ms=M p99_ms=M max_ms=M
      and exits 0 when at least one read was accepted.
      """)

  @Option(help: "Where to post; may be given several times.")
  var url: [String]

  @Option(help: "Connections, 1 to \(LoadPlan.sendersMax).")
  var senders = 16

  @Option(help: "How long, 1 to 3600.")
  var seconds = 10

  func validate() throws {
    guard (1...LoadPlan.sendersMax).contains(senders) else {
      throw ValidationError("--senders must be 1 to \(LoadPlan.sendersMax)")
    }
    guard (1...3600).contains(seconds) else { throw ValidationError("--seconds must be 1 to 3600") }
    guard !url.isEmpty, url.allSatisfy({ LoadPlan.Target($0) != nil }) else {
      throw ValidationError("--url must be http://HOST[:PORT]/PATH")
    }
  }

  func run() async throws {
    let plan = LoadPlan(
      targets: url.compactMap { LoadPlan.Target($0) }, senders: senders, duration: .seconds(seconds))
    let report = try await LoadGenerator.run(plan)
    func milliseconds(_ share: Double) -> String {
      report.latencyMilliseconds(at: share).map { Narrator.text($0, digits: 3) } ?? "-"
    }
    let refused = report.refused.values.reduce(0, +)
    print(
      "load accepted=\(report.accepted) refused=\(refused) broken=\(report.broken)",
      "seconds=\(Narrator.text(report.seconds, digits: 3))",
      "accepted_per_second=\(Narrator.text(report.acceptedPerSecond, digits: 0))",
      "p50_ms=\(milliseconds(0.5)) p99_ms=\(milliseconds(0.99)) max_ms=\(milliseconds(1))")
    for (status, count) in report.refused.sorted(by: { $0.key < $1.key }) {
      print("refused status=\(status) count=\(count)")
    }
    if report.accepted == 0 { throw ExitCode(1) }
  }
}
