import FieldDoubles

/// What a person at the command line decides.
extension Rehearsal {
  /// The claim of the stolen car is true.
  func verify(_ hit: String) async throws {
    let screen = try await told("hits", "show", hit)
    narrator.check(
      "`gatectl hits show` has the case on one screen", screen.output.contains("case 2026-118"),
      screen.output + screen.errors)
    let said = try await told("hits", "verify", hit, "--reason", "make and colour agree")
    narrator.check("a person verifies it", said.status == 0, said.errors)
    _ = try await received("gatehouse.hit.verified", "the verified hit upstream") { $0.data["hit"] == hit }
    let lines = try await asked("hits")
    narrator.check(
      "it waits no more and is counted",
      !lines.contains { $0["id"] == hit }
        && lines.contains { $0["list"] == "stolen" && $0["verified"] == "1" },
      "\(lines)")
  }

  /// P8: a claim that a person rejects holds nobody up.
  func mistaken() async throws {
    narrator.chapter("A resident comes whose plate is on the list of stolen cars by mistake")
    let (plate, start, raises) = (DemoSite.mistakenPlate, local.lastID, north.barrier.state.value.raises)
    try await show(plate, to: north, track: 25)
    let held = try await decided(plate, after: start)
    narrator.check(
      "held, though a resident: \(held.data["reasons"] ?? "")", held.data["outcome"] == "referred")
    let hit = try await received("gatehouse.hit.pending", "the hit upstream") { $0.data["plate"] == plate }
    let id = hit.data["hit"] ?? ""
    let said = try await told("hits", "reject", id, "--reason", "the case means a lorry")
    narrator.check("a person rejects the claim", said.status == 0, said.errors)
    _ = try await received("gatehouse.hit.rejected", "the rejected hit upstream") { $0.data["hit"] == id }
    narrator.check("that alone moves nothing", north.barrier.state.value.raises == raises)
    let decision = try await pass(plate, through: north)
    narrator.check(
      "the next read is judged without it: \(decision.data["reasons"] ?? "")",
      decision.data["reasons"]?.contains("hitRejected") == true)
  }

  func referral() async throws {
    narrator.chapter("A plate that no list knows comes to the entry; a person lets it in")
    let (plate, start, raises) = (DemoSite.guestPlate, local.lastID, north.barrier.state.value.raises)
    try await show(plate, to: north, track: 30)
    let decision = try await decided(plate, after: start)
    let id = decision.data["decision"] ?? ""
    narrator.check(
      "referred to a person: \(decision.data["reasons"] ?? "")", decision.data["outcome"] == "referred")
    let status = try await told("status")
    let row = status.output.split(separator: "\n").first { $0.hasPrefix("\(id) ") }
    narrator.check(
      "`gatectl status` shows it: \(row ?? "")", row?.contains("north-in") == true, status.errors)
    narrator.check("the barrier waits", north.barrier.state.value.raises == raises)
    let said = try await told("grant", id, "--reason", "papers seen")
    narrator.check("a person lets it in", said.status == 0, said.errors)
    let answer = try await local.first(
      "gatehouse.access.decided", after: start, within: Self.patience, "answer to \(id)"
    ) {
      $0.data["answers"] == id
    }
    try await drive(plate, through: north, by: answer, raises: raises)
    let again = try await told("grant", id, "--reason", "papers seen")
    narrator.check("a second answer is refused with exit code 1", again.status == 1, again.output)
    let story = try await told("explain", answer.data["decision"] ?? "")
    let lines = story.output.split(separator: "\n")
    narrator.check(
      "explained in one paragraph: \(lines.first ?? "")",
      story.status == 0 && lines.count == 1 && story.output.contains("\(plate) was GRANTED")
        && story.output.contains("papers seen"),
      story.output + story.errors)
  }

  /// What was recorded so far is played to other settings, and to these.
  func policy() async throws {
    narrator.chapter("What would change if strangers at the exit were referred to a person?")
    let rehearsed = try await played("rehearse", "--policy", site.changedSettingsFile, "--since", "1h")
    let rows = FlatJSON.lines(of: rehearsed.output)
    let found = rows.filter { $0["access_point"] != nil }
    for row in found {
      narrator.say(
        "differs",
        "\(row["access_point"] ?? "") \(row["what"] ?? ""): \(row["old.outcome"] ?? "") -> "
          + "\(row["new.outcome"] ?? "")")
    }
    narrator.check("decisions differ: exit code 1", rehearsed.status == 1, rehearsed.errors)
    narrator.check(
      "only strangers at the exit, \(found.count) of \(rows.last?["decisions"] ?? "?") decisions",
      !found.isEmpty
        && found.allSatisfy {
          $0["access_point"] == "south-out" && $0["old.outcome"] == "denied"
            && $0["new.outcome"] == "referred"
        }, rehearsed.output)
    let replayed = try await played("replay")
    let total = FlatJSON.lines(of: replayed.output).last ?? [:]
    narrator.check(
      "played to the settings of today all \(total["decisions"] ?? "?") come out equal",
      replayed.status == 0 && total["differ"] == "0" && total["not_judged"] == "0",
      replayed.output + replayed.errors)
  }

  // MARK: - the command line

  /// What a verb of `gatectl` prints with `--json`.
  func asked(_ words: String...) async throws -> [[String: String]] {
    FlatJSON.lines(
      of: try await CommandLineTool.succeed(
        tools.gatectl, words + ["--json", "--socket", site.controlSocket]))
  }

  /// A verb of `gatectl`, as a person types it.
  func told(_ words: String...) async throws -> CommandLineTool.Outcome {
    narrator.say("operator", "gatectl \(words.joined(separator: " "))")
    return try await CommandLineTool.run(tools.gatectl, words + ["--socket", site.controlSocket])
  }

  /// A verb that plays the recording.
  private func played(_ words: String...) async throws -> CommandLineTool.Outcome {
    narrator.say("operator", "gatectl \(words.joined(separator: " "))")
    return try await CommandLineTool.run(
      tools.gatectl, words + ["--config", site.settingsFile, "--json"])
  }
}
