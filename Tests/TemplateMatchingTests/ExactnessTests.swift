import TemplateMatching
import Testing

/// The gallery's answer is the brute force's, to the last bit of every score and in every tie.
@Suite struct ExactnessTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let kind: Kind
    let dimension: Int
    let count: Int
    var testDescription: String { "\(kind) \(count) x \(dimension)" }
  }

  static let shapes: [Shape] = Kind.allCases.flatMap { kind in
    [128, 256, 512].flatMap { dimension in
      [0, 1, 7, 65, 1000].map { Shape(kind: kind, dimension: dimension, count: $0) }
    } + [Shape(kind: kind, dimension: 512, count: 5000)]
  }

  @Test(arguments: shapes) func answers_areTheBruteForces(_ shape: Shape) throws {
    let (rows, probes) = shape.kind.make(shape.dimension, shape.count)
    let gallery = try Samples.gallery(shape.dimension, rows)
    for probe in probes {
      let ranked = Oracle.ranked(rows, probe)
      // At, just above and just below true scores: an entry that equals the threshold is in.
      var thresholds = [-Double.infinity, 0.40, 0.95]
      for place in shape.count < 1000 ? [0, 1, 9, ranked.count / 2] : [0, 9]
      where ranked.indices.contains(place) {
        thresholds += [ranked[place].score, ranked[place].score.nextUp, ranked[place].score.nextDown]
      }
      for kernel in VectorKernel.available where kernel != .scalar || shape.count < 1000 {
        try compare(gallery.using(kernel), probe, ranked, thresholds)
      }
    }
  }

  private func compare(
    _ gallery: TemplateGallery, _ probe: [Float], _ ranked: [Ranked], _ thresholds: [Double]
  ) throws {
    for threshold in thresholds {
      let expected = ranked.prefix { $0.score >= threshold }
      let best = try gallery.best(
        of: Samples.probe(gallery, probe), atLeast: threshold, now: Samples.now)
      switch best {
      case .match(let match): #expect(Ranked(match) == expected.first)
      case .nothing: #expect(expected.isEmpty)
      }
      for limit in [2, 10] {
        let top = try gallery.top(
          limit, of: Samples.probe(gallery, probe), atLeast: threshold, now: Samples.now)
        #expect(top.map(Ranked.init) == Array(expected.prefix(limit)))
      }
    }
  }

  @Test(arguments: Kind.allCases, [1, 2, 3, 15, 16])
  func batch_answersLikeEachAlone(_ kind: Kind, _ size: Int) throws {
    let (rows, probes) = kind.make(256, 1003)
    let gallery = try Samples.gallery(256, rows)
    for kernel in VectorKernel.available {
      var batch = try ProbeBatch(model: gallery.model)
      for index in 0..<size { try batch.append(Samples.probe(gallery, probes[index % probes.count])) }
      let answers = try gallery.using(kernel).top(10, ofEach: batch, now: Samples.now)
      #expect(answers.count == size)
      for (index, answer) in answers.enumerated() {
        let expected = Oracle.ranked(rows, probes[index % probes.count]).prefix(10)
        #expect(answer.map(Ranked.init) == Array(expected))
      }
    }
  }

  @Test func batchOfBest_mayMixMatchesAndNothing() throws {
    let (rows, probes) = Kind.random.make(128, 300)
    let gallery = try Samples.gallery(128, rows)
    var batch = try ProbeBatch(model: gallery.model)
    for probe in [rows[17], probes[0]] { try batch.append(Samples.probe(gallery, probe)) }
    let answers = try gallery.best(ofEach: batch, atLeast: 0.9, now: Samples.now)
    guard case .match(let match) = answers[0] else { Issue.record("no match of itself"); return }
    #expect(match.position == 17)
    #expect(answers[1] == .nothing)
    #expect(try gallery.best(ofEach: ProbeBatch(model: gallery.model), atLeast: 0, now: Samples.now).isEmpty)
  }

  @Test func ofEqualScores_theFirstPositionWins() throws {
    let probe = Kind.random.make(128, 0).probes[0]
    let gallery = try Samples.gallery(128, Array(repeating: probe, count: 200))
    let top = try gallery.top(5, of: Samples.probe(gallery, probe), now: Samples.now)
    #expect(top.map(\.position) == [0, 1, 2, 3, 4])
  }

  @Test func mostMatches_areRanked() throws {
    let (rows, probes) = Kind.clustered.make(128, 1500)
    let gallery = try Samples.gallery(128, rows)
    let top = try gallery.top(1000, of: Samples.probe(gallery, probes[0]), now: Samples.now)
    #expect(top.map(Ranked.init) == Array(Oracle.ranked(rows, probes[0]).prefix(1000)))
  }

  @Test func probeOfDenormalsAndASpike_isExactToo() throws {
    let rows = Kind.spiky.make(128, 400).rows
    let gallery = try Samples.gallery(128, rows)
    var probe = [Float](repeating: .leastNonzeroMagnitude, count: 128)
    probe[3] = 1
    let top = try gallery.top(20, of: Samples.probe(gallery, probe), now: Samples.now)
    #expect(top.map(Ranked.init) == Array(Oracle.ranked(rows, probe).prefix(20)))
  }
}
