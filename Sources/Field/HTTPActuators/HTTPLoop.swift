internal import AccessModel
internal import FieldContract

/// The body of a driver's thread: sends what the schedule decides and reports what came of it.
final class HTTPLoop {
  private var schedule: HTTPSchedule
  private let device: CurlDevice
  private let mailbox: Mailbox
  private let sink: any FieldSink
  private let clock: @Sendable () -> Moment
  private var healthTold: DeviceHealth?
  /// Refusals of commands that were never taken in.
  private var untold: [FieldInput] = []

  /// How soon a sink that was full is asked again.
  private static let retellSpan = Span.milliseconds(50)

  init(
    schedule: HTTPSchedule, device: CurlDevice, mailbox: Mailbox, sink: any FieldSink,
    clock: @escaping @Sendable () -> Moment
  ) {
    self.schedule = schedule
    self.device = device
    self.mailbox = mailbox
    self.sink = sink
    self.clock = clock
  }

  /// Returns when the driver is stopped.
  func run() {
    var span = Span.zero
    while let commands = mailbox.take(waiting: span) {
      for command in commands { schedule.admit(command) }
      let now = clock()
      span = .zero
      switch schedule.next(at: now) {
      case .wait(let until): span = until - now
      case .send(let request, let atMost):
        schedule.finished(device.send(request, atMost: atMost), at: clock())
      }
      report()
      if !untold.isEmpty || !schedule.outcomes.isEmpty || schedule.health != healthTold {
        span = min(span, Self.retellSpan)
      }
    }
    leave()
  }

  private func report() {
    if let health = schedule.health, health != healthTold, sink.report(.deviceHealth(health)) {
      healthTold = health
    }
    untold += mailbox.takeUntold()
    untold.removeFirst(untold.firstIndex { !sink.report($0) } ?? untold.count)
    let told = schedule.outcomes.firstIndex { !sink.report($0) } ?? schedule.outcomes.count
    schedule.outcomes.removeFirst(told)
    mailbox.answered(told)
  }

  private func leave() {
    for command in mailbox.takeLast() { schedule.admit(command) }
    if let ending = schedule.leave() {
      device.mayFinish()
      _ = device.send(ending, atMost: schedule.settings.requestTimeout)
    }
    for outcome in schedule.outcomes { _ = sink.report(outcome) }
    mailbox.end()
  }
}
