public import AccessModel
public import FieldContract
internal import Foundation

/// One UT0311-L0x board: reads its events without a gap, opens its doors, keeps its cards.
///
/// One thread of its own carries every request, so that a board that does not answer holds up no other.
/// After a start and after every loss nothing is written to its doors until it was read (P5).
public final class UHPPOTEController: DoorActuator, Sendable {
  /// Most door commands that wait for one board.
  public static let commandsMax = 16
  /// Most other requests that wait for one board.
  public static let jobsMax = 64

  let settings: UHPPOTESettings
  private let zone: LocalZone
  let sink: any FieldSink
  let clock: @Sendable () -> Now
  private let jitter: @Sendable () -> Double
  let exchange = ControllerExchange()

  /// `clock` answers both clocks; `jitter` answers 0..<1 and spreads reconnections.
  public init(
    settings: UHPPOTESettings, sink: any FieldSink, clock: @escaping @Sendable () -> Now,
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) throws(UHPPOTEError) {
    guard let zone = LocalZone(name: settings.timeZone) else {
      throw .unknownTimeZone(settings.device, settings.timeZone)
    }
    self.settings = settings
    self.zone = zone
    self.sink = sink
    self.clock = clock
    self.jitter = jitter
  }

  deinit { exchange.end() }

  /// Starts the thread, once.
  public func start() {
    guard exchange.begin() else { return }
    let schedule = ControllerSchedule(settings, zone: zone, at: clock().moment, jitter: jitter)
    let (name, exchange, sink, clock) = ("uhppote \(settings.device)", exchange, sink, clock)
    let bring: @Sendable (BoardCardSet) -> Void = { [weak self] set in
      Task { await self?.bring(set) }
    }
    let thread = Thread {
      // From inside: set before the start it names nothing that the system can see.
      Thread.current.name = name
      ControllerLoop(schedule: schedule, exchange: exchange, sink: sink, clock: clock, bring: bring).run()
    }
    thread.start()
  }

  /// Ends the thread and returns when it is gone, within about the tries of one request; writes nothing.
  public func stop() {
    guard exchange.end() else { return }
    let tries = Int64(1 + settings.retries)
    _ = exchange.ended.wait(atMost: Int32(clamping: tries * settings.responseTimeout.milliseconds + 1000))
  }

  public func perform(_ command: DoorCommand) {
    guard let refusal = exchange.offer(command) else { return }
    let outcome = DoorOutcome(
      number: command.number, door: command.door, action: command.action, result: .notReady(refusal))
    if !sink.report(.doorOutcome(outcome)) { exchange.keep(outcome) }
  }

  /// One request, behind everything that is more urgent.
  func ask(_ request: BoardRequest) async throws(UHPPOTEError) -> BoardMessage {
    let (device, exchange) = (settings.device, exchange)
    let result = await withCheckedContinuation { continuation in
      guard let refusal = exchange.offer(ControllerExchange.Job(request: request, answer: continuation))
      else {
        return
      }
      continuation.resume(returning: Result<BoardMessage, UHPPOTEError>.failure(.notReady(device, refusal)))
    }
    return try result.get()
  }
}
