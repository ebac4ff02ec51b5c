internal import AccessModel
internal import FieldContract

/// Decides which request a device gets next and what an answer means; no clock, no wire, no thread.
struct HTTPSchedule {
  enum Step: Hashable {
    case wait(until: Moment)
    case send(RequestTemplate, atMost: Span)
  }

  /// What became of a request.
  enum Reply: Hashable {
    case answered(status: Int, body: [UInt8])
    /// Nothing of it reached the device.
    case unsent(String)
    /// It may have reached the device.
    case unknown(String)
  }

  enum Command: Hashable {
    case barrier(BarrierCommand)
    case door(DoorCommand)

    var validUntil: Moment {
      switch self {
      case .barrier(let command): command.validUntil
      case .door(let command): command.validUntil
      }
    }
  }

  private enum Work { case command, ending, probe }
  private struct Job {
    var command: Command
    var request: RequestTemplate
    /// Requests of unknown fate so far.
    var unknowns = 0
  }

  let target: HTTPTarget
  let settings: HTTPDeviceSettings
  /// Outcomes that the sink has yet to take.
  var outcomes: [FieldInput] = []
  private(set) var health: DeviceHealth?

  private var jobs: [Job] = []
  private var notBefore = Moment.zero
  private var ending: (request: RequestTemplate, due: Moment, pause: Span)?
  private var probeDue = Moment.zero
  private var work: Work?

  /// Between a failed request and the next try of the same command.
  static let retryPause = Span.milliseconds(200)
  /// Between tries to end what must end: doubles up to the longest.
  static let endingPause = Span.milliseconds(500)
  static let endingPauseMax = Span.seconds(10)
  /// A release is brought within these bounds.
  static let releaseMin = Span.milliseconds(20)
  static let releaseMax = Span.seconds(3600)

  init(target: HTTPTarget, settings: HTTPDeviceSettings) {
    self.target = target
    self.settings = settings
  }

  /// Takes a command in; the newest decision settles what is still to be ended.
  mutating func admit(_ command: Command) {
    if case .door(let door) = command {
      switch door.action {
      case .holdReleased, .secure: ending = nil
      case .release: break
      }
    }
    guard let verb = verb(of: command) else { return answer(command, .notReady(refusal(of: command))) }
    guard let request = target.profile.requests[verb] else {
      let reason = "profile \(target.profile.name) has no request for \(verb.rawValue)"
      return answer(command, .notReady(reason))
    }
    if verb == .stop {
      for job in jobs {
        let reason = "overtaken by a stop command"
        answer(job.command, job.unknowns == 0 ? .notReady(reason) : .failed(reason))
      }
      jobs = []
    }
    notBefore = jobs.isEmpty ? .zero : notBefore
    jobs.append(Job(command: command, request: request.filled(channel: target.channel)))
  }

  /// What to do now.
  mutating func next(at now: Moment) -> Step {
    while let job = jobs.first, job.command.validUntil < now {
      jobs.removeFirst()
      answer(job.command, job.unknowns == 0 ? .expired : .failed("it expired before the device answered"))
    }
    if let job = jobs.first, notBefore <= now {
      work = .command
      // No longer than the command is valid: afterwards nobody may still be sending it.
      let left = max(job.command.validUntil - now, .milliseconds(1))
      return .send(job.request, atMost: min(settings.requestTimeout, left))
    }
    if let ending, ending.due <= now {
      work = .ending
      return .send(ending.request, atMost: settings.requestTimeout)
    }
    if let probe = target.profile.probe, probeDue <= now, jobs.isEmpty {
      work = .probe
      return .send(probe.filled(channel: target.channel), atMost: settings.requestTimeout)
    }
    var until = target.profile.probe == nil ? Moment.distantFuture : max(probeDue, now)
    if let job = jobs.first { until = min(notBefore, job.command.validUntil + .milliseconds(1)) }
    if let ending { until = min(until, ending.due) }
    return .wait(until: until)
  }

  /// The request of the last step came back.
  mutating func finished(_ reply: Reply, at now: Moment) {
    probeDue = now + settings.probe
    let complaint = judge(reply)
    switch work {
    case .probe, nil: break
    case .ending: endingFinished(complaint, at: now)
    case .command: commandFinished(reply, complaint, at: now)
    }
    work = nil
  }

  /// Answers everything, for a device that is let go of; what must end and was not told so is returned.
  mutating func leave() -> RequestTemplate? {
    for job in jobs {
      answer(
        job.command,
        job.unknowns == 0 ? .notReady("the driver is stopping") : .failed("the driver is stopping"))
    }
    jobs = []
    return ending?.request
  }

  private mutating func commandFinished(_ reply: Reply, _ complaint: String?, at now: Moment) {
    guard !jobs.isEmpty else { return }
    let job = jobs[0]
    var isUnknown = false
    if case .unknown = reply { isUnknown = true }
    // A device without a clock must be told to end what may have begun.
    if complaint == nil || isUnknown { owe(job.command, at: now) }
    guard let complaint else {
      jobs.removeFirst()
      return answer(job.command, .written)
    }
    if isUnknown { jobs[0].unknowns += 1 }
    var (isAnswered, isRefused) = (false, false)
    if case .answered(let status, _) = reply {
      (isAnswered, isRefused) = (true, [401, 403].contains(status))
    }
    let mayRepeat = !isAnswered && (!isUnknown || job.request.isRepeatable)
    guard mayRepeat, job.command.validUntil >= now + Self.retryPause else {
      jobs.removeFirst()
      let reason = "\(settings.words): \(complaint)"
      let mayHaveMoved = isUnknown || job.unknowns > 0 || (isAnswered && !isRefused)
      return answer(job.command, mayHaveMoved ? .failed(reason) : .notReady(reason))
    }
    notBefore = now + Self.retryPause
  }

  private mutating func owe(_ command: Command, at now: Moment) {
    let (verb, span): (HTTPProfile.Verb, Span)
    switch command {
    case .barrier(let barrier):
      guard barrier.action == .raise else { return }
      (verb, span) = (.raiseEnd, target.profile.pulse)
    case .door(let door):
      guard case .release(let length) = door.action, target.profile.isTimedByUs else { return }
      (verb, span) = (.secure, min(max(length, Self.releaseMin), Self.releaseMax))
    }
    guard let request = target.profile.requests[verb]?.filled(channel: target.channel) else { return }
    ending = (request, now + span, Self.endingPause)
  }

  private mutating func endingFinished(_ complaint: String?, at now: Moment) {
    guard let last = ending else { return }
    guard complaint != nil else { return ending = nil }
    let doubled = Span(nanoseconds: last.pause.nanoseconds * 2)
    ending = (last.request, now + last.pause, min(doubled, Self.endingPauseMax))
  }

  /// What was wrong with a reply, and what it says of the device.
  private mutating func judge(_ reply: Reply) -> String? {
    let (state, complaint): (DeviceHealth.State, String?) =
      switch reply {
      case .unsent(let reason), .unknown(let reason): (.offline, reason)
      case .answered(401, _), .answered(403, _):
        (
          .degraded,
          "the device refuses our user or password; correct them, and check the user's rights there"
        )
      case .answered(let status, let body):
        switch work {
        case .probe, nil:
          (200...299).contains(status) ? (.online, nil) : (.degraded, "answered HTTP \(status)")
        case .command, .ending:
          target.profile.success.complaint(status: status, body: body).map { (.degraded, $0) } ?? (
            .online, nil
          )
        }
      }
    let reason = complaint.map { "\(settings.words): \($0)" } ?? ""
    let now = DeviceHealth(device: settings.device, state: state, reason: reason)
    if health != now { health = now }
    return complaint
  }

  private func verb(of command: Command) -> HTTPProfile.Verb? {
    switch command {
    case .barrier(let command):
      switch command.action {
      case .raise: .raise
      case .stop: .stop
      case .lower: nil
      }
    case .door(let command):
      switch command.action {
      case .release: .release
      case .holdReleased: .hold
      case .secure: .secure
      }
    }
  }

  private func refusal(of command: Command) -> String {
    "nothing is lowered over HTTP: no presence loop can be looked at right before (P4); let the device close"
  }

  private mutating func answer(_ command: Command, _ result: CommandOutcome.Result) {
    outcomes.append(Self.outcome(command, result))
  }

  static func outcome(_ command: Command, _ result: CommandOutcome.Result) -> FieldInput {
    switch command {
    case .barrier(let command):
      .commandOutcome(
        CommandOutcome(
          number: command.number, barrier: command.barrier, action: command.action, result: result))
    case .door(let command):
      .doorOutcome(
        DoorOutcome(number: command.number, door: command.door, action: command.action, result: result))
    }
  }
}
