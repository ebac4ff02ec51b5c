public import AccessModel
public import FieldContract
internal import Foundation

/// A Modbus line with the barriers, locks and sensors on it: polls, writes, and never blocks a caller.
///
/// One thread of its own carries every request. After a start and after every reconnection nothing is
/// written until each input of the unit was read (P5); a command that comes earlier is answered
/// `.notReady`.
public final class ModbusBus: BarrierActuator, DoorActuator, Sendable {
  /// Most commands that wait for one bus.
  public static let commandsMax = 16

  private let settings: ModbusBusSettings
  private let roles: [UnitRole]
  private let sink: any FieldSink
  private let clock: @Sendable () -> Moment
  private let jitter: @Sendable () -> Double
  private let exchange = BusExchange()

  /// `clock` is monotonic; `jitter` answers 0..<1 and spreads reconnections.
  public init(
    settings: ModbusBusSettings, units: [BarrierUnit], doors: [DoorUnit] = [], inputs: [InputsUnit] = [],
    sink: any FieldSink, clock: @escaping @Sendable () -> Moment,
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.settings = settings
    roles =
      units.map(UnitRole.barrier) + doors.map(UnitRole.door)
      + inputs.filter { !$0.points.isEmpty }.map(UnitRole.inputs)
    self.sink = sink
    self.clock = clock
    self.jitter = jitter
  }

  deinit { exchange.end() }

  /// Starts the thread, once.
  public func start() {
    guard exchange.begin() else { return }
    let schedule = BusSchedule(settings, roles: roles, at: clock(), jitter: jitter)
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

  public func perform(_ command: BarrierCommand) { offer(.barrier(command)) }

  public func perform(_ command: DoorCommand) { offer(.door(command)) }

  /// How each unit of the line is, and since when; one that was said to be online and has not been read for
  /// long is not said to be so any more, whatever its thread hangs in.
  public var conditions: [UnitCondition] {
    let silenceMax = Self.silenceMin + settings.poll
    return exchange.conditions.map { $0.aged(at: clock(), silenceMax: silenceMax) }
  }

  /// No bus needs so long to ask all of its units.
  static let silenceMin = Span.seconds(60)

  private func offer(_ command: BusCommand) {
    guard let refusal = exchange.offer(command) else { return }
    let outcome = BusOutcome(command: command, result: .notReady(refusal))
    if !sink.report(outcome.input) { exchange.keep(outcome) }
  }
}

/// How one unit of a line is.
public struct UnitCondition: Hashable, Sendable {
  /// Modbus unit identifier.
  public let unit: Int
  /// What it serves: `barrier north`, `door gatehouse`, `inputs tunnel-co`.
  public let serves: String
  public let state: DeviceHealth.State
  /// For an operator; empty when online.
  public let reason: String
  /// When this state, for this reason, began.
  public let since: Moment
  /// When all its inputs were last read, to a second; nil: not since the start.
  public internal(set) var heard: Moment?

  func aged(at now: Moment, silenceMax: Span) -> UnitCondition {
    guard state == .online, now - (heard ?? since) > silenceMax else { return self }
    let seconds = (now - (heard ?? since)).milliseconds / 1000
    return UnitCondition(
      unit: unit, serves: serves, state: .offline,
      reason: "nothing was read for \(seconds) s although the line is open; restart the service",
      since: heard ?? since, heard: heard)
  }
}
