import AccessModel
import TemplateMatching
import Testing

/// Entries past their end never match (P9), and hide nobody who is in force.
@Suite struct ValidityTests {
  private let now = Samples.now

  @Test func entry_matchesFromItsFirstInstantUntilItsEnd() throws {
    let model = try Samples.model(128)
    let values = Kind.random.make(128, 0).probes[0]
    let gallery = try TemplateGallery(
      model: model,
      entries: [Samples.enrolled(model, values, from: now, end: now + .seconds(10))])
    for (offset, matches) in [(-1, false), (0, true), (9999, true), (10_000, false), (99_999, false)] {
      let answer = try gallery.best(
        of: Samples.probe(gallery, values), atLeast: 0.5, now: now + .milliseconds(Int64(offset)))
      #expect((answer != .nothing) == matches, "\(offset) ms")
    }
  }

  @Test func endedEntries_hideNobody() throws {
    let model = try Samples.model(256)
    let (rows, probes) = Kind.clustered.make(256, 1000)
    let over = now + .seconds(-1)
    let gallery = try TemplateGallery(
      model: model,
      entries: rows.enumerated().map { index, row in
        try Samples.enrolled(model, row, end: index % 7 == 0 || index < 300 ? over : now + .seconds(1))
      })
    for probe in probes {
      let expected = Oracle.ranked(rows, probe).filter { $0.position % 7 != 0 && $0.position >= 300 }
      let top = try gallery.top(10, of: Samples.probe(gallery, probe), now: now)
      #expect(top.map(Ranked.init) == Array(expected.prefix(10)))
    }
  }

  @Test func galleryThatEndedAsAWhole_matchesNothing() throws {
    let rows = Kind.random.make(128, 100).rows
    let gallery = try Samples.gallery(128, rows)
    let later = now + Span.seconds(3600)
    #expect(try gallery.top(10, of: Samples.probe(gallery, rows[5]), now: later).isEmpty)
    #expect(try gallery.best(of: Samples.probe(gallery, rows[5]), atLeast: 0, now: later) == .nothing)
  }

  @Test func match_carriesItsGrounds() throws {
    let model = try Samples.model(128)
    let rows = Kind.random.make(128, 2).rows
    let authorised = try AuthorisedTemplate(
      vector: TemplateVector(model: model, values: rows[1]), authority: "district court",
      reference: "4 Gs 1/26",
      purpose: .courtOrder, authorised: now, end: now + .seconds(1))
    let gallery = try TemplateGallery(
      model: model, entries: [Samples.enrolled(model, rows[0], holder: "h-9"), .authorised(authorised)])
    let enrolled = try gallery.top(1, of: Samples.probe(gallery, rows[0]), now: now)
    guard case .enrolled(let grounds) = enrolled[0].grounds else { Issue.record("not enrolled"); return }
    #expect(grounds.holder == "h-9")
    let wanted = try gallery.top(1, of: Samples.probe(gallery, rows[1]), now: now)
    #expect(wanted[0].grounds == .authorised(authorised.grounds))
  }
}
