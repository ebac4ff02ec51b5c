import AccessModel
import TemplateMatching
import Testing

/// What a template must have before it exists, and which galleries it never meets.
@Suite struct DoorTests {
  private let now = Samples.now
  private let good = Kind.random.make(128, 0).probes[0]

  private func refusal<T>(_ make: () throws -> T) -> TemplateMatchingError? {
    do {
      _ = try make()
      return nil
    } catch { return error as? TemplateMatchingError }
  }

  @Test func mismatchOfModels_isAnError_notALowScore() throws {
    let gallery = try Samples.gallery(128, [good])
    let other = try Samples.model(128, "acme-face-4")
    let expected = TemplateMatchingError.modelMismatch(gallery: gallery.model, found: other)
    #expect(throws: expected) {
      var values = good
      let probe = try ProbeTemplate(model: other, takingFrom: &values)
      _ = try gallery.best(of: probe, atLeast: 0.4, now: now)
    }
    #expect(throws: expected) {
      _ = try gallery.best(ofEach: ProbeBatch(model: other), atLeast: 0.4, now: now)
    }
    #expect(throws: expected) {
      var batch = try ProbeBatch(model: gallery.model)
      var values = good
      try batch.append(ProbeTemplate(model: other, takingFrom: &values))
    }
    #expect(
      refusal {
        try TemplateGallery(model: gallery.model, entries: [Samples.enrolled(other, good)])
      } == expected)
  }

  @Test func models_areNamedAndOfAKnownDimension() throws {
    #expect(refusal { try Samples.model(300) } == .dimensionUnknown(300))
    #expect(refusal { try Samples.model(128, " ") } == .textMissing(field: "model identifier"))
    let long = String(repeating: "a", count: 65)
    #expect(
      refusal { try Samples.model(128, long) } == .textTooLong(field: "model identifier", bytesMax: 64))
    #expect(try Samples.model(512) != Samples.model(256))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN])
  func componentThatIsNoNumber_isRefused(_ value: Float) throws {
    var values = good
    values[77] = value
    let model = try Samples.model(128)
    #expect(refusal { try TemplateVector(model: model, values: values) } == .notFinite(component: 77))
    #expect(throws: TemplateMatchingError.notFinite(component: 77)) {
      _ = try ProbeTemplate(model: model, takingFrom: &values)
    }
    #expect(values.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [Float(0), 0.998, 1.002, 1e-30, 1e30])
  func vectorThatIsNotUnit_isRefused(_ scale: Float) throws {
    let model = try Samples.model(128)
    let found = refusal { try TemplateVector(model: model, values: good.map { $0 * scale }) }
    guard case .notUnit = found else { Issue.record("\(String(describing: found))"); return }
  }

  @Test func vectorWithinTheTolerance_isTaken() throws {
    for scale: Float in [0.9992, 1, 1.0008] {
      _ = try TemplateVector(model: Samples.model(128), values: good.map { $0 * scale })
    }
  }

  @Test(arguments: [0, 1, 127, 129, 512]) func vectorOfAnotherLength_isRefused(_ count: Int) throws {
    let model = try Samples.model(128)
    let values = [Float](repeating: 0.1, count: count)
    #expect(
      refusal { try TemplateVector(model: model, values: values) }
        == .wrongLength(model: model, found: count))
  }

  @Test func enrolment_needsConsentHolderAndDates() throws {
    let vector = try TemplateVector(model: Samples.model(128), values: good)
    func enrol(_ consent: String, _ holder: String, _ end: CivilTime) throws -> EnrolledTemplate {
      try EnrolledTemplate(vector: vector, consent: consent, holder: holder, enrolled: now, end: end)
    }
    #expect(refusal { try enrol("", "h", now + .seconds(1)) } == .textMissing(field: "consent record"))
    #expect(refusal { try enrol("c", "\t", now + .seconds(1)) } == .textMissing(field: "holder"))
    #expect(refusal { try enrol("c", "h", now) } == .endNotAfterStart(field: "the date enrolled"))
    let long = String(repeating: "é", count: 129)
    #expect(
      refusal { try enrol(long, "h", now + .seconds(1)) }
        == .textTooLong(field: "consent record", bytesMax: 256))
    #expect(try enrol("c", "h", now + .seconds(1)).grounds.holder == "h")
  }

  @Test func authorisation_needsAuthorityReferencePurposeAndAnEndWithin30Days() throws {
    let vector = try TemplateVector(model: Samples.model(128), values: good)
    func authorise(
      _ authority: String = "court", _ reference: String = "12/26", _ purpose: ListPurpose = .missingPerson,
      days: Int64 = 30, more: Span = .zero
    ) throws -> AuthorisedTemplate {
      try AuthorisedTemplate(
        vector: vector, authority: authority, reference: reference, purpose: purpose, authorised: now,
        end: now + .seconds(days * 86_400) + more)
    }
    #expect(refusal { try authorise("") } == .textMissing(field: "authority"))
    #expect(refusal { try authorise("court", " ") } == .textMissing(field: "reference"))
    #expect(refusal { try authorise(days: 0) } == .endNotAfterStart(field: "the date of authorisation"))
    #expect(refusal { try authorise(days: 31) } == .authorisationTooLong(daysMax: 30))
    #expect(refusal { try authorise(more: .milliseconds(1)) } == .authorisationTooLong(daysMax: 30))
    for purpose in ListPurpose.allCases {
      let found = refusal { try authorise("court", "12/26", purpose) }
      #expect(found == (purpose == .membership ? .membershipNeedsConsent : nil))
    }
  }

  @Test func templates_printNothingOfThemselves() throws {
    let entry = try Samples.enrolled(Samples.model(128), good)
    var text = "\(entry.vector)"
    dump(entry.vector, to: &text)
    #expect(!text.contains("\(good[0])"))
    #expect(text.contains("acme-face-3/128"))
  }

  @Test func gallery_endsAt100000Entries() throws {
    let model = try Samples.model(128)
    let entry = try Samples.enrolled(model, good)
    let many = repeatElement(entry, count: TemplateGallery.entriesMax + 1)
    #expect(refusal { try TemplateGallery(model: model, entries: many) } == .tooManyEntries(max: 100_000))
  }

  @Test func limitsOfALookup_areErrors() throws {
    let gallery = try Samples.gallery(128, [good])
    for asked in [0, -1, 1001] {
      #expect(throws: TemplateMatchingError.matchesOutOfRange(asked: asked, max: 1000)) {
        _ = try gallery.top(asked, of: Samples.probe(gallery, good), now: now)
      }
    }
    #expect(throws: TemplateMatchingError.thresholdNotANumber) {
      _ = try gallery.best(of: Samples.probe(gallery, good), atLeast: .nan, now: now)
    }
    #expect(throws: TemplateMatchingError.tooManyProbes(max: 16)) {
      var batch = try ProbeBatch(model: gallery.model)
      for _ in 0..<17 { try batch.append(Samples.probe(gallery, good)) }
    }
  }

  @Test func everyError_saysWhatToDo() throws {
    let model = try Samples.model(128)
    let errors: [TemplateMatchingError] = [
      .textMissing(field: "a"), .textTooLong(field: "a", bytesMax: 1), .dimensionUnknown(1),
      .wrongLength(model: model, found: 1), .notFinite(component: 1), .notUnit(norm: 2, tolerance: 1),
      .endNotAfterStart(field: "a"), .authorisationTooLong(daysMax: 30), .membershipNeedsConsent,
      .modelMismatch(gallery: model, found: model), .tooManyEntries(max: 1), .tooManyProbes(max: 1),
      .matchesOutOfRange(asked: 0, max: 1), .thresholdNotANumber, .outOfMemory(bytes: 1),
    ]
    for error in errors { #expect(error.description.contains(". "), "\(error)") }
  }
}
