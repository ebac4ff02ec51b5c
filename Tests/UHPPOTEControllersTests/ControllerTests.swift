import AccessModel
import FieldContract
import Foundation
import Testing

@testable import UHPPOTEControllers

@Suite(.serialized) struct ControllerEventTests {
  @Test func events_areReadInOrderAndTheIndexFollowsTheCommit() async throws {
    let board = try BoardDouble()
    board.add(.init(card: 101, secondsAgo: 3600), .init(card: 102, secondsAgo: 60))
    let rig = try ControllerRig(board: board)
    try await rig.sink.committed { $0.fact == .cardNumber("102") }
    let index = board.add(.init(isGranted: false, door: 2, direction: 2, card: 103, reason: 6))
    let report = try await rig.sink.committed { $0.fact == .cardNumber("103") }
    #expect(rig.sink.cards == ["101", "102", "103"])
    #expect(report.readerNumber == 6 && !report.isReplay && report.capturedAt != nil)
    #expect(report.deviceVerdict == DeviceVerdict(isGranted: false, words: "denied: no privilege (6)"))
    try await board.requests.wait(for: "stored index") {
      $0.function == .setEventIndex && $0[word: 8] == index ? true : nil
    }
    #expect(rig.sink.reports.since(0).filter { $0.report.isReplay }.count == 2)
  }

  @Test func whatTheSinkDidNotCommit_isSubmittedAgainAndNotForgottenByTheBoard() async throws {
    let rig = try ControllerRig()
    rig.sink.answer(.busy)
    rig.board.add(.init(card: 7))
    try await rig.sink.reports.wait(for: "a refused report") { $0.result == .busy ? true : nil }
    #expect(rig.board.change { $0.storedIndex } == 0)
    rig.sink.answer(.committed)
    try await rig.sink.committed { $0.fact == .cardNumber("7") }
    try await rig.board.requests.wait(for: "stored index") { $0.function == .setEventIndex ? true : nil }
    #expect(rig.sink.cards == ["7"])
  }

  @Test func aSiteWithoutRecord_goesOnButTheBoardRemembers() async throws {
    let rig = try ControllerRig()
    rig.sink.answer(.unrecorded)
    rig.board.add(.init(card: 7))
    rig.board.add(.init(card: 8))
    try await rig.sink.reports.wait(for: "the second") { $0.report.fact == .cardNumber("8") ? true : nil }
    #expect(rig.board.change { $0.storedIndex } == 0)
    rig.sink.answer(.committed)
    rig.board.add(.init(card: 9))
    try await rig.board.requests.wait(for: "stored index") {
      $0.function == .setEventIndex && $0[word: 8] == 3 ? true : nil
    }
  }

  @Test func overwrittenEvents_areToldAsAGap() async throws {
    let board = try BoardDouble()
    board.change { state in
      state.storedIndex = 4
      for index in UInt32(10)...12 { state.events[index] = .init(card: index) }
    }
    let rig = try ControllerRig(board: board)
    try await rig.sink.committed { $0.fact == .cardNumber("12") }
    try await rig.sink.committed {
      $0.fact == .deviceEvent("events 5 to 9 are gone from the board and were not read")
    }
    #expect(rig.sink.cards == ["10", "11", "12"])
  }

  @Test func anIndexThatWentBack_isToldAndReadFromItsOldest() async throws {
    let board = try BoardDouble()
    board.change { state in
      state.storedIndex = 900
      state.events = [1: .init(card: 1), 2: .init(card: 2)]
    }
    let rig = try ControllerRig(board: board)
    try await rig.sink.committed { $0.fact == .cardNumber("2") }
    try await rig.sink.committed { report in
      if case .deviceEvent(let words) = report.fact { words.contains("from 900 to 2") } else { false }
    }
    #expect(rig.sink.cards == ["1", "2"])
  }

  @Test func doorEvents_areFactsWithoutACard() async throws {
    let rig = try ControllerRig()
    rig.board.add(.init(kind: 3, door: 1, card: 6, reason: 38), .init(kind: 2, door: 1, card: 6, reason: 20))
    let report = try await rig.sink.committed { $0.fact == .deviceEvent("event 2, door 1: push button (20)") }
    #expect(report.deviceVerdict == nil)
    #expect(rig.sink.cards.isEmpty)
  }

  @Test func anEventMessage_isHeardAtOnceAndNeverBelievedByItself() async throws {
    let probe = try BoardDouble()
    let port = probe.port
    _ = consume probe
    let rig = try ControllerRig(listener: ControllerRig.endpoint(port), poll: .seconds(60))
    try await rig.sink.health(.online)
    #expect(rig.board.change { $0.listener } == [127, 0, 0, 1] + [UInt8(port & 0xFF), UInt8(port >> 8)])
    rig.board.add(.init(card: 55))
    rig.board.send(rig.board.statusMessage().bytes, to: ControllerRig.endpoint(port).socketAddress)
    try await rig.sink.committed { $0.fact == .cardNumber("55") }
  }

  @Test(arguments: [0, 1, 7]) func twiceTheAnswersAndGarbage_changeNothing(_ seed: UInt64) async throws {
    let board = try BoardDouble()
    var random = Seeded(state: seed)
    let garbage = [0, 1, 63, 65, 120].map { count in
      (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    board.change { state in
      state.answersTwice = true
      state.garbage = garbage
      for index in UInt32(1)...20 { state.events[index] = .init(card: index) }
    }
    let rig = try ControllerRig(board: board)
    try await rig.sink.committed { $0.fact == .cardNumber("20") }
    #expect(rig.sink.cards == (1...20).map { "\($0)" })
    #expect(try await rig.sink.outcome(of: rig.perform(.release(.seconds(3)))) == .written)
  }
}

@Suite(.serialized) struct ControllerLifeTests {
  @Test func aBoardThatIsAbsent_isOfflineAndComesBackByItself() async throws {
    let board = try BoardDouble()
    board.change { $0.isMute = true }
    let rig = try ControllerRig(board: board)
    try await rig.sink.health(.offline, says: "no answer from 127.0.0.1")
    guard case .notReady = try await rig.sink.outcome(of: rig.perform(.release(.seconds(3)))) else {
      Issue.record("a command was taken for an absent board")
      return
    }
    board.change { $0.isMute = false }
    try await rig.sink.health(.online)
    #expect(rig.writes(.openDoor, .setDoor).isEmpty)
  }

  @Test func anotherSerialNumber_isNamedAndNothingIsTakenFromIt() async throws {
    let board = try BoardDouble()
    board.change { $0.serialShown = 999 }
    board.add(.init(card: 1))
    let rig = try ControllerRig(board: board)
    try await rig.sink.health(.offline, says: "board 999 answers, not 405419896")
    #expect(rig.sink.cards.isEmpty)
  }

  @Test func aBoardFoundByBroadcast_isAskedAtItsOwnAddress() async throws {
    let rig = try ControllerRig(isBroadcast: true)
    try await rig.sink.health(.online)
  }

  @Test func aSilentBoard_holdsUpNoOther() async throws {
    let mute = try BoardDouble(serial: 1)
    mute.change { $0.isMute = true }
    let first = try ControllerRig(board: mute, responseTimeout: .seconds(10))
    let second = try ControllerRig()
    second.board.add(.init(card: 5))
    try await second.sink.committed { $0.fact == .cardNumber("5") }
    #expect(
      !first.sink.facts.since(0).contains { fact in
        if case .deviceHealth(let health) = fact { health.state == .online } else { false }
      })
    mute.change { $0.isMute = false }
  }

  @Test(arguments: 1...12) func aBoardThatFallsSilentAfterAnyAnswer_losesNoEvent(_ answers: Int) async throws
  {
    let board = try BoardDouble()
    board.change { $0.answersLeft = answers }
    for card in UInt32(1)...3 { board.add(.init(card: card)) }
    let rig = try ControllerRig(board: board, responseTimeout: .milliseconds(30))
    try await rig.sink.health(.offline, says: "no answer")
    board.change { $0.answersLeft = .max }
    try await rig.sink.committed { $0.fact == .cardNumber("3") }
    #expect(rig.sink.cards == ["1", "2", "3"])
  }

  @Test func aWrongClock_isReportedAndSetOnlyWhereAllowed() async throws {
    let board = try BoardDouble()
    board.change { $0.clockOffset = -75 }
    let rig = try ControllerRig(board: board)
    try await rig.sink.health(.degraded, says: "behind")
    board.add(.init(card: 1))
    try await rig.sink.committed { $0.fact == .cardNumber("1") && !$0.isReplay }
    #expect(rig.writes(.setTime).isEmpty)
    let other = try BoardDouble()
    other.change { $0.clockOffset = 3600 }
    let setting = try ControllerRig(board: other, setsClock: true)
    let mark = setting.sink.facts.mark
    try await setting.sink.health(.online, from: mark)
    #expect(other.change { abs($0.clockOffset) } <= 2)
  }

  @Test func inputs_areSensedAndStaleWhenTheBoardIsGone() async throws {
    let rig = try ControllerRig()
    try await rig.sink.reading(.inactive, of: "main-contact")
    try await rig.sink.reading(.active, of: "side-closed")
    rig.board.change { $0.doorIsOpen = [1, 1, 0, 0] }
    try await rig.sink.reading(.active, of: "main-contact")
    try await rig.sink.reading(.inactive, of: "side-closed")
    let mark = rig.sink.facts.mark
    rig.board.change { $0.isMute = true }
    try await rig.sink.reading(.stale, of: "main-contact", from: mark)
  }
}

@Suite(.serialized) struct ControllerDoorTests {
  @Test func aRelease_setsTheBoardsOwnTimerAndOpens() async throws {
    let rig = try ControllerRig()
    try await rig.sink.health(.online)
    #expect(try await rig.sink.outcome(of: rig.perform(.release(.seconds(3)))) == .written)
    #expect(rig.writes(.openDoor, .setDoor).map(\.function) == [.openDoor])
    #expect(
      try await rig.sink.outcome(of: rig.perform(.release(.milliseconds(7200)), door: "side")) == .written)
    let writes = rig.writes(.openDoor, .setDoor).dropFirst()
    #expect(writes.map(\.function) == [.setDoor, .openDoor])
    #expect(writes.map { $0[byte: 8] } == [2, 2])
    #expect(rig.board.change { $0.holds[2]?.seconds } == 8)
  }

  @Test func holdAndSecure_changeTheModeAndEndReleases() async throws {
    let rig = try ControllerRig()
    try await rig.sink.health(.online)
    #expect(try await rig.sink.outcome(of: rig.perform(.holdReleased)) == .written)
    #expect(rig.board.change { $0.holds[1]?.mode } == 1)
    #expect(try await rig.sink.outcome(of: rig.perform(.secure)) == .written)
    #expect(rig.writes(.setDoor).map { $0[byte: 9] } == [1, 2, 3])
    #expect(try await rig.sink.outcome(of: rig.perform(.release(.seconds(3)))) == .written)
  }

  @Test func aCommandThatExpired_isNotWritten() async throws {
    let rig = try ControllerRig()
    try await rig.sink.health(.online)
    #expect(
      try await rig.sink.outcome(of: rig.perform(.release(.seconds(3)), validFor: .milliseconds(-1)))
        == .expired)
    #expect(rig.writes(.openDoor, .setDoor).isEmpty)
  }

  @Test func anOpenWithoutAnswer_isNotRepeated() async throws {
    let rig = try ControllerRig(poll: .seconds(60))
    try await rig.sink.health(.online)
    rig.board.change { $0.isMute = true }
    guard case .failed = try await rig.sink.outcome(of: rig.perform(.release(.seconds(3)))) else {
      Issue.record("an open of unknown fate was called something else")
      return
    }
    try await rig.sink.health(.offline, says: "no answer")
    #expect(rig.writes(.openDoor).count == 1)
  }

  @Test func nothingIsWrittenAtAStart() async throws {
    let rig = try ControllerRig()
    try await rig.sink.health(.online)
    rig.board.add(.init(card: 1))
    try await rig.sink.committed { $0.fact == .cardNumber("1") }
    #expect(rig.writes(.openDoor, .setDoor, .setTime, .putCard, .deleteCard, .setListener).isEmpty)
  }
}

@Suite(.serialized) struct ControllerCardTests {
  private func card(_ number: UInt32, doors: [UInt8] = [1, 0, 0, 0]) throws -> BoardCard {
    let from = try #require(BoardDate(year: 2026, month: 1, day: 1))
    let until = try #require(BoardDate(year: 2026, month: 12, day: 31))
    return try #require(BoardCard(number: number, from: from, until: until, doors: doors))
  }

  @Test func aWholeSet_isWrittenOnceReadBackAndThenLeftAlone() async throws {
    let board = try BoardDouble()
    let strangers = [try card(1000), try card(2)]
    board.change {
      $0.slots = [.init(card: strangers[0]), .init(isDeleted: true), .init(card: strangers[1])]
    }
    let rig = try ControllerRig(board: board)
    try await rig.sink.health(.online)
    let cards = try (1...5).map { try card($0, doors: [1, 1, 0, 2]) }
    let told = Facts<CardSyncProgress>()
    let report = try await rig.controller.sync(cards) { told.add($0) }
    #expect(report.written == 5 && report.deleted == 1 && report.kept == 0)
    #expect(Set(board.change { $0.slots.compactMap(\.card) }) == Set(cards))
    #expect(told.since(0).last == CardSyncProgress(phase: .writing, done: 5, total: 5))
    let again = try await rig.controller.sync(cards)
    #expect(again.written == 0 && again.deleted == 0 && again.kept == 5)
    #expect(rig.writes(.putCard).count == 5)
  }

  @Test func aSynchronisationThatWasCut_goesOnWhereItStopped() async throws {
    let rig = try ControllerRig(poll: .seconds(60), responseTimeout: .milliseconds(30))
    try await rig.sink.health(.online)
    rig.board.change { $0.answersLeft = 9 }
    let cards = try (1...10).map { try card($0) }
    await #expect(throws: UHPPOTEError.self) { try await rig.controller.sync(cards) }
    let done = rig.board.change { $0.slots.count }
    #expect(done > 0 && done < 10)
    rig.board.change { $0.answersLeft = .max }
    let report = try await rig.controller.sync(cards)
    #expect(report.kept == done && report.written == 10 - done)
  }

  private func remark(_ rig: ControllerRig, from mark: Int = 0) async throws -> String {
    let report = try await rig.sink.committed(from: mark) { report in
      if case .deviceEvent(let words) = report.fact { words.hasPrefix("cards of") } else { false }
    }
    guard case .deviceEvent(let words) = report.fact else { return "" }
    return words
  }

  @Test func keptCards_comeWithTheFirstConnection_andWithEachNewList() async throws {
    let rig = try ControllerRig()
    let cards = try (1...3).map { try card($0) }
    rig.controller.keep(BoardCardSet(cards: cards, edition: "staff 1", leftOut: 2))
    #expect(
      try await remark(rig) == "cards of staff 1: 0 kept, 3 written, 0 deleted, 2 not for this board")
    let mark = rig.sink.reports.mark
    rig.controller.keep(BoardCardSet(cards: Array(cards.dropFirst()), edition: "staff 2", leftOut: 0))
    #expect(
      try await remark(rig, from: mark)
        == "cards of staff 2: 2 kept, 0 written, 1 deleted, 0 not for this board")
    #expect(rig.board.change { $0.slots.compactMap(\.card) } == Array(cards.dropFirst()))
  }

  @Test func keptCards_areLookedAtAgain_whenTheBoardComesBack() async throws {
    let rig = try ControllerRig(responseTimeout: .milliseconds(30))
    let cards = [try card(7)]
    rig.controller.keep(BoardCardSet(cards: cards, edition: "staff 1", leftOut: 0))
    _ = try await remark(rig)
    let (facts, reports) = (rig.sink.facts.mark, rig.sink.reports.mark)
    // Another board of the same number, with nothing on it.
    rig.board.change { ($0.isMute, $0.slots) = (true, []) }
    try await rig.sink.health(.offline, from: facts)
    rig.board.change { $0.isMute = false }
    #expect(
      try await remark(rig, from: reports).hasPrefix("cards of staff 1: 0 kept, 1 written"))
  }

  @Test func cardsThatCannotBeBrought_areTheHealthsReason() async throws {
    let rig = try ControllerRig()
    let from = try #require(BoardDate(year: 2026, month: 1, day: 1))
    let cards = (1...20_001).compactMap {
      BoardCard(number: $0, from: from, until: from, doors: [1, 0, 0, 0])
    }
    rig.controller.keep(BoardCardSet(cards: cards, edition: "staff 1", leftOut: 0))
    try await rig.sink.health(.degraded, says: "its cards are not those of staff 1: 20001 cards for a board")
    let mark = rig.sink.facts.mark
    rig.controller.keep(BoardCardSet(cards: [], edition: "staff 2", leftOut: 0))
    try await rig.sink.health(.online, from: mark)
  }

  @Test func failedKeeping_waitsBeforeItsNextTry_butNotForANewerList() {
    var keeping = CardKeeping()
    let (first, second) = (
      BoardCardSet(cards: [], edition: "1", leftOut: 0), BoardCardSet(cards: [], edition: "2", leftOut: 0)
    )
    keeping.keep(first)
    let now = Moment(nanoseconds: 1_000_000_000)
    #expect(keeping.due(isOnline: false, at: now) == nil)
    #expect(keeping.due(isOnline: true, at: now) == first)
    #expect(keeping.due(isOnline: true, at: now) == nil)
    keeping.brought(first, failure: "no", at: now)
    #expect(keeping.due(isOnline: true, at: now + .seconds(29)) == nil)
    #expect(keeping.due(isOnline: true, at: now + .seconds(30)) == first)
    keeping.keep(second)
    keeping.brought(first, failure: "no", at: now)
    #expect(keeping.due(isOnline: true, at: now) == second)
    keeping.brought(second, failure: nil, at: now)
    #expect(keeping.failure == nil && keeping.due(isOnline: true, at: now) == nil)
  }

  @Test func aDoor_opensWhileCardsAreWritten() async throws {
    let rig = try ControllerRig()
    try await rig.sink.health(.online)
    let cards = try (1...200).map { try card($0) }
    let controller = rig.controller
    async let report = controller.sync(cards)
    let outcome = try await rig.sink.outcome(of: rig.perform(.release(.seconds(3))))
    #expect(outcome == .written)
    #expect(try await report.written == 200)
  }

  @Test func oneCard_isPutFoundAndDeleted() async throws {
    let rig = try ControllerRig()
    try await rig.sink.health(.online)
    let card = try card(6_154_410)
    try await rig.controller.put(card)
    #expect(try await rig.controller.card(card.number) == card)
    try await rig.controller.delete(card: card.number)
    #expect(try await rig.controller.card(card.number) == nil)
  }

  @Test func aSearch_findsTheBoardAndItsAddress() async throws {
    let board = try BoardDouble()
    board.start()
    let found = try await BoardFinder.find(
      at: ControllerRig.endpoint(board.port), for: .milliseconds(300), clock: { ControllerRig.now().moment })
    #expect(found.map(\.serial) == [board.serial])
    #expect(found.first?.firmware == "0892")
  }
}
