import AccessModel
import PlateMatching

/// Frames of the vehicles in front of a camera that sends several of each, until they agree on a plate.
///
/// One bad frame neither opens nor alarms: it waits for others, and is outvoted by them.
struct FrameGathering: Equatable, Sendable {
  /// What a frame adds up to.
  enum Outcome: Equatable, Sendable {
    /// Recorded only: too few frames agree yet.
    case waits
    /// The plate that the frames agree on.
    case settled(PlateFusion.Result)
  }

  struct Vehicle: Equatable, Sendable {
    var device: DeviceID
    var vendorID: String?
    var fusion: PlateFusion
    var plate: [Unicode.Scalar]
    var firstSeen: Moment
    var lastSeen: Moment
    /// Settled, or told to be unreadable: nobody waits for it any more.
    var isAnswered = false
    /// Frames in a row that read otherwise than its plate.
    var strays = 0
    /// Another vehicle has come after it.
    var isPast = false
    var newest: ReceivedRead
  }

  private var vehicles: [Vehicle] = []

  /// Frames further apart than this are of two vehicles, whatever they read.
  static let gapMax = Span.seconds(5)
  /// A vehicle whose frames do not agree within this span is taken as unreadable.
  static let waitMax = Span.seconds(3)
  static let vehiclesMax = 8
  /// Two frames of one vehicle differ by no more characters than this, unless the camera says that they
  /// belong together.
  static let editsMax = 2

  /// Takes a frame that holds a plate.
  mutating func add(_ received: ReceivedRead, _ evidence: PlateEvidence, framesMin: Int, now: Moment)
    -> Outcome
  {
    let read = received.read
    // A message that is sent twice is one frame.
    let isTwice = vehicles.contains {
      $0.device == read.device && read.capturedAt != nil && $0.newest.read.capturedAt == read.capturedAt
        && $0.newest.read.plate == read.plate
    }
    if isTwice { return .waits }
    vehicles.removeAll { now - $0.lastSeen > Self.gapMax && $0.isAnswered }
    let plate = Array(evidence.plate.text.unicodeScalars)
    let known = vehicles.lastIndex { $0.isSame(as: read, plate, now: now) }
    let index = known ?? begin(received, plate, framesMin: framesMin, now: now)
    vehicles[index].fusion.add(evidence, confidence: read.confidence)
    vehicles[index].plate = plate
    vehicles[index].lastSeen = now
    vehicles[index].newest = received
    if vehicles[index].vendorID == nil { vehicles[index].vendorID = read.track.id }
    guard let result = vehicles[index].fusion.result, result.isSettled else { return .waits }
    // What an earlier vehicle's frames agreed on says nothing of a frame that reads otherwise.
    guard result.plate.text == evidence.plate.text else {
      return strayed(index, received, evidence, framesMin, now)
    }
    vehicles[index].isAnswered = true
    vehicles[index].strays = 0
    return .settled(result)
  }

  /// A frame that disagrees with what its vehicle is: a bad one, or of the next vehicle. Several in a row are
  /// the next vehicle.
  private mutating func strayed(
    _ index: Int, _ received: ReceivedRead, _ evidence: PlateEvidence, _ framesMin: Int, _ now: Moment
  ) -> Outcome {
    vehicles[index].strays += 1
    guard vehicles[index].isAnswered, vehicles[index].strays >= framesMin else { return .waits }
    vehicles[index].strays = 0
    vehicles[index].isPast = true
    let next = begin(received, Array(evidence.plate.text.unicodeScalars), framesMin: framesMin, now: now)
    vehicles[next].fusion.add(evidence, confidence: received.read.confidence)
    return .waits
  }

  /// The newest frame of each vehicle whose frames did not agree in time; each is told once.
  mutating func unsettled(now: Moment) -> [ReceivedRead] {
    var late: [ReceivedRead] = []
    for index in vehicles.indices where !vehicles[index].isAnswered {
      guard now - vehicles[index].firstSeen >= Self.waitMax else { continue }
      vehicles[index].isAnswered = true
      late.append(vehicles[index].newest)
    }
    return late
  }

  /// When the first of those that wait is taken as unreadable.
  var deadline: Moment? {
    var first = Earliest()
    for index in vehicles.indices where !vehicles[index].isAnswered {
      first.take(vehicles[index].firstSeen + Self.waitMax)
    }
    return first.moment
  }

  private mutating func begin(
    _ received: ReceivedRead, _ plate: [Unicode.Scalar], framesMin: Int, now: Moment
  ) -> Int {
    if vehicles.count >= Self.vehiclesMax {
      vehicles.remove(at: vehicles.firstIndex { $0.isAnswered } ?? 0)
    }
    vehicles.append(
      Vehicle(
        device: received.read.device, vendorID: received.read.track.id,
        fusion: PlateFusion(framesMin: framesMin), plate: plate, firstSeen: now, lastSeen: now,
        newest: received))
    return vehicles.count - 1
  }
}

extension FrameGathering.Vehicle {
  fileprivate func isSame(as read: PlateRead, _ other: [Unicode.Scalar], now: Moment) -> Bool {
    guard read.device == device, !isPast, now - lastSeen <= FrameGathering.gapMax else { return false }
    if let vendorID, let id = read.track.id {
      if vendorID != id { return false }
      if read.track.phase != .new { return true }
    }
    // Of a short plate two edits leave nothing.
    let editsMax = min(FrameGathering.editsMax, other.count / 3)
    return Self.edits(plate, other) <= editsMax
  }

  /// Levenshtein distance; plates are short (`NormalisedPlate` bounds them).
  private static func edits(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
    var row = Array(0...other.count)
    for (at, scalar) in one.enumerated() {
      var diagonal = row[0]
      row[0] = at + 1
      for (beside, character) in other.enumerated() {
        let substitution = diagonal + (scalar == character ? 0 : 1)
        diagonal = row[beside + 1]
        row[beside + 1] = min(substitution, row[beside] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
