internal import AccessModel

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
    let command: BarrierCommand
    /// What is still to be written, nil before the first write was chosen.
    var writes: [OutputWrite]?
    /// Tries of the current write that failed.
    var tries = 0
    /// For a lower: the loops are to be read by a sweep that begins no earlier.
    var loopsFrom: Moment?
  }

  let barrier: BarrierID
  let number: Int
  let profile: BarrierProfile
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
  var releaseTries = 0
  var backoff = Backoff()
  /// Pulse outputs found on without a pulse of ours, for the operator.
  var strayWords: String?

  /// What the sink has yet to take.
  var pending: BarrierSensed?
  /// What the sink took last.
  var reported: BarrierSensed?

  private let points: [(point: InputPoint, slot: Int)]
  private let outputSlots: [(at: WireAddress, slot: Int)]

  init(_ unit: BarrierUnit) {
    barrier = unit.barrier
    number = unit.unit
    profile = unit.profile
    let inputs = ReadPlan(profile.inputs.map(\.at), gapMax: profile.gapMax)
    let outputs = ReadPlan(
      profile.readBackAddresses, gapMax: profile.gapMax, offset: inputs.imageCount)
    requests = inputs.requests + outputs.requests
    inputRequestCount = inputs.requests.count
    image = Array(repeating: 0, count: outputs.imageCount)
    points = profile.inputs.compactMap { point in inputs.slot(point.at).map { (point, $0) } }
    outputSlots = profile.readBackAddresses.compactMap { at in outputs.slot(at).map { (at, $0) } }
    board = OutputBoard(profile)
  }

  var isReady: Bool { phase == .ready }

  /// A sweep reads the inputs; before the unit is ready it reads the outputs back as well.
  var sweepCount: Int { isReady ? inputRequestCount : requests.count }

  /// When a write may be sent.
  func sendable(_ write: OutputWrite) -> Moment { write == unansweredWrite ? .zero : writesFrom }

  /// The inputs of the image, dated when the sweep that read them began.
  func sensed() -> BarrierSensed {
    var sensed = BarrierSensed(barrier: barrier, at: sweepBegan)
    var next = 0
    func take() -> Bool {
      defer { next += 1 }
      return points[next].point.isOn(image[points[next].slot])
    }
    if profile.openLimit != nil { sensed.openLimit = take() }
    if profile.closedLimit != nil { sensed.closedLimit = take() }
    if profile.fault != nil { sensed.fault = take() }
    if next < points.count { sensed.presence = .clear }
    while next < points.count {
      if take() { sensed.presence = .occupied }
    }
    return sensed
  }

  /// Takes over the outputs that the sweep read back.
  mutating func learnOutputs() {
    for output in outputSlots { board.learn(output.at, is: image[output.slot]) }
    noteStrays()
  }

  /// Says which pulse outputs are on for no reason of ours.
  mutating func noteStrays() {
    let strays = board.strays
    strayWords =
      strays.isEmpty
      ? nil
      : strays.map { "\($0.action.rawValue) output (\($0.at.words))" }.joined(separator: ", ")
        + " was on when the device was read back; the next command releases it; check the barrier"
  }
}
