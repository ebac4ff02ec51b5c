public import AccessModel
internal import Foundation

/// Performs the steps of a walk on a real board, one at a time, over a connection of its own.
///
/// Used by one thread (it is not Sendable) while no daemon commands the same board. It writes only in a step
/// that the caller chose.
public final class BoardWalker {
  /// What a step showed.
  public enum Finding: Hashable, Sendable {
    case contact(isOn: Bool)
    case reading(InputReading)
    /// The board acknowledged it, and its end if the board does not end it by itself.
    case acknowledged
    /// In words for an operator.
    case failed(String)
  }

  private let line: ModbusLine
  private let settings: ModbusBusSettings
  private let unit: Int

  /// Opens the line; throws why it cannot, in words.
  public init(settings: ModbusBusSettings, unit: Int) throws(BoardWalkError) {
    do {
      line = try ModbusLine(settings)
    } catch {
      throw BoardWalkError(
        description: "\(settings.words): \(error.words(doing: "connecting", settings: settings))")
    }
    self.settings = settings
    self.unit = unit
  }

  /// Reads, or writes and ends, one point. Blocks: a pulse for its length.
  public func perform(_ step: BoardWalk.Step) -> Finding {
    do {
      switch step.work {
      case .contact(let point):
        return .contact(isOn: point.isOn(try read([WireSpan(at: point.at, count: 1)]) { $0(point.at) }))
      case .channel(let channel):
        return .reading(try read(channel.spans) { channel.reading(inverted: false, $0) })
      case .writes(let writes, let end, let span):
        for write in writes { try line.write(write, unit: unit) }
        if let end { try self.end(end, after: span) }
        return .acknowledged
      }
    } catch {
      let words = error.words(doing: "at \(step.address)", settings: settings)
      return .failed("\(settings.words) unit \(unit): \(words)")
    }
  }

  private func read<Value>(_ spans: [WireSpan], _ use: ((WireAddress) -> UInt16) -> Value) throws(ModbusFault)
    -> Value
  {
    let plan = ReadPlan(spans, gapMax: 0)
    var image = [UInt16](repeating: 0, count: plan.imageCount)
    for request in plan.requests { try line.read(request, unit: unit, into: &image) }
    return use { at in plan.slot(at).map { image[$0] } ?? 0 }
  }

  /// A relay that was put on goes off again, with as many tries as the line has.
  private func end(_ off: OutputWrite, after span: Span) throws(ModbusFault) {
    // The walk belongs to the person at the keyboard, who watches the relay: nothing else waits meanwhile.
    Thread.sleep(forTimeInterval: Double(span.nanoseconds) / 1e9)
    var tries = 0
    while true {
      do {
        return try line.write(off, unit: unit)
      } catch {
        tries += 1
        if tries > settings.retries || error.endsConnection { throw error }
      }
    }
  }
}

/// Why a walk cannot begin.
public struct BoardWalkError: Error, Hashable, CustomStringConvertible {
  public let description: String
}
