import ArgumentParser
import FieldDoubles

/// `gatesim upstream`.
struct UpstreamCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upstream",
    abstract: "Receive CloudEvents over HTTPS with client certificates, and keep the books.",
    discussion: """
      Makes throw-away certificates in the folder (valid for two days) and prints what belongs into the
      site file. Prints each event as it arrives until interrupted, then what came per stream, and whether
      anything is missing.
      Exits 0 when nothing was missing.
      """)

  @Option(help: "Address to listen on.")
  var address = "127.0.0.1"

  @Option(help: "Port to listen on; 0 takes any free one and prints it.")
  var port: UInt16 = 8443

  @Option(help: "Folder for the certificates.")
  var folder: String

  @Flag(help: "Only count; do not print each event.")
  var quiet = false

  func run() async throws {
    let pki = try await ThrowawayPKI.make(in: AbsolutePath.of(folder))
    let upstream = UpstreamDouble(address: address, port: port, files: pki.upstreamFiles)
    try await upstream.start()
    let narrator = Narrator()
    narrator.write(
      """
      uplink:
        url: https://\(address):\(await upstream.port)/events
        ca: \(pki.file("upstream-ca.crt"))
        certificate: \(pki.file("uplink.crt"))
        key: \(pki.file("uplink.key"))

      """)
    let isQuiet = quiet
    try await Interruption.race {
      var told = 0
      while !Task.isCancelled {
        let seen = told
        let (count, fresh) = try await upstream.state.first("events", within: .seconds(1 << 30)) { state in
          let count = state.ledger.distinct
          return count > seen ? (count, Array(state.events.suffix(count - seen))) : nil
        }
        told = count
        if !isQuiet { fresh.forEach { narrator.say($0.stream, "\($0.sequence) \($0.type) \($0.id)") } }
      }
    }
    await upstream.cut()
    let ledger = upstream.state.value.ledger
    for (name, stream) in ledger.streams.sorted(by: { $0.key < $1.key }) {
      narrator.say(
        name,
        "\(stream.first) to \(stream.last): \(stream.distinct) events, \(stream.duplicates) again, "
          + "\(stream.missing) missing")
    }
    if ledger.missing > 0 { throw ExitCode(1) }
  }
}
