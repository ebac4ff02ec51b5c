public import AccessModel
internal import COpenSSL
public import FieldContract
internal import Foundation

/// An OSDP line with the readers on it: polls them, shows signals, moves outputs, never blocks a caller.
///
/// One thread of its own carries every frame. A reader is acknowledged what it told only once the sink says
/// that it is on disk (P7); after a start or a reconnection no output is written until a new decision (P5).
public final class OSDPBus: DoorActuator, ReaderIndicator, Sendable {
  /// Most commands that wait for one bus.
  public static let commandsMax = 32

  private let settings: OSDPBusSettings
  private let sink: any FieldSink
  private let clock: @Sendable () -> Moment
  private let exchange = BusExchange()

  /// `clock` is monotonic.
  public init(settings: OSDPBusSettings, sink: any FieldSink, clock: @escaping @Sendable () -> Moment) {
    self.settings = settings
    self.sink = sink
    self.clock = clock
  }

  deinit { exchange.end() }

  /// Starts the thread, once.
  public func start() {
    guard exchange.begin() else { return }
    let schedule = LineSchedule(settings, since: clock(), randomBytes: Self.randomBytes)
    let (name, exchange, sink, clock) = ("osdp \(settings.device)", exchange, sink, clock)
    let thread = Thread {
      // From inside: set before the start it names nothing that the system can see.
      Thread.current.name = name
      BusLoop(schedule: schedule, exchange: exchange, sink: sink, clock: clock).run()
    }
    thread.start()
  }

  /// Ends the thread and returns when it is gone; writes nothing. A thread that hangs in name resolution is
  /// left behind: it ends by itself.
  public func stop() {
    guard exchange.end() else { return }
    _ = exchange.ended.wait(atMost: Wire.connectSpan + Self.leaveSpan, line: nil)
  }

  public func perform(_ command: DoorCommand) {
    guard let refusal = exchange.offer(command) else { return }
    let outcome = DoorOutcome(
      number: command.number, door: command.door, action: command.action, result: .notReady(refusal))
    if !sink.report(.doorOutcome(outcome)) { exchange.keep(outcome) }
  }

  public func show(_ signal: ReaderSignal) { exchange.show(signal) }

  /// Lets a new reader in by the default key, once and until `end`: its own key is handed over, and the
  /// channel begins anew with it. Only on an operator's explicit command: whoever listens to the cable
  /// meanwhile reads the key. False when no reader of this line has that name and a channel.
  public func install(_ reader: DeviceID, until end: Moment) -> Bool {
    guard settings.readers.contains(where: { $0.device == reader && $0.isSecure }) else { return false }
    exchange.install(reader, until: end)
    return true
  }

  /// What happened since the start; at most a turn of the thread old.
  public var counters: OSDPCounters { exchange.counters }

  /// What is known of each reader now.
  public var statuses: [OSDPReaderStatus] { exchange.statuses }

  private static let leaveSpan = Span.seconds(1)

  @Sendable private static func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(RAND_bytes(&bytes, Int32(clamping: count)) == 1, "OpenSSL has no random bytes")
    return bytes
  }
}
