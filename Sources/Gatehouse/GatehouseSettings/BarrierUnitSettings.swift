public import AccessModel

/// Which board on which bus moves a barrier.
public struct BarrierUnitSettings: Hashable, Sendable {
  public var barrier: BarrierID
  public var bus: DeviceID
  /// Modbus unit, 0...247.
  public var unit: Int
  /// Folder below `DeviceProfiles/barrier`.
  public var profile: String

  struct Address: Hashable {
    var bus: DeviceID
    var unit: Int
  }

  var address: Address { Address(bus: bus, unit: unit) }
}
