import AccessModel
import ArgumentParser
import ConsoleContract
import Foundation
import QRCodes
import VisitorTokens

/// `gatectl visitor`.
struct Visitor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Codes for visitors, as QR codes that readers scan.", subcommands: [VisitorAdd.self])
}

/// `gatectl visitor add`.
struct VisitorAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Issue a visitor's code and draw it.",
    discussion: """
      The code is signed here and verified by the gate without any list or network: whoever has it opens \
      what it names, as often as it says, until it ends. gatehoused need not run. Make the key once:

        openssl genpkey -algorithm ed25519 -out visitors.key
        openssl pkey -in visitors.key -pubout -out visitors.pem

      and name visitors.pem under visitor_keys in the site file, with the same number.

      EXAMPLES
        gatectl visitor add --key visitors.key --key-id 1 --site north-gate --hours 8
        gatectl visitor add --key visitors.key --key-id 1 --site north-gate --hours 48 --uses 4 \\
          --at front-entry --host "4711" --svg visit.svg
      """)

  @Option(help: "The private key, PEM.", completion: .file())
  var key: String

  @Option(help: "The key's number in the site file, 0 to 65535.")
  var keyID: UInt16

  @Option(help: "The site's id, as gatectl status shows it.")
  var site: String

  @Option(help: "Valid for so many hours from now, 1 to 8760.")
  var hours: Int

  @Option(help: "How often it opens, 1 to 255.")
  var uses = 1

  @Option(help: "An access point that it opens; repeat for several. Without, wherever visitors are let in.")
  var at: [String] = []

  @Option(help: "Whom it is for, as a short reference of the site's own; anybody can read it.")
  var host = ""

  @Option(help: "Write the QR code as SVG to this file instead of drawing it here.", completion: .file())
  var svg: String?

  @Flag(help: "Print JSON, for programs.")
  var json = false

  /// What `--json` prints.
  struct Issued: Encodable {
    var code: String
    var number: String
    var validUntil: String
  }

  func validate() throws {
    guard (1...8760).contains(hours) else { throw ValidationError("--hours must be 1 to 8760") }
  }

  func run() throws {
    let token: VisitorToken
    let text: String
    let symbol: QRSymbol
    do {
      let now = CivilTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
      // A gate whose clock is a little behind must let in whoever comes at once.
      token = try VisitorToken(
        keyID: keyID, number: UInt64.random(in: 1...UInt64.max), site: SiteMark(site: site),
        validFrom: now + .seconds(-300), validUntil: now + .seconds(Int64(hours) * 3600), usesMax: uses,
        accessPoints: at.map { AccessPointID($0) }, host: host)
      guard let pem = FileManager.default.contents(atPath: key) else {
        throw VisitorTokenError.keyUnusable(file: key, cause: "it cannot be read")
      }
      text = try token.signed(by: VisitorSigningKey(pem: Array(pem), file: key))
      symbol = try QRSymbol(text)
    } catch {
      Terminal.complain("\(error)")
      throw ExitCode(1)
    }
    if let svg {
      do {
        try symbol.svg().write(toFile: svg, atomically: true, encoding: .utf8)
      } catch {
        Terminal.complain("cannot write \(svg): \(error.localizedDescription)")
        throw ExitCode(1)
      }
    }
    let issued = Issued(
      code: text, number: token.identifier.value, validUntil: "\(token.validUntil)")
    if json { return Terminal.say(try ControlLine.json(issued)) }
    if svg == nil { Terminal.say(symbol.terminalText) }
    Terminal.say(text)
    Terminal.say("number \(issued.number), valid until \(issued.validUntil), \(uses) use(s)")
  }
}
