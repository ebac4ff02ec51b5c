/// Why an entry may be on a list. Closed on purpose: no lists by kind of person.
public enum ListPurpose: String, Hashable, Sendable, CaseIterable {
  case stolenVehicle = "stolen_vehicle"
  case wantedVehicle = "wanted_vehicle"
  case missingPerson = "missing_person"
  case courtOrder = "court_order"
  case barredFromSite = "barred_from_site"
  case safetyRestriction = "safety_restriction"
  case membership
}

/// What a match of an entry permits.
public enum PermittedAction: String, Hashable, Sendable, CaseIterable {
  /// An exact match opens the barrier (membership only).
  case admit
  /// A match raises an alarm that a person verifies or rejects.
  case alert
  /// As `alert`, and an exact match is not admitted until a person has decided.
  case hold
}

/// One plate on a list, with its reason (P9): it cannot be made without authority, purpose, action and end.
public struct WatchlistEntry: Hashable, Sendable {
  /// The list's own key of the entry.
  public var id: String
  /// Normalised plate (`PlateMatching.NormalisedPlate`).
  public var plate: String
  /// Issuing country or region; nil matches any. The same characters in two regions are two plates.
  public var country: String?
  public var purpose: ListPurpose
  public var action: PermittedAction
  public var authority: String
  public var reference: String
  public var validFrom: CivilTime?
  public var validUntil: CivilTime
  /// What the registration says of the vehicle; nil where the list does not.
  public var vehicle: VehicleDescription?
  /// So many different people must verify or reject a claim of it, 1...`verifiersMax`.
  public var verifiersMin: Int

  public static let verifiersMax = 2

  public init(
    id: String, plate: String, country: String? = nil, purpose: ListPurpose, action: PermittedAction,
    authority: String, reference: String, validFrom: CivilTime? = nil, validUntil: CivilTime,
    vehicle: VehicleDescription? = nil, verifiersMin: Int = 1
  ) {
    self.verifiersMin = verifiersMin
    self.id = id
    self.plate = plate
    self.country = country
    self.purpose = purpose
    self.action = action
    self.authority = authority
    self.reference = reference
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.vehicle = vehicle
  }
}

/// Which edition of a list a decision was made by.
public struct ListEdition: Hashable, Sendable {
  public var list: ListID
  /// The issuer's own version text.
  public var version: String
  public var issuedAt: CivilTime

  public init(list: ListID, version: String, issuedAt: CivilTime) {
    self.list = list
    self.version = version
    self.issuedAt = issuedAt
  }
}
