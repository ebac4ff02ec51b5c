import FieldDoubles

/// A visitor's code, from the picture to the door.
extension Rehearsal {
  /// A code is issued, drawn, read back from its picture and shown at the front door; it opens once.
  func visitor(_ compound: Compound) async throws -> String {
    narrator.chapter(
      "The office issues a visitor's code for one visit; the visitor shows it at the front door")
    let picture = "\(site.folder)/visit.svg"
    let said = try await CommandLineTool.succeed(
      tools.gatectl,
      [
        "visitor", "add", "--key", site.pki.file("issuer.key"), "--key-id", "\(DemoSite.visitorKeyID)",
        "--site", "rehearsal", "--hours", "8", "--at", DemoSite.visitorEntry, "--svg", picture, "--json",
      ])
    let issued = FlatJSON.lines(of: said).first?["code"]
    narrator.say("office", "`gatectl visitor add` drew \(picture)")
    let code = try await PictureScanner.text(inSVG: picture)
    narrator.check("zbarimg reads the code back from the picture", code == issued, code)
    let (start, mark) = (local.lastID, compound.mark)
    try await scan(code)
    let decision = try await doorDecided(DemoSite.visitorEntry, after: start)
    // The lock alone: light and buzzer are the terminal's own.
    try await goIn(Compound.front, of: compound, by: decision, from: mark, signs: 1)
    return code
  }

  func usedUp(_ code: String) async throws {
    narrator.chapter("Somebody comes with the same code")
    let start = local.lastID
    try await scan(code)
    let decision = try await doorDecided(DemoSite.visitorEntry, after: start)
    narrator.check(
      "denied: \(decision.data["reasons"] ?? "")",
      decision.data["outcome"] == "denied" && decision.data["reasons"] == "usedUp")
    let commands = local.events.read {
      $0.filter { $0.id > start && $0.type == "gatehouse.door.commanded" }.count
    }
    narrator.check("the lock holds", commands == 0)
  }

  private func scan(_ code: String) async throws {
    let terminal = site.visitorTerminal()
    let status = try await terminal.scan(code)
    narrator.say("terminal", "\(terminal.id) posted \(code.prefix(12))...: \(status)")
  }
}
