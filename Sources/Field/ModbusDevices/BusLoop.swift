internal import AccessModel
internal import FieldContract

/// The body of a bus's thread: carries out the schedule's steps on the wire and reports what came of them.
///
/// Lives on its own thread only; everything shared goes through the exchange.
final class BusLoop {
  private var schedule: BusSchedule
  private let exchange: BusExchange
  private let sink: any FieldSink
  private let clock: @Sendable () -> Moment
  private var line: ModbusLine?
  /// Untold outcomes of refused commands, which do not count as outstanding.
  private var untold: [BusOutcome] = []
  private var phaseChangesSeen = 0
  private var health: DeviceHealth?
  private var healthTold: DeviceHealth?
  private var heardTold = Moment.zero

  /// How soon a sink that was full is asked again.
  private static let retellSpan = Span.milliseconds(50)
  /// How exactly operators are told when a unit was last read.
  private static let heardSpan = Span.seconds(1)

  init(
    schedule: BusSchedule, exchange: BusExchange, sink: any FieldSink,
    clock: @escaping @Sendable () -> Moment
  ) {
    self.schedule = schedule
    self.exchange = exchange
    self.sink = sink
    self.clock = clock
  }

  /// Returns when the bus is stopped.
  func run() {
    publish()
    while let taken = exchange.take() {
      untold += taken.untold
      for command in taken.commands { schedule.admit(command) }
      let now = clock()
      let step = schedule.next(at: now)
      // Before the step, which may take a response timeout; the next one also answers commands.
      report()
      if now - heardTold >= Self.heardSpan {
        heardTold = now
        exchange.publish(heard: schedule.units.map(\.swept.ended))
      }
      switch step {
      case .wait(let until): exchange.doorbell.wait(atMost: wait(from: now, until: until))
      case .connect: connect()
      case .read(let unit, let request): read(unit, request)
      case .write(let unit, let write): self.write(unit, write)
      }
      if !schedule.isConnected { line = nil }
    }
    leave()
    exchange.ended.ring()
  }

  private func connect() {
    do {
      line = try ModbusLine(schedule.settings)
      schedule.connected(at: clock())
    } catch {
      schedule.disconnected(error, at: clock())
    }
  }

  private func read(_ index: Int, _ request: ReadRequest) {
    guard let line else { return schedule.disconnected(.closed("no line"), at: clock()) }
    do {
      let number = schedule.units[index].number
      try line.read(request, unit: number, into: &schedule.units[index].image)
      schedule.didRead(index, at: clock())
    } catch {
      schedule.failedRead(index, request, error, at: clock())
    }
  }

  private func write(_ index: Int, _ write: OutputWrite) {
    guard let line else { return schedule.disconnected(.closed("no line"), at: clock()) }
    do {
      try line.write(write, unit: schedule.units[index].number)
      schedule.didWrite(index, write, at: clock())
    } catch {
      schedule.failedWrite(index, write, error, at: clock())
    }
  }

  private func wait(from now: Moment, until: Moment) -> Span {
    let isAllTold =
      untold.isEmpty && schedule.outcomes.isEmpty && health == healthTold && !schedule.hasUntoldInputs
    return isAllTold ? until - now : min(until - now, Self.retellSpan)
  }

  /// Hands the sink everything that it has not taken yet.
  private func report() {
    publish()
    if health != healthTold, let health, sink.report(.deviceHealth(health)) { healthTold = health }
    if !untold.isEmpty { untold = tell(untold) }
    if !schedule.outcomes.isEmpty {
      let before = schedule.outcomes.count
      schedule.outcomes = tell(schedule.outcomes)
      exchange.answered(before - schedule.outcomes.count)
    }
    for index in schedule.units.indices {
      for point in schedule.units[index].inputs.indices {
        guard let sensed = schedule.units[index].inputs[point].pending, sink.report(.inputSensed(sensed))
        else { continue }
        schedule.units[index].inputs[point].wasTaken()
      }
      guard let sensed = schedule.units[index].pending, sink.report(.barrierSensed(sensed)) else { continue }
      schedule.units[index].reported = sensed
      schedule.units[index].pending = nil
    }
  }

  /// Reports in order up to the first that a full sink refuses; answers the rest.
  private func tell(_ outcomes: [BusOutcome]) -> [BusOutcome] {
    guard let refused = outcomes.firstIndex(where: { !sink.report($0.input) }) else { return [] }
    return Array(outcomes[refused...])
  }

  /// Makes a change of phase known: to callers of `perform`, and to the operator.
  private func publish() {
    guard phaseChangesSeen != schedule.phaseChanges else { return }
    phaseChangesSeen = schedule.phaseChanges
    var refusals: [BarrierID: String] = [:]
    for (index, unit) in schedule.units.enumerated() {
      if case .barrier(let barrier) = unit.role { refusals[barrier.barrier] = schedule.refusal(index) }
    }
    exchange.publish(refusals, schedule.conditions(before: exchange.conditions, at: clock()))
    if let health = schedule.health() { self.health = health }
  }

  /// Ends running pulses, so that no relay stays on behind us, and answers every command.
  private func leave() {
    for pulse in schedule.runningPulses() {
      guard let line, (try? line.write(pulse.write, unit: pulse.unit)) != nil else { break }
    }
    line = nil
    for command in exchange.takeLast() { schedule.admit(command) }
    for index in schedule.units.indices { schedule.dropJobs(index, because: "the bus is stopping") }
    for outcome in schedule.outcomes + untold { _ = sink.report(outcome.input) }
  }
}
