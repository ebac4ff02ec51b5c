public import AccessModel
public import FieldContract
internal import Foundation

/// A Modbus line with the barriers on it: polls their inputs, writes commands, and never blocks a caller.
///
/// One thread of its own carries every request. After a start and after every reconnection nothing is
/// written until each input of the unit was read (P5); a command that comes earlier is answered
/// `.notReady`.
public final class ModbusBus: BarrierActuator, Sendable {
  /// Most commands that wait for one bus.
  public static let commandsMax = 16

  private let settings: ModbusBusSettings
  private let units: [BarrierUnit]
  private let sink: any FieldSink
  private let clock: @Sendable () -> Moment
  private let jitter: @Sendable () -> Double
  private let exchange = BusExchange()

  /// `clock` is monotonic; `jitter` answers 0..<1 and spreads reconnections.
  public init(
    settings: ModbusBusSettings, units: [BarrierUnit], sink: any FieldSink,
    clock: @escaping @Sendable () -> Moment,
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.settings = settings
    self.units = units
    self.sink = sink
    self.clock = clock
    self.jitter = jitter
  }

  deinit { exchange.end() }

  /// Starts the thread, once.
  public func start() {
    guard exchange.begin() else { return }
    let schedule = BusSchedule(settings, units: units, jitter: jitter)
    let (name, exchange, sink, clock) = ("modbus \(settings.device)", exchange, sink, clock)
    let thread = Thread {
      // From inside: set before the start it names nothing that the system can see.
      Thread.current.name = name
      BusLoop(schedule: schedule, exchange: exchange, sink: sink, clock: clock).run()
    }
    thread.start()
  }

  /// Ends the thread and returns when it is gone, within about one response timeout; writes nothing but
  /// the end of running pulses. A thread that hangs in name resolution is left behind: it ends by itself.
  public func stop() {
    guard exchange.end() else { return }
    exchange.ended.wait(atMost: .milliseconds(2 * settings.responseTimeout.milliseconds + 1000))
  }

  public func perform(_ command: BarrierCommand) {
    guard let refusal = exchange.offer(command) else { return }
    let outcome = CommandOutcome(
      number: command.number, barrier: command.barrier, action: command.action, result: .notReady(refusal))
    if !sink.report(.commandOutcome(outcome)) { exchange.keep(outcome) }
  }
}
