public import AccessModel

/// What is known of a vehicle at a checkpoint; nil is "nobody knows", never "no".
public struct VehicleFacts: Hashable, Sendable {
  public var vehicleClass: VehicleClass?
  /// What the site says of the place: `expressway`, `tunnel_e`. Words of the packs; all of them.
  public var places: [String]
  /// The service that the vehicle runs, in the words of the packs: `airport_express`.
  public var service: String?
  /// The line or route that it is registered for, in the words of the packs.
  public var route: String?
  public var routeKilometres: Int?
  public var hasPupilsAboard: Bool?
  public var cargo: DeclaredCargo?
  public var heightMillimetres: Int?
  public var widthMillimetres: Int?
  public var lengthMillimetres: Int?
  public var grossKilograms: Int?
  /// One for each axle, front first.
  public var axleKilograms: [Int]?
  /// Records and permits that somebody looked at; an empty list says that there are none.
  public var evidence: [Evidence]?

  public init(
    vehicleClass: VehicleClass? = nil, places: [String] = [], service: String? = nil,
    route: String? = nil, routeKilometres: Int? = nil, hasPupilsAboard: Bool? = nil,
    cargo: DeclaredCargo? = nil,
    heightMillimetres: Int? = nil, widthMillimetres: Int? = nil, lengthMillimetres: Int? = nil,
    grossKilograms: Int? = nil, axleKilograms: [Int]? = nil, evidence: [Evidence]? = nil
  ) {
    self.vehicleClass = vehicleClass
    self.places = places
    self.service = service
    self.route = route
    self.routeKilometres = routeKilometres
    self.hasPupilsAboard = hasPupilsAboard
    self.cargo = cargo
    self.heightMillimetres = heightMillimetres
    self.widthMillimetres = widthMillimetres
    self.lengthMillimetres = lengthMillimetres
    self.grossKilograms = grossKilograms
    self.axleKilograms = axleKilograms
    self.evidence = evidence
  }
}

/// The classes of vehicle that packs speak of.
public enum VehicleClass: String, Hashable, Sendable, CaseIterable {
  case passengerCar = "passenger_car"
  case passengerCoach = "passenger_coach"
  case cityBus = "city_bus"
  case schoolBus = "school_bus"
  case goodsVehicle = "goods_vehicle"
  case tanker
}

/// What the papers say of the load.
public enum DeclaredCargo: Hashable, Sendable {
  case notDangerous
  case dangerous(DangerousGoods)
}

/// One load of dangerous goods as declared; nil where the papers do not say.
public struct DangerousGoods: Hashable, Sendable {
  public var unNumber: Int?
  /// ADR class or division: `3`, `1.1`.
  public var adrClass: String?
  /// ADR Table A, column 15: `B/D`, `-`.
  public var tunnelCode: String?
  public var carriage: Carriage?
  public var netExplosiveKilograms: Int?

  public enum Carriage: String, Hashable, Sendable, CaseIterable {
    case tank, bulk, packages
  }

  public init(
    unNumber: Int? = nil, adrClass: String? = nil, tunnelCode: String? = nil, carriage: Carriage? = nil,
    netExplosiveKilograms: Int? = nil
  ) {
    self.unNumber = unNumber
    self.adrClass = adrClass
    self.tunnelCode = tunnelCode
    self.carriage = carriage
    self.netExplosiveKilograms = netExplosiveKilograms
  }
}

/// A record, permit or exemption that was seen: a relay driver's record, a filed exemption with its number.
public struct Evidence: Hashable, Sendable {
  /// In the words of the packs: `relay_record`.
  public var kind: String
  public var number: String
  public var validUntil: CivilTime

  public init(kind: String, number: String, validUntil: CivilTime) {
    self.kind = kind
    self.number = number
    self.validUntil = validUntil
  }
}

/// What a rule may ask for and nobody may know.
public enum VehicleFact: String, Hashable, Sendable, CaseIterable {
  case vehicleClass = "vehicle_class"
  case service, route
  case routeLength = "route_length"
  case pupilsAboard = "pupils_aboard"
  case cargo
  case unNumber = "un_number"
  case adrClass = "adr_class"
  case tunnelCode = "tunnel_code"
  case carriage
  case netExplosiveMass = "net_explosive_mass"
  case height, width, length
  case grossWeight = "gross_weight"
  case axles
  case evidence
}
