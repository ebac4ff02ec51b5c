import AccessModel
import FieldContract
import Testing

@testable import OSDPReaders

/// A day on a bad cable, and a cable with somebody on it. A failure names its seed.
@Suite struct SimulationTests {
  /// Cards that were presented, each one unlike all others.
  private struct Cards {
    var presented: Set<[UInt8]> = []

    mutating func present(to reader: inout ReaderDouble) {
      let number = littleEndian(UInt32(presented.count + 1))
      presented.insert(number)
      reader.present(number)
    }

    /// Every card that was committed was presented, and came once.
    func expectHonest(_ line: borrowing RehearsedLine, _ comment: Comment) {
      let committed = line.facts.compactMap { if case .card(let bits) = $0 { bits.bytes } else { nil } }
      #expect(Set(committed).count == committed.count, "twice; \(comment)")
      #expect(Set(committed).isSubset(of: presented), "invented; \(comment)")
      let acknowledged = line.readers[0].acknowledged.filter { $0.code == 0x50 }
        .map { Array($0.payload.dropFirst(4)) }
      #expect(Set(acknowledged).isSubset(of: committed), "acknowledged and lost; \(comment)")
      #expect(committed.count > presented.count * 9 / 10, "\(committed.count) came; \(comment)")
    }
  }

  @Test(arguments: [UInt64(20_261_126)])
  func dayWithOnePercentDamagedAndOnePercentDropped_losesAndInventsNothing(seed: UInt64) {
    var random = Seeded(state: seed)
    let profile = Samples.makeProfile(poll: 1000)
    var key = Samples.key(1)
    var line = RehearsedLine(ReaderDouble(key: key), Samples.reader(key: key, profile: profile))
    line.keepsSent = false
    var noise = Seeded(state: seed &+ 1)
    line.cable = { _, bytes in Self.badCable(bytes, &noise) }
    var cards = Cards()
    var (restarts, rotations, powerLosses) = (0, 0, 0)
    let end = Moment.zero + .seconds(24 * 3600)
    while line.now < end {
      let pause = Span.milliseconds(.random(in: 500...120_000, using: &random))
      runWatched(&line, for: pause, seed: seed)
      switch Int.random(in: 0..<40, using: &random) {
      case 0:
        restarts += 1
        line.restartPanel(seed: random.next(), settings: line.track.settings)
      case 1:
        rotations += 1
        let previous = key
        key = Samples.key(UInt8.random(in: 2...255, using: &random))
        line.restartPanel(
          seed: random.next(), settings: Samples.reader(key: key, previous: previous, profile: profile))
      case 2:
        powerLosses += 1
        line.readers[0].losePower()
        line.run(for: .milliseconds(.random(in: 100...30_000, using: &random)))
        line.readers[0].isPowered = true
      default: break
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) { cards.present(to: &line.readers[0]) }
    }
    cards.expectHonest(line, "seed \(seed)")
    #expect(restarts > 10 && rotations > 10 && powerLosses > 10 && line.readers[0].keysTaken >= rotations)
  }

  /// Whenever the channel is gone while the reader has power, it is back within 3 s.
  private func runWatched(_ line: inout RehearsedLine, for span: Span, seed: UInt64) {
    var goneSince: Moment? = line.track.isReady ? nil : line.now
    var longest = Span.zero
    line.run(for: span) { line in
      if line.schedule.tracks[0].isReady {
        goneSince = nil
      } else {
        let since = goneSince ?? line.now
        goneSince = since
        longest = max(longest, line.now - since)
      }
      return false
    }
    #expect(longest <= .seconds(3), "\(longest.milliseconds) ms at \(line.now.nanoseconds), seed \(seed)")
  }

  private static func badCable(_ bytes: [UInt8], _ random: inout Seeded) -> [[UInt8]] {
    switch Int.random(in: 0..<100, using: &random) {
    case 0: return []
    case 1:
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      return [damaged]
    default: return [bytes]
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func manInTheMiddle_neverGetsACardIn_norADoorOpen(seed: UInt64) {
    var random = Seeded(state: seed)
    var line = RehearsedLine()
    line.keepsSent = false
    var attacker = Attacker(seed: seed)
    line.cable = { attacker.pass($0, $1) }
    var (cards, releases) = (Cards(), [UInt64]())
    for round in 0..<600 {
      line.run(for: .milliseconds(.random(in: 200...3000, using: &random)))
      if line.track.isReady, round % 3 == 0 {
        let number = UInt64(releases.count + 1)
        releases.append(number)
        // Each release lasts unlike all others, so that one that comes twice is seen.
        line.schedule.tracks[0].admit(
          DoorCommand(
            number: number, door: Samples.door, action: .release(.milliseconds(Int64(number) * 100)),
            validUntil: line.now + .seconds(1)))
      }
      cards.present(to: &line.readers[0])
    }
    let opened = line.readers[0].outputs
    #expect(Set(opened).count == opened.count, "a release was played back; seed \(seed)")
    let ordered = Set(releases.map { [0, 5] + littleEndian(UInt16($0)) })
    #expect(Set(opened).isSubset(of: ordered), "a release was forged; seed \(seed)")
    let answered = line.outcomes.filter { $0.result == .written }.map(\.number)
    #expect(Set(answered.map { [0, 5] + littleEndian(UInt16($0)) }).isSubset(of: opened), "seed \(seed)")
    #expect(line.track.counters.channelsRefused > 20, "the attacker was felt")
    line.cable = { [$1] }
    #expect(line.run(for: .seconds(3)) { $0.track.isReady }, "back once he is gone; seed \(seed)")
    line.run(for: .seconds(200))
    let committed = line.facts.compactMap { if case .card(let bits) = $0 { bits.bytes } else { nil } }
    #expect(Set(committed).count == committed.count && Set(committed).isSubset(of: cards.presented))
    let acknowledged = line.readers[0].acknowledged.map { Array($0.payload.dropFirst(4)) }
    #expect(Set(acknowledged).isSubset(of: committed), "acknowledged and lost; seed \(seed)")
    #expect(committed.count > 100)
  }
}

/// Somebody with both ends of the cable in his hands, and no key.
private struct Attacker {
  private var random: Seeded
  private var seen: [[UInt8]] = []

  init(seed: UInt64) { random = Seeded(state: seed &+ 1000) }

  mutating func pass(_ direction: RehearsedLine.Direction, _ bytes: [UInt8]) -> [[UInt8]] {
    seen.append(bytes)
    if seen.count > 500 { seen.removeFirst(250) }
    switch Int.random(in: 0..<100, using: &random) {
    case 0: return []
    case 1: return [flipped(bytes)]
    case 2: return [seen.randomElement(using: &random) ?? bytes]
    case 3: return [bytes, seen.randomElement(using: &random) ?? bytes]
    case 4: return [bytes, bytes]
    case 5: return [forged(direction, like: bytes), bytes]
    case 6: return [forged(direction, like: bytes)]
    default: return [bytes]
    }
  }

  /// A bit turned over, and a sound check put behind it.
  private mutating func flipped(_ bytes: [UInt8]) -> [UInt8] {
    let start = bytes.first == Frame.markByte ? 1 : 0
    var body = Array(bytes.dropFirst(start).dropLast(2))
    let position = Int.random(in: 4..<body.count, using: &random)
    body[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    return Array(bytes.prefix(start)) + body + FrameCheck.crc.closing(body)
  }

  private mutating func forged(_ direction: RehearsedLine.Direction, like bytes: [UInt8]) -> [UInt8] {
    guard let frame = try? Frame(Array(bytes.drop { $0 == Frame.markByte })) else { return bytes }
    var forged = Frame(
      address: frame.address, isReply: direction == .toPanel, sequence: frame.sequence, code: 0x60)
    switch (direction, Int.random(in: 0..<5, using: &random)) {
    case (.toReader, 0...2): (forged.code, forged.payload) = (0x68, [0, 5, 0x99, 0x99])
    case (.toReader, _): (forged.code, forged.payload) = (0x75, [1, 16] + [UInt8](repeating: 9, count: 16))
    case (.toPanel, 0): (forged.code, forged.payload) = (0x50, hex("00002000DEADBEEF"))
    case (.toPanel, 1): forged.code = 0x40
    case (.toPanel, 2): (forged.code, forged.payload) = (0x41, [6])
    case (.toPanel, 3): (forged.code, forged.sequence) = (0x79, 0)
    case (.toPanel, _): (forged.code, forged.payload) = (0x50, hex("00002000DEADBEEF"))
    }
    if Bool.random(using: &random) {
      forged.block = SecurityBlock(kind: direction == .toPanel ? .sealedReply : .sealedCommand)
      forged.payload = [UInt8](repeating: 7, count: 16)
      forged.mac = [1, 2, 3, 4]
    }
    return forged.encoded()
  }
}
