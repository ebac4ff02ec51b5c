internal import AccessModel
internal import FieldContract

/// Everything the bus knows of one unit: its readings, its outputs and the commands that wait for it.
struct UnitTrack {
  enum Phase: Hashable {
    /// Not every input was read since the start, or since a write whose fate is unknown (P5).
    case unread
    case ready
    case lost(ModbusFault, doing: String)
  }

  /// A command and how far it came.
  struct Job {
    let command: BusCommand
    /// What is still to be written, nil before the first write was chosen.
    var writes: [OutputWrite]?
    /// Tries of the current write that failed.
    var tries = 0
    /// For a lower: the loops are to be read by a sweep that begins no earlier.
    var loopsFrom: Moment?
  }

  let role: UnitRole
  let number: Int
  /// Time between two readings.
  let poll: Span
  /// Inputs first, then the outputs that are read back.
  let requests: [ReadRequest]
  let inputRequestCount: Int
  /// The values last read, where `requests` put them.
  var image: [UInt16]

  var phase = Phase.unread
  var board: OutputBoard
  var jobs: [Job] = []
  /// The request that comes next in the running sweep.
  var cursor = 0
  var sweepBegan = Moment.zero
  /// When the last whole sweep began and ended.
  var swept = (began: Moment.zero, ended: Moment.zero)
  /// When the next read may be sent.
  var due = Moment.zero
  /// Until then a late answer could pass for the answer to a new read.
  var readsFrom = Moment.zero
  /// Until then a late echo could pass for that of a new write, unless it is this one again.
  var writesFrom = Moment.zero
  var unansweredWrite: OutputWrite?
  var failures = 0
  /// Whether it was asked anything on the connection that is open.
  var wasAsked = false
  /// Time of the bus that its sweep has taken so far, failed tries included.
  var cost = Span.zero
  /// What its last whole sweep took, in nanoseconds.
  var lastCost: Int64 = 0
  var releaseTries = 0
  var backoff = Backoff()
  /// What is wrong with its outputs, for the operator.
  var strayWords: String?

  /// What the sink has yet to take of a barrier.
  var pending: BarrierSensed?
  /// What the sink took last of a barrier.
  var reported: BarrierSensed?
  /// The points of a unit that is only read.
  var inputs: [InputTrack] = []

  private let plan: ReadPlan
  private let points: [(point: InputPoint, slot: Int)]
  private let outputSlots: [(at: WireAddress, slot: Int)]

  init(_ role: UnitRole, settings: ModbusBusSettings, at now: Moment) {
    self.role = role
    number = role.number
    let plan = ReadPlan(role.inputs, gapMax: role.gapMax)
    let outputs = ReadPlan(role.readBackAddresses, gapMax: role.gapMax, offset: plan.imageCount)
    self.plan = plan
    requests = plan.requests + outputs.requests
    inputRequestCount = plan.requests.count
    image = Array(repeating: 0, count: outputs.imageCount)
    outputSlots = role.readBackAddresses.compactMap { at in outputs.slot(at).map { (at, $0) } }
    switch role {
    case .barrier(let unit):
      points = unit.profile.inputs.compactMap { point in plan.slot(point.at).map { (point, $0) } }
      board = OutputBoard(unit.profile)
      poll = settings.poll
    case .door(let unit):
      points = []
      board = OutputBoard(unit.lock)
      poll = max(settings.poll, Self.lockPoll)
    case .inputs(let unit):
      points = []
      board = OutputBoard()
      poll = settings.poll
      let silenceMin = Span(
        nanoseconds: 2 * (settings.poll.nanoseconds + settings.responseTimeout.nanoseconds))
      inputs = unit.points.map { InputTrack($0, at: now, silenceMin: silenceMin) }
    }
  }

  /// A lock tells nothing by itself: it is read to know whether its board is there.
  static let lockPoll = Span.seconds(1)

  var isReady: Bool { phase == .ready }

  /// A sweep reads the inputs; before the unit is ready it reads the outputs back as well.
  var sweepCount: Int { isReady ? inputRequestCount : requests.count }

  /// What carries a command out.
  func writes(for command: BusCommand) -> [OutputWrite] {
    switch command {
    case .barrier(let command): board.writes(for: command.action)
    case .door(let command): board.writes(for: command.action)
    }
  }

  /// When a write may be sent.
  func sendable(_ write: OutputWrite) -> Moment { write == unansweredWrite ? .zero : writesFrom }

  /// The inputs of the image, dated when the sweep that read them began; nil for what is no barrier.
  func sensed() -> BarrierSensed? {
    guard case .barrier(let unit) = role else { return nil }
    let profile = unit.profile
    var sensed = BarrierSensed(barrier: unit.barrier, at: sweepBegan)
    var next = 0
    func take() -> Bool {
      defer { next += 1 }
      return points[next].point.isOn(image[points[next].slot])
    }
    if profile.openLimit != nil { sensed.openLimit = take() }
    if profile.closedLimit != nil { sensed.closedLimit = take() }
    if profile.fault != nil { sensed.fault = take() }
    if profile.arming != nil { sensed.arming = take() ? .occupied : .clear }
    if profile.passage != nil { sensed.passage = take() ? .occupied : .clear }
    if next < points.count { sensed.presence = .clear }
    while next < points.count {
      if take() { sensed.presence = .occupied }
    }
    return sensed
  }

  /// Takes over what the sweep read for each input point.
  mutating func senseInputs() {
    guard !inputs.isEmpty else { return }
    let (plan, image) = (plan, image)
    for index in inputs.indices {
      let mapping = inputs[index].mapping
      let reading = mapping.channel.reading(inverted: mapping.inverted) { at in
        plan.slot(at).map { image[$0] } ?? 0
      }
      inputs[index].took(reading, at: sweepBegan, nextIn: poll)
    }
  }

  /// Takes over the outputs that the sweep read back.
  mutating func learnOutputs() {
    for output in outputSlots { board.readBack(output.at, is: image[output.slot]) }
    noteStrays()
  }

  /// Says which outputs are on for no reason of ours, or should be off by now.
  mutating func noteStrays() {
    strayWords = board.overdue.map {
      "the lock (\($0.at.words)) could not be secured when its time was over, it is tried again; "
        + "look at the door"
    }
    guard strayWords == nil, !board.strays.isEmpty else { return }
    let names = board.strays.map { "\($0.role.rawValue) output (\($0.at.words))" }.joined(separator: ", ")
    switch role {
    case .barrier, .inputs:
      strayWords =
        "\(names) was on when the device was read back; the next command releases it; check the barrier"
    case .door:
      strayWords =
        "\(names) stood released when the device was read back; the next command settles it; check the door"
    }
  }
}
