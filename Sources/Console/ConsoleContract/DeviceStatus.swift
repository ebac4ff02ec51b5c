/// One camera, board or reader now.
public struct DeviceStatus: Hashable, Sendable, Codable {
  public var id: String
  public var kind: String
  public var state: String
  public var reason: String?
  /// When this state, for this reason, began.
  public var since: String?
  /// The last sign of life that was noted; nil where a device tells of itself by its state alone.
  public var heard: String?
  /// How it is reached, for a Modbus line.
  public var address: String?
  /// The units of a Modbus line.
  public var units: [UnitStatus]?

  public init(
    id: String, kind: String, state: String, reason: String? = nil, since: String? = nil,
    heard: String? = nil, address: String? = nil, units: [UnitStatus]? = nil
  ) {
    self.id = id
    self.kind = kind
    self.state = state
    self.reason = reason
    self.since = since
    self.heard = heard
    self.address = address
    self.units = units
  }
}

/// One unit of a Modbus line now.
public struct UnitStatus: Hashable, Sendable, Codable {
  /// Modbus unit identifier.
  public var unit: Int
  /// `barrier north`, `door gatehouse`, `inputs`.
  public var serves: String
  public var state: String
  public var reason: String?
  /// When this state, for this reason, began.
  public var since: String
  /// When all its inputs were last read; nil: not since the start.
  public var heard: String?

  public init(
    unit: Int, serves: String, state: String, reason: String? = nil, since: String, heard: String? = nil
  ) {
    self.unit = unit
    self.serves = serves
    self.state = state
    self.reason = reason
    self.since = since
    self.heard = heard
  }
}
