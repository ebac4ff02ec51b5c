import AccessModel
import FieldContract
import Testing

@testable import OSDPReaders

/// What a decision makes a reader do.
@Suite struct DecisionTests {
  private func ready(_ settings: OSDPReaderSettings = Samples.reader()) -> RehearsedLine {
    var line = RehearsedLine(ReaderDouble(), settings)
    let isReady = line.run(for: .seconds(2)) { $0.track.isReady && $0.track.outbox.isEmpty }
    #expect(isReady)
    return line
  }

  private func command(_ number: UInt64 = 1, _ action: DoorAction = .release(.seconds(5)), until: Moment)
    -> DoorCommand
  {
    DoorCommand(number: number, door: Samples.door, action: action, validUntil: until)
  }

  @Test func grant_showsItsColourToneAndWords() {
    var line = ready()
    line.schedule.tracks[0].show(
      ReaderSignal(device: Samples.device, meaning: .granted, text: "Welcome"), at: line.now)
    line.run(for: .seconds(1))
    let shown = line.readers[0].commands.suffix(3)
    #expect(shown.map(\.code) == [0x69, 0x6A, 0x6B])
    #expect(shown.first?.payload == [0, 0, 2, 10, 0, 2, 2, 30, 0, 0, 0, 0, 0, 0])
    #expect(shown.dropFirst().first?.payload == [0, 2, 2, 2, 1])
    #expect(shown.last?.payload == [0, 3, 5, 1, 1, 7] + Array("Welcome".utf8))
  }

  @Test func newerSignal_takesThePlaceOfOneThatWaits_andNoneIsShownLate() {
    var line = ready()
    for meaning in [ReaderSignal.Meaning.denied, .granted] {
      line.schedule.tracks[0].show(ReaderSignal(device: Samples.device, meaning: meaning), at: line.now)
    }
    line.run(for: .seconds(1))
    #expect(line.readers[0].commands.suffix(2).map(\.payload[2]) == [2, 2])
    line.readers[0].losePower()
    line.run(for: .seconds(3))
    let before = line.readers[0].commands.count
    line.schedule.tracks[0].show(ReaderSignal(device: Samples.device, meaning: .denied), at: line.now)
    line.readers[0].isPowered = true
    line.run(for: .seconds(5))
    #expect(line.track.isReady)
    #expect(!line.readers[0].commands[before...].contains { $0.code == 0x69 })
  }

  @Test func release_isWrittenOnce_andAnswered() {
    var line = ready()
    var drops = 1
    line.cable = { direction, bytes in
      guard direction == .toPanel, drops > 0 else { return [bytes] }
      drops -= 1
      return []
    }
    line.schedule.tracks[0].admit(command(until: line.now + .seconds(1)))
    line.run(for: .seconds(1))
    #expect(drops == 0 && line.readers[0].outputs == [[0, 5, 50, 0]])
    #expect(line.outcomes.map(\.result) == [.written])
  }

  @Test func commandPastItsTime_isDropped_notWritten() {
    var line = ready()
    line.schedule.tracks[0].admit(command(until: line.now + .milliseconds(-1)))
    line.run(for: .seconds(1))
    #expect(line.readers[0].outputs.isEmpty && line.outcomes.map(\.result) == [.expired])
  }

  @Test func commandThatNobodyAnswersInItsTime_isNotRepeatedLate() {
    var line = ready()
    var isLost = false
    line.cable = { _, bytes in
      defer { isLost = true }
      return isLost ? [bytes] : []
    }
    line.schedule.tracks[0].admit(command(until: line.now + .milliseconds(100)))
    line.run(for: .seconds(1))
    guard case .failed? = line.outcomes.first?.result else {
      Issue.record("\(line.outcomes)")
      return
    }
    line.run(for: .seconds(5))
    #expect(isLost && line.track.isReady && line.readers[0].outputs.isEmpty && line.outcomes.count == 1)
  }

  @Test func commandToAReaderThatIsNotThere_isAnswered_andNothingIsWrittenAfterwards() {
    var line = RehearsedLine()
    line.schedule.tracks[0].admit(command(until: .zero + .seconds(60)))
    line.run(for: .seconds(5))
    guard case .notReady? = line.outcomes.first?.result else {
      Issue.record("\(line.outcomes)")
      return
    }
    #expect(line.readers[0].outputs.isEmpty)
  }

  @Test func decision_goesBeforePollsOfOtherReaders() {
    var line = RehearsedLine(
      (0..<32).map { ReaderDouble(address: $0) },
      (0..<32).map { Samples.reader($0 == 31 ? Samples.device : "reader-\($0)", address: $0) })
    let isReady = line.run(for: .seconds(20)) { line in
      line.schedule.tracks.allSatisfy { $0.isReady && $0.outbox.isEmpty }
    }
    #expect(isReady)
    let start = line.now
    line.schedule.tracks[31].admit(command(until: start + .seconds(2)))
    #expect(line.run(for: .seconds(1)) { !$0.readers[31].outputs.isEmpty })
    #expect(line.now - start < .milliseconds(120))
  }
}
