internal import AccessModel
internal import FieldContract
internal import Foundation
internal import OSDPReaders
internal import Synchronization

/// As many readers as a line may have, at the slowest rate, each in secure channel.
public enum LineBench {
  static let baud = 9600
  static let measuredSeconds = 30.0
  /// A card somewhere on the line so often: a round has one or two.
  static let cardPause = 0.7
  /// A reader that is not polled for so long holds the line for lost (OSDP 2.2 §5.7).
  static let offlineSeconds = 8.0
  /// Handshakes of all readers, and their first states.
  private static let readySeconds = 60.0

  /// Measures the line and prints one line for each figure.
  public static func run(print: (String) -> Void) throws {
    let readers = try (0..<OSDPBusSettings.readersMax).map { address in
      guard let key = OSDPBaseKey([UInt8](repeating: UInt8(address + 1), count: OSDPBaseKey.byteCount)) else {
        throw BenchFault(description: "a key of 16 bytes is a key")
      }
      return (address, key)
    }
    let doubles = readers.map { MeasuredReader(address: $0.0, key: $0.1) }
    guard let line = ReaderLine(readers: doubles, baud: baud) else {
      throw BenchFault(description: "this system has no pseudo terminal")
    }
    defer { line.stop() }
    let profile = try OSDPReaderProfile(
      file: "bench", text: "name: Bench\nsignals: {granted: {light: green}, denied: {light: red}}\n")
    let sink = CardSink()
    let settings = OSDPBusSettings(
      device: "line", transport: .serial(path: line.path, bauds: [baud]),
      readers: readers.map {
        OSDPReaderSettings(
          device: DeviceID("reader-\($0.0)"), address: $0.0, profile: profile,
          channel: .secure(key: $0.1))
      })
    let bus = OSDPBus(settings: settings, sink: sink, clock: BusBench.moment)
    bus.start()
    defer { bus.stop() }
    try wait(until: "all readers are in secure channel", { sink.online.count == readers.count })
    let begun = BusBench.moment()
    try present(on: line, to: sink)
    report(line, sink, from: begun, print)
  }

  /// Cards one after the other, at changing readers and moments of the round.
  private static func present(on line: ReaderLine, to sink: CardSink) throws {
    let end = BusBench.now() + measuredSeconds
    var number = 0
    while BusBench.now() < end {
      number += 1
      let reader = number * 11 % OSDPBusSettings.readersMax
      sink.presented(DeviceID("reader-\(reader)"), at: BusBench.moment())
      line.books.withLock { $0.readers[reader].present([0xA0, UInt8(truncatingIfNeeded: number), 3, 4]) }
      // People do not show cards back to back: the pause is part of the load.
      Thread.sleep(forTimeInterval: cardPause)
    }
    try wait(until: "every card was told") { sink.isEmpty }
  }

  private static func report(
    _ line: ReaderLine, _ sink: CardSink, from begun: Moment, _ print: (String) -> Void
  ) {
    let gaps = line.books.withLock { books in
      books.readers.map { reader in
        let polls = reader.polls.filter { $0 >= begun }
        return zip(polls.dropFirst(), polls).map { Double(($0 - $1).nanoseconds) / 1e9 }
      }
    }
    let all = gaps.flatMap { $0 }.sorted()
    let calculated = LineOccupancy(readers: gaps.count, baud: baud, isSecure: true)
    print("bench osdp_32_readers_round_calculated \(text(Double(calculated.round.nanoseconds) / 1e9)) s")
    print("bench osdp_32_readers_poll_cycle_p50 \(text(rank(all, 0.5))) s")
    let worst = gaps.contains { $0.isEmpty } ? Double.infinity : all.last ?? .infinity
    let verdict = worst <= offlineSeconds ? "ok" : "short"
    print("bench osdp_32_readers_worst_poll_gap \(text(worst)) s goal <= \(text(offlineSeconds)) \(verdict)")
    let waits = sink.waits.sorted()
    print("bench osdp_32_readers_card_to_sink_p50 \(text(rank(waits, 0.5))) s")
    print("bench osdp_32_readers_card_to_sink_worst \(text(waits.last ?? .infinity)) s")
  }

  private static func wait(until what: String, _ isSo: () -> Bool) throws {
    let end = BusBench.now() + readySeconds
    while !isSo() {
      guard BusBench.now() < end else {
        throw BenchFault(description: "\(what): not within \(Int(readySeconds)) s")
      }
      // The line runs on a thread of its own and tells nobody: it is asked, with an end.
      Thread.sleep(forTimeInterval: 0.01)
    }
  }

  private static func rank(_ sorted: [Double], _ share: Double) -> Double {
    sorted.isEmpty ? .infinity : sorted[Int(Double(sorted.count - 1) * share)]
  }

  private static func text(_ value: Double) -> String { String(format: "%.2f", value) }
}

/// What could not be measured, and why.
struct BenchFault: Error, CustomStringConvertible {
  let description: String
}

/// Commits at once, and notes how long each card took to come.
private final class CardSink: FieldSink {
  private struct Books {
    var online: Set<DeviceID> = []
    var presented: [DeviceID: [Moment]] = [:]
    var waits: [Double] = []
  }

  private let books = Mutex(Books())

  var online: Set<DeviceID> { books.withLock { $0.online } }
  var waits: [Double] { books.withLock { $0.waits } }
  var isEmpty: Bool { books.withLock { $0.presented.isEmpty } }

  func presented(_ device: DeviceID, at moment: Moment) {
    books.withLock { $0.presented[device, default: []].append(moment) }
  }

  func report(_ input: FieldInput) -> Bool {
    guard case .deviceHealth(let health) = input else { return true }
    books.withLock { books in
      if health.state == .online {
        books.online.insert(health.device)
      } else {
        books.online.remove(health.device)
      }
    }
    return true
  }

  func submit(_ reads: [PlateRead]) async -> SubmissionResult { .committed }

  func submit(_ reports: [ReaderReport]) async -> SubmissionResult {
    let now = BusBench.moment()
    books.withLock { books in
      for report in reports {
        guard case .card = report.fact, let moments = books.presented[report.device],
          let first = moments.first
        else { continue }
        books.waits.append(Double((now - first).nanoseconds) / 1e9)
        books.presented[report.device] = moments.count > 1 ? Array(moments.dropFirst()) : nil
      }
    }
    return .committed
  }
}
