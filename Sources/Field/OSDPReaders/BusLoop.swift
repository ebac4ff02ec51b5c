internal import AccessModel
internal import FieldContract

/// The body of a bus's thread: carries out the schedule's steps on the wire and hands over what was told.
///
/// Lives on its own thread only; everything shared goes through the exchange.
final class BusLoop {
  private var schedule: LineSchedule
  private let exchange: BusExchange
  private let sink: any FieldSink
  private let clock: @Sendable () -> Moment
  private let executor: SubmissionExecutor
  private var wire: Wire?
  private var untold: [DoorOutcome] = []
  private var healthTold: [DeviceID: DeviceHealth] = [:]
  private var isAllTold = true
  private var publishFrom = Moment.zero
  private var readyPublished: [Bool] = []

  /// The thread looks at health and clocks at least this often.
  private static let turnSpan = Span.milliseconds(500)
  private static let publishSpan = Span.milliseconds(200)
  /// A line that babbles on is not read for ever.
  private static let stalePiecesMax = 16
  /// How soon a sink that was full is asked again.
  private static let retellSpan = Span.milliseconds(50)

  init(
    schedule: LineSchedule, exchange: BusExchange, sink: any FieldSink,
    clock: @escaping @Sendable () -> Moment
  ) {
    self.schedule = schedule
    executor = SubmissionExecutor(name: "osdp \(schedule.settings.device)")
    self.exchange = exchange
    self.sink = sink
    self.clock = clock
  }

  /// Returns when the bus is stopped.
  func run() {
    while let taken = exchange.take() {
      admit(taken, at: clock())
      let step = schedule.next(at: clock())
      report()
      submit()
      switch step {
      case .wait(let until), .listen(let until): wait(until: until)
      case .connect(let baud): connect(baud)
      case .send(let bytes): send(bytes)
      }
    }
    leave()
    exchange.ended.ring()
  }

  private func admit(_ taken: BusExchange.Taken, at now: Moment) {
    untold += taken.untold
    for settlement in taken.settlements {
      schedule.tracks[settlement.reader].settled(settlement.result, at: now)
    }
    for installation in taken.installations {
      guard let index = index(of: installation.device), installation.until > now else { continue }
      schedule.tracks[index].install(until: installation.until, at: now)
    }
    for command in taken.commands { admit(command) }
    for signal in taken.signals {
      guard let index = index(of: signal.device) else { continue }
      schedule.tracks[index].show(signal, at: now)
    }
  }

  private func admit(_ command: DoorCommand) {
    let index = schedule.tracks.firstIndex { track in
      track.settings.outputs.contains { $0.door == command.door }
    }
    guard let index else {
      untold.append(
        DoorOutcome(
          number: command.number, door: command.door, action: command.action,
          result: .notReady("no reader of \(schedule.settings.words) has an output for this door")))
      return
    }
    schedule.tracks[index].admit(command)
  }

  private func index(of device: DeviceID) -> Int? {
    schedule.tracks.firstIndex { $0.settings.device == device }
  }

  private func connect(_ baud: Int?) {
    wire = nil
    do {
      wire = try Wire(schedule.settings.transport, baud: baud)
      schedule.connected(at: clock())
    } catch {
      schedule.disconnected(error.description, at: clock())
    }
  }

  private func send(_ bytes: [UInt8]) {
    guard let wire else { return schedule.disconnected("no line", at: clock()) }
    do {
      // What came late, or from nowhere, must not pass for the answer.
      for _ in 0..<Self.stalePiecesMax where try wire.receive().isEmpty { break }
      try wire.send(bytes)
    } catch {
      close(error)
    }
  }

  private func wait(until: Moment) {
    let atMost = isAllTold ? Self.turnSpan : Self.retellSpan
    guard exchange.wake.wait(atMost: min(until - clock(), atMost), line: wire?.descriptor), let wire else {
      return
    }
    do {
      schedule.received(try wire.receive(), at: clock())
    } catch {
      close(error)
    }
  }

  private func close(_ fault: OSDPFault) {
    wire = nil
    schedule.disconnected(fault.description, at: clock())
  }

  /// Hands reports over; their fate comes back through the exchange like everything else.
  private func submit() {
    for index in schedule.tracks.indices {
      let reports = schedule.tracks[index].submission(at: clock())
      guard !reports.isEmpty else { continue }
      Task(executorPreference: executor) { [sink, exchange] in
        exchange.settle(index, await sink.submit(reports))
      }
    }
  }

  /// Hands the sink everything else that it has not taken yet.
  private func report() {
    for index in schedule.tracks.indices {
      untold += schedule.tracks[index].outcomes
      schedule.tracks[index].outcomes = []
    }
    if let refused = untold.firstIndex(where: { !sink.report(.doorOutcome($0)) }) {
      untold.removeFirst(refused)
    } else {
      untold = []
    }
    isAllTold = untold.isEmpty
    publish(at: clock())
    for health in schedule.healths(at: clock()) where healthTold[health.device] != health {
      if sink.report(.deviceHealth(health)) { healthTold[health.device] = health } else { isAllTold = false }
    }
  }

  /// Counters and states for whoever asks: before health is told, but not with each frame.
  private func publish(at now: Moment) {
    let ready = schedule.tracks.map(\.isReady)
    guard publishFrom <= now || ready != readyPublished else { return }
    readyPublished = ready
    publishFrom = now + Self.publishSpan
    exchange.publish(
      schedule.counters,
      schedule.tracks.map { track in
        OSDPReaderStatus(
          device: track.settings.device, isReady: track.isReady,
          isSecure: track.isReady && track.channel != nil,
          identity: track.identity?.description)
      })
  }

  /// Answers every command; locks stay as they are, a timed release ends by the reader's own clock.
  private func leave() {
    wire = nil
    let taken = exchange.takeLast()
    untold += taken.untold
    for command in taken.commands { admit(command) }
    for index in schedule.tracks.indices {
      schedule.tracks[index].lose("the bus is stopping", at: clock())
      untold += schedule.tracks[index].outcomes
    }
    for outcome in untold { _ = sink.report(.doorOutcome(outcome)) }
  }
}
