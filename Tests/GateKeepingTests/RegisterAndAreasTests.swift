import AccessModel
import GateKeeping
import Testing

/// The same sequence for the same seed.
private struct Xorshift: RandomNumberGenerator {
  /// Not 0.
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

/// What is found by hashes, against what a search through everything finds.
@Suite struct RegisterAndAreasTests {
  private static let end = CivilTime(milliseconds: 1_800_000_000_000)

  /// Few different texts, so that many identifiers and PINs are shared.
  private static func credentials(_ random: inout some RandomNumberGenerator) -> [Credential] {
    (0..<400).map { number in
      let identifiers = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        CredentialIdentifier(
          CredentialIdentifier.Kind.allCases.randomElement(using: &random) ?? .card,
          "\(Int.random(in: 0..<300, using: &random))")
      }
      let pin = Bool.random(using: &random) ? "\(Int.random(in: 0..<300, using: &random))" : nil
      let enrolled = (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in
        TemplateEnrolment(
          terminal: "t", person: "\(Int.random(in: 0..<300, using: &random))", consent: "form")
      }
      let duress = Int.random(in: 0..<4, using: &random) == 0 ? pin : nil
      return Credential(
        id: "C\(number)", holder: "h", identifiers: identifiers, pin: pin, duressPIN: duress, validUntil: end,
        doors: [], enrolments: enrolled)
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func register_findsTheFirstThatBearsIt_andNobodyByASharedPIN(_ seed: UInt64) {
    var random = Xorshift(state: seed)
    let credentials = Self.credentials(&random)
    let register = CredentialRegister(edition: nil, credentials: credentials)
    var bearers: [CredentialIdentifier: [String]] = [:]
    var shadowed: [String] = []
    for credential in credentials {
      let pins = [credential.pin, credential.duressPIN].compactMap { $0 }.map {
        CredentialIdentifier(.pin, $0)
      }
      let shown = credential.identifiers.filter { $0.kind != .template } + pins
      // Of an enrolment without another way in nothing is found.
      let enrolled =
        shown.isEmpty ? [] : credential.enrolments.map { CredentialIdentifier(.template, "t/\($0.person)") }
      for identifier in shown + enrolled {
        if bearers[identifier] != nil { shadowed.append(credential.id) }
        bearers[identifier, default: []].append(credential.id)
      }
    }
    for kind in CredentialIdentifier.Kind.allCases {
      for number in 0..<310 {
        let identifier = CredentialIdentifier(kind, kind == .template ? "t/\(number)" : "\(number)")
        let known = bearers[identifier] ?? []
        let expected = kind == .pin && known.count > 1 ? nil : known.first
        #expect(register.credential(of: identifier)?.id == expected, "\(identifier)")
      }
    }
    #expect(register.shadowed == shadowed)
    #expect(register.count == credentials.count)
  }

  @Test func areas_findEverybody_whateverOrderTheyCameIn() {
    let presences = (0..<5_000).map { (number: Int) -> Presence in
      let subject = number % 2 == 0 ? "credential C\(number)" : "plate B\(number)"
      let area: AreaID? = number % 3 == 0 ? nil : "yard"
      return Presence(subject: subject, area: area, since: CivilTime(milliseconds: Int64(number)))
    }
    let book = AreaBook(presences: presences.shuffled())
    #expect(book == AreaBook(presences: presences))
    for presence in presences { #expect(book.presence(of: presence.subject) == presence) }
    #expect(book.presence(of: "plate C1") == nil)
    let subjects = book.buckets.map { $0.map(\.subject) }
    #expect(subjects.allSatisfy { $0 == $0.sorted() })
    #expect(subjects.map(\.count).reduce(0, +) == presences.count)
  }
}
