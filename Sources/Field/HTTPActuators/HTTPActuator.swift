public import AccessModel
public import FieldContract
internal import Foundation

/// One barrier or door that is commanded over HTTP, with a thread of its own; never blocks a caller.
///
/// Nothing is sent but the probe before a command comes (P5).
public final class HTTPActuator: BarrierActuator, DoorActuator, Sendable {
  /// Most commands that wait for one device.
  public static let commandsMax = 16

  private let target: HTTPTarget
  private let settings: HTTPDeviceSettings
  private let sink: any FieldSink
  private let clock: @Sendable () -> Moment
  private let mailbox = Mailbox()
  private let stopping = StopFlag()

  /// `clock` is monotonic.
  public init(
    settings: HTTPDeviceSettings, target: HTTPTarget, sink: any FieldSink,
    clock: @escaping @Sendable () -> Moment
  ) {
    self.settings = settings
    self.target = target
    self.sink = sink
    self.clock = clock
  }

  deinit {
    stopping.raise()
    _ = mailbox.close()
  }

  /// Starts the thread, once. Throws when libcurl cannot do what is asked of it.
  public func start() throws(HTTPActuatorError) {
    let device = try CurlDevice(settings, contentType: target.profile.contentType, stopping: stopping)
    guard mailbox.open() else { return }
    let body = Handover(
      HTTPLoop(
        schedule: HTTPSchedule(target: target, settings: settings), device: device, mailbox: mailbox,
        sink: sink,
        clock: clock))
    let name = "http \(settings.device)"
    let thread = Thread {
      Thread.current.name = name
      body.value.run()
    }
    thread.start()
  }

  /// Ends the thread and returns when it is gone. A release that the device does not end by itself is ended.
  public func stop() {
    stopping.raise()
    guard mailbox.close() else { return }
    mailbox.waitForEnd(atMost: .milliseconds(settings.requestTimeout.milliseconds + 1000))
  }

  public func perform(_ command: BarrierCommand) { offer(.barrier(command)) }

  public func perform(_ command: DoorCommand) { offer(.door(command)) }

  private func offer(_ command: HTTPSchedule.Command) {
    guard isOurs(command) else { return refuse(command, "it is not on \(settings.words)") }
    if let refusal = mailbox.offer(command) { refuse(command, refusal) }
  }

  private func refuse(_ command: HTTPSchedule.Command, _ reason: String) {
    let outcome = HTTPSchedule.outcome(command, .notReady(reason))
    if !sink.report(outcome) { mailbox.keep(outcome) }
  }

  private func isOurs(_ command: HTTPSchedule.Command) -> Bool {
    switch (target.thing, command) {
    case (.barrier(let barrier), .barrier(let command)): barrier == command.barrier
    case (.door(let door), .door(let command)): door == command.door
    case (.barrier, .door), (.door, .barrier): false
    }
  }
}

/// Carries a value to the thread that alone will use it.
///
/// Sendable by hand: the starter lets go of it in the same breath.
private struct Handover<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
