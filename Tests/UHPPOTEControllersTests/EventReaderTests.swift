import AccessModel
import FieldContract
import Testing

@testable import UHPPOTEControllers

@Suite struct EventReaderTests {
  /// Boards of random size and luck: overwritten heads, resets, refusals; nothing comes twice but by a reset.
  @Test(arguments: 0..<40) func everyEventIsSubmittedOnce_orItsGapIsTold(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    let zone = try #require(LocalZone(name: "UTC"))
    let stored = UInt32.random(in: 0...20, using: &random)
    var oldest = UInt32.random(in: 1...30, using: &random)
    var newest = max(oldest, stored) + UInt32.random(in: 0...40, using: &random)
    var reader = EventReader(device: "b", stored: stored)
    reader.noticed(newest)
    var cards: [UInt32] = []
    var missed: [UInt32] = []
    var steps = 0
    var now = Moment.zero
    while steps < 2000 {
      steps += 1
      now = now + .seconds(1)
      if Int.random(in: 0..<20, using: &random) == 0, newest < 120 {
        newest += 1
        oldest = max(oldest, newest > 25 ? newest - 25 : 1)
        reader.noticed(newest)
      }
      switch reader.next(at: now) {
      case .wait(let until):
        if until == .distantFuture, newest >= 120 || Int.random(in: 0..<60, using: &random) == 0 {
          steps = 2000
        }
      case .submit(let reports):
        reader.submitting()
        let isTaken = Int.random(in: 0..<4, using: &random) > 0
        if isTaken {
          for report in reports {
            if case .cardNumber(let text) = report.fact { cards.append(try #require(UInt32(text))) }
            if case .deviceEvent(let words) = report.fact {
              let ends = words.split(separator: " ").compactMap { UInt32($0) }
              missed += Array(ends[0]...ends[1])
            }
          }
        }
        reader.submitted(isTaken ? .committed : .busy, at: now, jitter: 0)
      case .ask(let request):
        guard Int.random(in: 0..<5, using: &random) > 0 else { continue }
        var message = request.message(serial: 1)
        if case .event(let asked) = request {
          let index = asked == 0 ? oldest : asked == .max ? newest : asked
          message[word: 8] = index
          message[byte: 12] = (oldest...newest).contains(index) ? 1 : 0xFF
          message[word: 16] = index
        }
        reader.took(message, for: request, zone: zone, boardNow: nil, liveSpanMax: .seconds(5))
      }
    }
    #expect(reader.cursor == newest)
    #expect((cards + missed).sorted() == Array(stored + 1..<newest + 1))
    #expect(cards == cards.sorted())
  }

  @Test func aLateDatagramWithALowerIndex_isNotBelieved() throws {
    let zone = try #require(LocalZone(name: "UTC"))
    var reader = EventReader(device: "b", stored: 10)
    reader.noticed(9)
    #expect(reader.next(at: .zero) == .ask(.newestEvent))
    var message = BoardRequest.newestEvent.message(serial: 1)
    message[word: 8] = 10
    reader.took(message, for: .newestEvent, zone: zone, boardNow: nil, liveSpanMax: .seconds(5))
    #expect(reader.next(at: .zero) == .wait(.distantFuture))
    #expect(reader.cursor == 10)
  }

  @Test(arguments: [(0, false), (4, false), (6, true), (-3, true)])
  func anEventIsLive_onlyWhileTheBoardsOwnClockSaysSo(_ age: Int64, _ isReplay: Bool) throws {
    let zone = try #require(LocalZone(name: "UTC"))
    let boardNow = try #require(CivilTime(rfc3339: "2026-03-02T08:00:00Z"))
    var reader = EventReader(device: "b", stored: 0)
    reader.noticed(1)
    var message = BoardRequest.event(1).message(serial: 1)
    message[byte: 12] = 1
    message[word: 16] = 5
    message.setFields((boardNow + .seconds(-age)).fields, at: 20)
    reader.took(message, for: .event(1), zone: zone, boardNow: boardNow, liveSpanMax: .seconds(5))
    guard case .submit(let reports) = reader.next(at: .zero) else {
      Issue.record("nothing to submit")
      return
    }
    #expect(reports.first?.isReplay == isReplay)
  }
}
