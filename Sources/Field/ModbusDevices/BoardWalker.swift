public import AccessModel

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

  private var line: ModbusLine?
  private let settings: ModbusBusSettings
  private let unit: Int
  private let wait: (Span) -> Void

  /// Opens the line; throws why it cannot, in words. `wait` lets a pulse last, and may return early: the
  /// pulse then ends at once.
  public init(
    settings: ModbusBusSettings, unit: Int, wait: @escaping (Span) -> Void
  ) throws(BoardWalkError) {
    (self.settings, self.unit, self.wait) = (settings, unit, wait)
    do {
      line = try ModbusLine(settings)
    } catch {
      throw BoardWalkError(
        description: "\(settings.words): \(error.words(doing: "connecting", settings: settings))")
    }
  }

  /// Reads, or writes and ends, one point. Blocks: a pulse for its length. A line that broke is opened anew.
  public func perform(_ step: BoardWalk.Step) -> Finding {
    do {
      switch step.work {
      case .contact(let point):
        return .contact(isOn: point.isOn(try read([WireSpan(at: point.at, count: 1)]) { $0(point.at) }))
      case .channel(let channel):
        return .reading(try read(channel.spans) { channel.reading(inverted: false, $0) })
      case .writes(let writes, let end, let span):
        return carryOut(writes, end: end, after: span, at: step.address)
      }
    } catch {
      return failed(error, at: step.address)
    }
  }

  private func read<Value>(_ spans: [WireSpan], _ use: ((WireAddress) -> UInt16) -> Value) throws(ModbusFault)
    -> Value
  {
    let plan = ReadPlan(spans, gapMax: 0)
    var image = [UInt16](repeating: 0, count: plan.imageCount)
    for request in plan.requests {
      try onLine { line throws(ModbusFault) in try line.read(request, unit: unit, into: &image) }
    }
    return use { at in plan.slot(at).map { image[$0] } ?? 0 }
  }

  private func carryOut(_ writes: [OutputWrite], end: OutputWrite?, after span: Span, at address: String)
    -> Finding
  {
    var fault: ModbusFault?
    do {
      for write in writes { try onLine { line throws(ModbusFault) in try line.write(write, unit: unit) } }
      if end != nil { wait(span) }
    } catch {
      fault = error
    }
    // A write without its answer may have switched the output on: its end is written all the same.
    if let end, fault?.isFinal != true, let left = self.end(end) {
      return failed(left, at: address, ". IT MAY STILL BE ON: look at the board")
    }
    return fault.map { failed($0, at: address) } ?? .acknowledged
  }

  /// Switches off, with as many tries as the line has; says why it could not.
  private func end(_ off: OutputWrite) -> ModbusFault? {
    var last: ModbusFault?
    for _ in 0...settings.retries {
      do {
        try onLine { line throws(ModbusFault) in try line.write(off, unit: unit) }
        return nil
      } catch {
        last = error
      }
    }
    return last
  }

  private func failed(_ fault: ModbusFault, at address: String, _ addition: String = "") -> Finding {
    let words = fault.words(doing: "at \(address)", settings: settings)
    return .failed("\(settings.words) unit \(unit): \(words)\(addition)")
  }

  /// On TCP an answer that is missing could still come, and be taken for that of the next request.
  private func onLine(_ work: (ModbusLine) throws(ModbusFault) -> Void) throws(ModbusFault) {
    let open: ModbusLine
    if let line { open = line } else { open = try ModbusLine(settings) }
    line = open
    do {
      try work(open)
    } catch {
      if error.endsConnection || !(error.provesConnection || settings.isSerial) { line = nil }
      throw error
    }
  }
}

/// Why a walk cannot begin.
public struct BoardWalkError: Error, Hashable, CustomStringConvertible {
  public let description: String
}
