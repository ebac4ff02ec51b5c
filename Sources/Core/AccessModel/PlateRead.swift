/// One message of a camera about one vehicle, decoded and bounded by its driver.
public struct PlateRead: Hashable, Sendable {
  /// The camera that saw the vehicle.
  public var device: DeviceID
  /// The plate as the camera wrote it, trimmed; nil when a vehicle passed but nothing could be read.
  public var plate: String?
  /// Issuing country or region as the camera names it (vendor code or ISO); nil when it does not say.
  public var country: String?
  /// 0...1; nil when the camera does not say.
  public var confidence: Double?
  /// 0...1 for each character of `plate`, where the camera sends them.
  public var characterConfidences: [Double]
  /// Other readings that the camera considered, best first, at most `PlateRead.candidatesMax`.
  public var candidates: [PlateCandidate]
  /// Seen from the camera.
  public var direction: TravelDirection
  /// The camera's own lane number, where one camera watches several lanes.
  public var laneNumber: Int?
  /// What else the camera says of the vehicle.
  public var vehicle: VehicleDescription
  /// Which messages belong to the same passage of the same vehicle.
  public var track: TrackMark
  /// The camera's own clock; nil when it sends none.
  public var capturedAt: CivilTime?
  /// The device says itself that this is a buffered message sent again.
  public var isReplay: Bool
  /// Evidence kept beside the journal.
  public var images: [EvidenceImage]

  public static let candidatesMax = 10
  public static let plateLengthMax = 32
  public static let imagesMax = 8

  public init(
    device: DeviceID, plate: String?, country: String? = nil, confidence: Double? = nil,
    characterConfidences: [Double] = [], candidates: [PlateCandidate] = [],
    direction: TravelDirection = .unknown, laneNumber: Int? = nil,
    vehicle: VehicleDescription = VehicleDescription(), track: TrackMark = TrackMark(),
    capturedAt: CivilTime? = nil, isReplay: Bool = false, images: [EvidenceImage] = []
  ) {
    self.device = device
    self.plate = plate
    self.country = country
    self.confidence = confidence
    self.characterConfidences = characterConfidences
    self.candidates = candidates
    self.direction = direction
    self.laneNumber = laneNumber
    self.vehicle = vehicle
    self.track = track
    self.capturedAt = capturedAt
    self.isReplay = isReplay
    self.images = images
  }
}

/// Another reading of the same plate.
public struct PlateCandidate: Hashable, Sendable {
  public var plate: String
  /// 0...1.
  public var confidence: Double?

  public init(plate: String, confidence: Double? = nil) {
    self.plate = plate
    self.confidence = confidence
  }
}

/// Which way the vehicle moves, seen from the camera.
public enum TravelDirection: String, Hashable, Sendable, CaseIterable {
  case approaching, receding, unknown
}

/// Words of the camera about the vehicle, as it wrote them; nil where it says nothing or "unknown".
public struct VehicleDescription: Hashable, Sendable {
  public var kind: String?
  public var colour: String?
  public var make: String?

  public init(kind: String? = nil, colour: String? = nil, make: String? = nil) {
    self.kind = kind
    self.colour = colour
    self.make = make
  }
}

/// The camera's own mark of a passage: its identifier and how far the passage has come.
public struct TrackMark: Hashable, Sendable {
  /// The vendor's track, car or group identifier; it may restart at any time.
  public var id: String?
  public var phase: TrackPhase

  public init(id: String? = nil, phase: TrackPhase = .new) {
    self.id = id
    self.phase = phase
  }
}

/// How far a camera's track has come.
public enum TrackPhase: String, Hashable, Sendable, CaseIterable {
  case new, update, lost
}

/// A JPEG kept beside the journal.
public struct EvidenceImage: Hashable, Sendable {
  public var role: EvidenceRole
  /// File name inside the evidence folder.
  public var file: String
  public var bytes: Int

  public init(role: EvidenceRole, file: String, bytes: Int) {
    self.role = role
    self.file = file
    self.bytes = bytes
  }
}

/// What an evidence image shows.
public enum EvidenceRole: String, Hashable, Sendable, CaseIterable {
  case plate, vehicle, scene, other
}
