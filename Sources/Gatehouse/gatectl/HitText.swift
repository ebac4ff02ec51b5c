import ConsoleContract

/// Claims as text: the list with its counts, and one claim on one screen.
enum HitText {
  static func list(_ hits: [HitLine], _ counts: [HitCounts]) -> String {
    var waiting = TextTable(["HIT", "LANE", "PLATE", "LISTED", "LIST", "PURPOSE", "AGE", "VOICES"])
    for hit in hits {
      waiting.add([
        hit.id, hit.lane, hit.plate, hit.claim.plate, hit.claim.list, hit.claim.purpose,
        HumanForm.span(seconds: hit.ageSeconds), "\(hit.voices.count) of \(hit.verifiersMin)",
      ])
    }
    var ended = TextTable(
      ["LIST", "PLATES", "PENDING", "VERIFIED", "REJECTED", "LAPSED"], rightAligned: [2, 3, 4, 5])
    for count in counts {
      ended.add([
        count.list, count.isExact ? "equal" : "alike", "\(count.pending)", "\(count.verified)",
        "\(count.rejected)", "\(count.lapsed)",
      ])
    }
    let first = hits.isEmpty ? ["No hit waits for a person."] : waiting.lines
    return (first + (counts.isEmpty ? [] : [""] + ended.lines)).joined(separator: "\n")
  }

  static func screen(_ hit: HitLine) -> String {
    let claim = hit.claim
    var lines = [
      "Hit         \(hit.id) at \(hit.accessPoint), lane \(hit.lane)"
        + (hit.isLive ? "" : "; READ LATE, the vehicle may be gone"),
      "Claimed     \(HumanForm.longTime(hit.claimedAt)), \(HumanForm.span(seconds: hit.ageSeconds)) ago; "
        + "lapses in \(HumanForm.span(seconds: hit.lapsesInSeconds))",
      "Plate read  \(hit.plate)",
      "Listed      \(claim.plate)",
      "Difference  \(hit.difference)",
      "List        \(claim.list), edition \(claim.version), \(claim.listAgeHours) h old",
      "Entry       \(claim.entry)",
      "Purpose     \(claim.purpose)",
      "Authority   \(claim.authority), reference \(claim.reference)",
      "Valid until \(claim.validUntil.map(HumanForm.longTime) ?? "-")",
      "Permitted   \(claim.permittedAction ?? "nothing but to look")",
    ]
    lines += hit.images.map { "Image       \($0.role) \($0.path)" }
    if hit.images.isEmpty { lines.append("Image       none") }
    lines += hit.voices.map { voice in
      "Said        \(voice.name): \(voice.verifies ? "verify" : "reject"), \(voice.reason)"
    }
    if hit.verifiersMin > 1 { lines.append("People      \(hit.verifiersMin) must say the same") }
    lines.append("You may     \(hit.offer)")
    return lines.map(\.printable).joined(separator: "\n")
  }
}
