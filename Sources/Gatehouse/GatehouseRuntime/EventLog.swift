import AccessModel
import Foundation
import GatehouseSettings
import Synchronization

/// Log lines on standard error, written off the loop: a slow journal never holds a barrier.
final class EventLog: Sendable {
  private let queue = DispatchQueue(label: "event-log")
  private let waiting = Mutex(0)
  private let skipped = Mutex(0)
  private let text: Mutex<EventText>

  /// Batches waiting to be written; beyond it lines are counted instead of written.
  static let batchesMax = 1024
  private static let flushMilliseconds = 500

  init(plates: PlateLogging) { text = Mutex(EventText(plates: plates)) }

  func adopt(plates: PlateLogging) { text.withLock { $0 = EventText(plates: plates) } }

  var eventText: EventText { text.withLock { $0 } }

  func write(_ events: [GateEvent]) {
    let text = eventText
    enqueue(events.count) { lines in
      for event in events {
        lines += "<\(text.level(of: event))>\(StandardError.oneLine(text.summary(of: event)))\n".utf8
      }
    }
  }

  /// A line that is not an event.
  func say(_ level: Int, _ line: String) {
    enqueue(1) { lines in lines += "<\(level)>\(StandardError.oneLine(line))\n".utf8 }
  }

  private func enqueue(_ count: Int, _ compose: @escaping @Sendable (inout [UInt8]) -> Void) {
    let isRoom = waiting.withLock { waiting in
      guard waiting < Self.batchesMax else { return false }
      waiting += 1
      return true
    }
    guard isRoom else {
      skipped.withLock { $0 += count }
      return
    }
    queue.async { [self] in
      var lines: [UInt8] = []
      let missed = skipped.withLock { count in
        defer { count = 0 }
        return count
      }
      if missed > 0 {
        lines += "<4>\(missed) log lines skipped, the log is too slow; the events are in the journal\n".utf8
      }
      compose(&lines)
      StandardError.write(lines)
      waiting.withLock { $0 -= 1 }
    }
  }

  /// Waits until everything said so far is written, but not for a reader that has gone.
  func flush() {
    let written = DispatchSemaphore(value: 0)
    queue.async { written.signal() }
    _ = written.wait(timeout: .now() + .milliseconds(Self.flushMilliseconds))
  }
}

/// Whole lines to file descriptor 2.
enum StandardError {
  /// Outside text cannot forge a line or move a terminal: control characters become spaces.
  static func oneLine(_ text: String) -> String {
    // 0xC2 begins the two-byte forms of U+0080...U+009F.
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) else { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  static func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(2, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return
      }
      rest = rest.dropFirst(count)
    }
  }
}
