import AccessModel
import FieldContract
import Testing

@testable import OSDPReaders

@Suite struct LineTests {
  private func ready(_ line: inout RehearsedLine) {
    let isReady = line.run(for: .seconds(2)) { line in
      line.schedule.tracks.allSatisfy { $0.isReady && $0.outbox.isEmpty }
    }
    #expect(isReady, "\(line.track.lossWords)")
  }

  @Test func reader_isReadyWithinASecond_andItsFirstStateIsReported() {
    var line = RehearsedLine()
    ready(&line)
    line.run(for: .milliseconds(100))
    #expect(line.now < .zero + .seconds(1))
    #expect(
      line.facts == [
        .tamper(isActive: false), .powerFault(isActive: false), .input(number: 0, isActive: false),
        .input(number: 1, isActive: true),
      ])
    #expect(line.track.identity?.vendor == [0, 0x0E, 0xE3])
    #expect(line.schedule.healths(at: line.now) == [DeviceHealth(device: Samples.device, state: .online)])
  }

  @Test func nothingIsWrittenToAnOutputOrALight_beforeADecision() {
    var line = RehearsedLine()
    ready(&line)
    line.run(for: .seconds(20))
    #expect(Set(line.readers[0].commands.map(\.code)) == [0x61, 0x62, 0x64, 0x65])
  }

  @Test func card_isAcknowledgedOnlyOnceItIsCommitted() {
    var line = RehearsedLine()
    ready(&line)
    var isDown = true
    line.journal = { _ in .journalUnavailable }
    line.readers[0].present([0x12, 0x34])
    line.run(for: .seconds(3))
    #expect(line.readers[0].acknowledged.isEmpty)
    #expect(!line.facts.contains { if case .card = $0 { true } else { false } })
    #expect(line.schedule.healths(at: line.now).first?.state == .degraded)
    isDown = false
    line.journal = { _ in isDown ? .journalUnavailable : .committed }
    line.run(for: .seconds(1))
    #expect(line.readers[0].acknowledged.count == 1)
    #expect(line.committed.last?.report.isReplay == true, "too old to open anything")
    #expect(line.schedule.healths(at: line.now).first?.state == .online)
  }

  @Test func journalThatIsAwayForAMinute_keepsTheReaderWaiting_andLosesNothing() {
    var line = RehearsedLine()
    ready(&line)
    line.journal = { _ in .busy }
    line.readers[0].present([0x12, 0x34])
    line.run(for: .seconds(60))
    #expect(line.track.isReady && line.readers[0].acknowledged.isEmpty)
    line.journal = { _ in .committed }
    line.run(for: .seconds(2))
    #expect(line.readers[0].acknowledged.count == 1)
    #expect(line.committed.count { if case .card = $0.report.fact { true } else { false } } == 1)
    #expect(line.track.counters.channelsOpened == 1)
  }

  @Test func waitingReader_leavesTheOthersTheirPolls() {
    var line = RehearsedLine(
      [ReaderDouble(address: 5), ReaderDouble(address: 6)],
      [Samples.reader(), Samples.reader("reader-2", address: 6)])
    ready(&line)
    line.journal = { $0.contains { $0.device == Samples.device } ? .busy : .committed }
    line.readers[0].present([1])
    line.run(for: .milliseconds(500))
    line.readers[1].present([2])
    line.run(for: .milliseconds(500))
    #expect(line.committed.last?.report.device == "reader-2")
    #expect(line.readers[1].acknowledged.count == 1 && line.readers[0].acknowledged.isEmpty)
  }

  @Test func lostReply_isAskedForAgain_andTheCardComesOnce() {
    var line = RehearsedLine()
    ready(&line)
    line.run(for: .milliseconds(500))
    var drops = 0
    line.cable = { direction, bytes in
      guard direction == .toPanel, bytes.count > 20, drops < 2 else { return [bytes] }
      drops += 1
      return []
    }
    line.readers[0].present([0x12, 0x34])
    line.run(for: .seconds(2))
    #expect(drops == 2)
    #expect(line.facts.count { if case .card = $0 { true } else { false } } == 1)
    #expect(line.readers[0].acknowledged.count == 1)
    #expect(line.track.counters.channelsOpened == 1, "no new session was needed")
  }

  @Test func busyReader_isAskedAgain_andNothingIsLost() {
    var line = RehearsedLine()
    ready(&line)
    line.readers[0].busyCount = 5
    line.readers[0].present([9])
    line.run(for: .seconds(2))
    #expect(line.track.counters.busyReplies == 5)
    #expect(line.readers[0].acknowledged.count == 1)
    #expect(line.track.counters.channelsOpened == 1)
  }

  @Test func readerThatIsBusyForEver_isReportedAfterEightSeconds() {
    var line = RehearsedLine()
    ready(&line)
    line.readers[0].busyCount = .max
    line.run(for: .seconds(20))
    #expect(line.schedule.healths(at: line.now).first?.state == .offline)
  }

  @Test func silentReader_isOfflineAfterEightSeconds_andBackWithinThree() {
    var line = RehearsedLine()
    ready(&line)
    line.readers[0].losePower()
    let gone = line.now
    let isOffline = line.run(for: .seconds(12)) {
      $0.schedule.healths(at: $0.now).first?.state == .offline
    }
    #expect(isOffline && line.now - gone < .seconds(10))
    #expect(line.schedule.healths(at: line.now)[0].reason.contains("does not answer"))
    line.run(for: .seconds(600))
    line.readers[0].isPowered = true
    #expect(line.run(for: .seconds(3)) { $0.track.isReady })
  }

  @Test func absentReaders_takeNoMoreThanAThirdOfTheLine() {
    let settings = (0..<8).map { Samples.reader($0 == 0 ? Samples.device : "reader-\($0)", address: $0) }
    var line = RehearsedLine([ReaderDouble(address: 0)], settings)
    line.run(for: .seconds(10))
    #expect(line.track.isReady)
    let before = line.track.counters.framesSent
    line.run(for: .seconds(60))
    let polls = line.track.counters.framesSent - before
    #expect(polls > 60 * 10 * 2 / 3 - 60, "\(polls) polls in a minute")
    let asked = line.schedule.tracks.dropFirst().map(\.counters.framesSent)
    #expect((asked.min() ?? 0) > 3, "\(asked)")
  }

  @Test func rate_isFound_andKeptThroughAnOutage() {
    var line = RehearsedLine(
      [ReaderDouble()], [Samples.reader()], bauds: [9600, 115_200, 38400])
    line.readerBauds = [38400]
    #expect(line.run(for: .seconds(20)) { $0.track.isReady }, "\(line.bauds)")
    #expect(line.bauds == [9600, 115_200, 38400])
    line.readers[0].losePower()
    line.run(for: .seconds(5))
    line.readers[0].isPowered = true
    #expect(line.run(for: .seconds(3)) { $0.track.isReady })
    #expect(line.bauds.count == 3)
  }

  @Test func connectionOnWhichNobodyAnswers_isOpenedAnew() {
    var line = RehearsedLine([], [Samples.reader()])
    line.run(for: .seconds(60))
    #expect((4...8).contains(line.bauds.count), "\(line.bauds.count)")
  }

  @Test func readerInClear_isReadOnlyWhereTheSiteSaysSo() {
    var line = RehearsedLine(ReaderDouble(key: nil), Samples.reader(key: nil))
    ready(&line)
    line.readers[0].present([7])
    line.run(for: .seconds(1))
    #expect(line.facts.contains { if case .card = $0 { true } else { false } })
    var strict = RehearsedLine(ReaderDouble(key: nil), Samples.reader())
    strict.readers[0].present([7])
    strict.run(for: .seconds(10))
    #expect(strict.facts.count == 1)
    guard case .channelRefused(let words)? = strict.facts.first else {
      Issue.record("the refusal must be told")
      return
    }
    #expect(words.contains("offers no secure channel"))
    #expect(strict.schedule.healths(at: strict.now).first?.state == .offline)
  }

  @Test func thirtyTwoReadersAt9600_areEachPolledWithinTheStandardsTimes() {
    let occupancy = LineOccupancy(readers: 32, baud: 9600, isSecure: true)
    #expect(occupancy.round < .milliseconds(1300), "\(occupancy)")
    var line = RehearsedLine(
      (0..<32).map { ReaderDouble(address: $0) },
      (0..<32).map { Samples.reader($0 == 0 ? Samples.device : "reader-\($0)", address: $0) })
    let isReady = line.run(for: .seconds(20)) { $0.schedule.tracks.allSatisfy(\.isReady) }
    #expect(isReady)
    let start = line.now
    line.run(for: .seconds(30))
    #expect(line.schedule.counters.timeouts == 0)
    for address in 0..<32 {
      let times = line.sent.filter { $0.at >= start && $0.bytes[2] == UInt8(address) }.map(\.at)
      let gap = zip(times.dropFirst(), times).map { $0 - $1 }.max() ?? .seconds(99)
      #expect(gap < .milliseconds(1500), "reader \(address): \(gap.milliseconds) ms")
    }
  }
}
