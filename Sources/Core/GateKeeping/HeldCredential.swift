import AccessModel

/// A credential by its place in a register: as cheap to pass on as a number.
struct HeldCredential: Equatable, Sendable {
  private let credentials: [Credential]
  private let position: Int

  /// `position` is one of `credentials`.
  init(_ credentials: [Credential], at position: Int) {
    self.credentials = credentials
    self.position = position
  }

  /// One that no register holds.
  init(_ credential: Credential) { self.init([credential], at: 0) }

  /// For what outlives the register.
  var credential: Credential { credentials[position] }

  var id: String { credentials[position].id }
  var holder: String { credentials[position].holder }
  var pin: String? { credentials[position].pin }
  var duressPIN: String? { credentials[position].duressPIN }
  var isEnabled: Bool { credentials[position].isEnabled }
  var validFrom: CivilTime? { credentials[position].validFrom }
  var validUntil: CivilTime { credentials[position].validUntil }
  var doors: [DoorID] { credentials[position].doors }
  var lanes: [LaneID] { credentials[position].lanes }
  var schedule: String? { credentials[position].schedule }
  var needsMoreTime: Bool { credentials[position].needsMoreTime }
  var needsEscort: Bool { credentials[position].needsEscort }
  var isEscort: Bool { credentials[position].isEscort }
  var opensFirst: Bool { credentials[position].opensFirst }

  static func == (left: Self, right: Self) -> Bool { left.credential == right.credential }
}
