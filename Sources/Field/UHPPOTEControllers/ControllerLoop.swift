internal import AccessModel
internal import FieldContract

/// The body of a board's thread: asks, carries out commands and reports what came of it.
///
/// Lives on its own thread only; everything shared goes through the exchange.
final class ControllerLoop {
  private var schedule: ControllerSchedule
  private let exchange: ControllerExchange
  private let sink: any FieldSink
  private let clock: @Sendable () -> Now
  /// Brings a set of cards to the board; returns at once.
  private let bring: @Sendable (BoardCardSet) -> Void
  private var link: BoardLink?
  /// Where the board is; learnt from its answer when it was asked by broadcast.
  private var endpoint: BoardEndpoint?
  /// Serial number of another board that answered.
  private var stranger: UInt32?
  private var commands: [DoorCommand] = []
  private var jobs: [ControllerExchange.Job] = []
  private var outcomes: [DoorOutcome] = []
  /// Outcomes of refused commands, which do not count as outstanding.
  private var untold: [DoorOutcome] = []
  private var healthTold: DeviceHealth?
  private var sensedTold: [InputSensed?]

  /// How soon a sink that was full is asked again.
  private static let retellSpan = Span.milliseconds(50)
  private static let commandTries = 1
  /// An input that stays as it is is told again this often.
  private static let repeatSpan = Span.milliseconds(400)

  private var settings: UHPPOTESettings { schedule.settings }

  init(
    schedule: ControllerSchedule, exchange: ControllerExchange, sink: any FieldSink,
    clock: @escaping @Sendable () -> Now, bring: @escaping @Sendable (BoardCardSet) -> Void
  ) {
    self.schedule = schedule
    self.exchange = exchange
    self.sink = sink
    self.clock = clock
    self.bring = bring
    sensedTold = schedule.settings.inputs.map { _ in nil }
  }

  /// Returns when the controller is stopped.
  func run() {
    while let taken = exchange.take() {
      take(taken)
      report()
      if !commands.isEmpty {
        perform(commands.removeFirst())
        continue
      }
      let now = clock().moment
      switch schedule.next(at: now) {
      case .ask(let request): ask(request)
      case .submit(let reports): submit(reports)
      case .wait(let until): idle(until: until, from: now)
      }
    }
    leave()
    exchange.ended.ring()
  }

  private func take(_ taken: ControllerExchange.Taken) {
    commands += taken.commands
    jobs += taken.jobs
    untold += taken.untold
    if let result = taken.submission { schedule.submitted(result, at: clock().moment) }
  }

  private func idle(until: Moment, from now: Moment) {
    if !jobs.isEmpty {
      let job = jobs.removeFirst()
      return job.answer.resume(returning: outcome(of: job.request))
    }
    let isAllTold =
      outcomes.isEmpty && untold.isEmpty && schedule.health == healthTold
      && schedule.readings().map(Optional.some) == sensedTold.map { $0?.reading }
    let span = isAllTold ? until - now : min(until - now, Self.retellSpan)
    if let link {
      link.wait(atMost: span, or: exchange.wake)
      drain(link)
    } else {
      _ = exchange.wake.wait(atMost: Int32(clamping: span.milliseconds + 1))
    }
    exchange.wake.quieten()
  }

  /// Asks what the schedule wants to know.
  private func ask(_ request: BoardRequest) {
    switch exchange(request, tries: 1 + settings.retries) {
    case .success(let message): schedule.took(message, for: request, at: clock())
    case .failure(let error): lose(error)
    }
  }

  private func lose(_ error: UHPPOTEError) {
    let reason: String
    if let stranger {
      reason = "board \(stranger) answers, not \(settings.serial): correct the serial number or the address"
    } else if case .socket = error {
      reason = error.description
    } else {
      reason = "no answer from \(settings.reach.endpoint): check the board's power, network and address"
    }
    schedule.lost(reason, at: clock().moment)
    endpoint = nil
    link = nil
  }

  private func submit(_ reports: [ReaderReport]) {
    schedule.submitting()
    let (sink, exchange) = (sink, exchange)
    Task { exchange.submitted(await sink.submit(reports)) }
  }

  /// A request of a caller; what was read by the way is kept.
  private func outcome(of request: BoardRequest) -> Result<BoardMessage, UHPPOTEError> {
    guard schedule.isOnline else { return .failure(.notReady(settings.device, schedule.offlineReason)) }
    return exchange(request, tries: 1 + settings.retries)
  }

  private func perform(_ command: DoorCommand) {
    let outcome = DoorOutcome(
      number: command.number, door: command.door, action: command.action, result: result(of: command))
    outcomes.append(outcome)
  }

  private func result(of command: DoorCommand) -> CommandOutcome.Result {
    guard schedule.isOnline else { return .notReady(schedule.offlineReason) }
    guard let number = settings.doors.first(where: { $0.door == command.door })?.number else {
      return .notReady("\(settings.device) has no door \(command.door)")
    }
    for (index, request) in schedule.requests(for: command.action, door: number).enumerated() {
      guard clock().moment <= command.validUntil else {
        return index == 0 ? .expired : .failed("too late for the second of two writes")
      }
      // Once: an open that is repeated late is an open that nobody decided.
      guard case .success(let message) = exchange(request, tries: Self.commandTries) else {
        schedule.pollSoon(at: clock().moment)
        return .failed("the board did not answer: written or not, nobody knows")
      }
      if case .openDoor = request, message[byte: 8] != 1 { return .failed("the board refused to open") }
      schedule.took(message, for: request, at: clock())
    }
    schedule.pollSoon(at: clock().moment)
    return .written
  }

  private func exchange(_ request: BoardRequest, tries: Int) -> Result<BoardMessage, UHPPOTEError> {
    Result { () throws(UHPPOTEError) in try answer(to: request, tries: tries) }
  }

  /// Sends and waits for the answer, with all that may come instead.
  private func answer(to request: BoardRequest, tries: Int) throws(UHPPOTEError) -> BoardMessage {
    let link = try openLink()
    stranger = nil
    for _ in 0..<tries {
      drain(link)
      try link.send(request.message(serial: settings.serial), to: endpoint ?? settings.reach.endpoint)
      let deadline = clock().moment + settings.responseTimeout
      while clock().moment < deadline {
        link.wait(atMost: deadline - clock().moment)
        while clock().moment < deadline, let datagram = link.receive() {
          guard let found = accept(datagram.bytes, from: datagram.from) else { continue }
          guard request.isAnswered(by: found) else {
            notice(found)
            continue
          }
          endpoint = datagram.from
          return found
        }
      }
    }
    throw .silent(settings.device, "\(request.function)")
  }

  private func openLink() throws(UHPPOTEError) -> BoardLink {
    if let link { return link }
    var isBroadcast = false
    if case .broadcast = settings.reach { isBroadcast = true }
    let opened = try BoardLink(port: settings.listener?.port ?? 0, isBroadcast: isBroadcast)
    link = opened
    return opened
  }

  /// A sound message of this board; anything else that arrives is nobody's business.
  private func accept(_ datagram: [UInt8], from sender: BoardEndpoint) -> BoardMessage? {
    guard let message = BoardMessage(datagram: datagram) else { return nil }
    if case .address(let endpoint) = settings.reach, sender.address != endpoint.address { return nil }
    guard message.serial == settings.serial else {
      stranger = message.serial
      return nil
    }
    return message
  }

  /// An event message only says where to look: the event itself is asked for by its index.
  private func notice(_ message: BoardMessage) {
    guard message.function == .status else { return }
    schedule.noticed(BoardStatus(message), at: clock())
  }

  private func drain(_ link: BoardLink) {
    for _ in 0..<BoardLink.drainMax {
      guard let datagram = link.receive() else { return }
      if let message = accept(datagram.bytes, from: datagram.from) { notice(message) }
    }
  }

  /// Hands the sink everything that it has not taken yet.
  private func report() {
    schedule.noticed(cardFailure: exchange.cardFailure)
    let health = schedule.health
    exchange.refuse(schedule.isOnline ? nil : health.reason)
    // Not before requests are taken: it makes some.
    if let set = exchange.dueCards(isOnline: schedule.isOnline, at: clock().moment) { bring(set) }
    if health != healthTold, sink.report(.deviceHealth(health)) { healthTold = health }
    untold = tell(untold)
    let before = outcomes.count
    outcomes = tell(outcomes)
    if outcomes.count < before { exchange.answered(before - outcomes.count) }
    let readAt = schedule.statusAt ?? clock().moment
    for (index, reading) in schedule.readings().enumerated() {
      if let told = sensedTold[index], told.reading == reading {
        guard reading != .stale, readAt - told.at >= Self.repeatSpan else { continue }
      }
      let sensed = InputSensed(point: settings.inputs[index].point, reading: reading, at: readAt)
      if sink.report(.inputSensed(sensed)) { sensedTold[index] = sensed }
    }
  }

  /// Reports in order up to the first that a full sink refuses; answers the rest.
  private func tell(_ outcomes: [DoorOutcome]) -> [DoorOutcome] {
    guard let refused = outcomes.firstIndex(where: { !sink.report(.doorOutcome($0)) }) else { return [] }
    return Array(outcomes[refused...])
  }

  /// Answers everybody who waits. Releases end by the board's own timer.
  private func leave() {
    link = nil
    let last = exchange.takeLast()
    for job in jobs + last.jobs {
      job.answer.resume(returning: .failure(.notReady(settings.device, "the controller is stopping")))
    }
    for command in commands + last.commands {
      outcomes.append(
        DoorOutcome(
          number: command.number, door: command.door, action: command.action,
          result: .notReady("the controller is stopping")))
    }
    for outcome in untold + last.untold + outcomes { _ = sink.report(.doorOutcome(outcome)) }
  }
}
