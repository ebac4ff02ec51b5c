import AccessModel
import CardFormats
import GateKeeping
import Testing
import UHPPOTEControllers

@testable import GatehouseRuntime

/// Which credentials a board is given to open for by itself.
@Suite struct BoardCardChoiceTests {
  private let now = CivilTime(milliseconds: 1_764_547_200_000)  // 2025-12-01T00:00:00Z
  private let edition = ListEdition(list: "staff", version: "7", issuedAt: CivilTime(milliseconds: 0))

  private func choice() throws -> BoardCardChoice {
    let endpoint = try #require(BoardEndpoint("127.0.0.1", port: 9))
    let board = UHPPOTESettings(
      device: "board", serial: 1, reach: .address(endpoint),
      doors: [
        .init(door: "front", number: 1), .init(door: "vault", number: 2), .init(door: "trap", number: 4),
      ], timeZone: "Asia/Shanghai")
    var layout = SiteLayout(source: "urn:x", lanes: [], cameras: [], settingsVersion: "1")
    layout.doors = [
      Door(id: "front", device: "board", readers: [DoorReader(device: "board", accessPoint: "front-in")]),
      Door(
        id: "vault", device: "board",
        readers: [DoorReader(device: "board", accessPoint: "vault-in", asksFor: .credentialAndPIN)]),
      Door(id: "trap", device: "board"),
    ]
    layout.sallyPorts = [SallyPort(doors: ["trap", "other"])]
    return BoardCardChoice(
      board: board, formats: try CardFormatSet(names: ["h10301"], numberForm: .facilityDigits),
      layout: layout)
  }

  private func credential(
    _ card: String = "h10301:68-41551", kind: CredentialIdentifier.Kind = .card, hours: Int64 = 48,
    _ change: (inout Credential) -> Void = { _ in }
  ) -> Credential {
    var credential = Credential(
      id: card, holder: "K. Li", identifiers: [CredentialIdentifier(kind, card)],
      validUntil: now + .seconds(hours * 3600), doors: ["front", "vault", "trap"])
    change(&credential)
    return credential
  }

  @Test func card_isGivenItsNumber_itsWholeDays_andTheDoorsThatACardAloneOpens() throws {
    let set = try choice().set(of: [credential()], edition: edition, at: now)
    let card = try #require(set.cards.first)
    #expect(card.number == 6_841_551)
    #expect(card.doors == [1, 0, 0, 0])
    // Until 08:00 of the 3rd in Shanghai: the 2nd is the last whole day.
    #expect(card.until == BoardDate(year: 2025, month: 12, day: 2))
    #expect(set.edition == "staff 7" && set.leftOut == 0)
  }

  @Test func daysAreCountedByTheBoardsClock() throws {
    let board = try choice().board
    let midnight = now + .seconds(-8 * 3600)
    #expect(try #require(board.wholeDays(from: midnight, until: midnight + .seconds(86_399))).from.day == 1)
    let late = try #require(
      board.wholeDays(from: midnight + .seconds(1), until: midnight + .seconds(3 * 86_400)))
    #expect(late.from.day == 2 && late.until.day == 3)
    #expect(board.wholeDays(from: midnight + .seconds(1), until: midnight + .seconds(86_400)) == nil)
  }

  @Test func whatTheBoardCouldOnlyGetWrong_isLeftOut() throws {
    let others = [
      credential("h10301:68-1") { $0.pin = "hash" }, credential("h10301:68-2") { $0.duressPIN = "hash" },
      credential("h10301:68-3") { $0.schedule = "office" },
      credential("h10301:68-4") { $0.isEnabled = false },
      credential("h10301:68-5", hours: -1), credential("h10301:68-6") { $0.doors = ["vault", "trap"] },
      credential("visit-1", kind: .visitorToken), credential("京A12345", kind: .plate),
      // Another format, a number beyond the format, and one beyond everything.
      credential("corporate1000:68-7"), credential("h10301:300-7"),
      credential("h10301:99999999999999999999-7"), credential("h10301:68-8", hours: 1),
    ]
    let set = try choice().set(of: others, edition: edition, at: now)
    #expect(set.cards.isEmpty)
    #expect(set.leftOut == others.count)
  }

  @Test func cardOfTwoCredentials_isTheEarlierOnes() throws {
    let set = try choice().set(
      of: [credential { $0.isEnabled = false }, credential()], edition: edition, at: now)
    #expect(set.cards.isEmpty && set.leftOut == 2)
  }
}
