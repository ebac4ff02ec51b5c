/// A name that the site file gives to one thing; the phantom `Kind` keeps a lane's name from naming a
/// device.
public struct Identifier<Kind>: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as written in the site file.
  public let rawValue: String

  /// Longest name accepted, in characters.
  public static var lengthMax: Int { 64 }

  /// Wraps a name that has already been checked, or a literal in a test.
  public init(_ rawValue: String) { self.rawValue = rawValue }

  /// The checked way in: lower-case letters, digits and hyphens, starting with a letter or digit.
  public init?(checking text: String) {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, first != "-", scalars.count <= Self.lengthMax else { return nil }
    guard scalars.allSatisfy({ ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }) else {
      return nil
    }
    rawValue = text
  }

  public var description: String { rawValue }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Identifier: ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
  ExpressibleByUnicodeScalarLiteral,
  ExpressibleByExtendedGraphemeClusterLiteral
{
  public init(stringLiteral value: String) { self.init(value) }
}

public enum LaneKind {}
public enum AccessPointKind {}
public enum BarrierIDKind {}
public enum DeviceKind {}
public enum ListKind {}
public enum DoorIDKind {}
public enum InputPointKind {}
public enum LampKind {}

/// A lane of the checkpoint.
public typealias LaneID = Identifier<LaneKind>
/// One direction through a lane.
public typealias AccessPointID = Identifier<AccessPointKind>
/// A boom, gate, rising kerb or bollard.
public typealias BarrierID = Identifier<BarrierIDKind>
/// A camera, reader or input/output board.
public typealias DeviceID = Identifier<DeviceKind>
/// A list of plates, for grants (membership) or for alarms.
public typealias ListID = Identifier<ListKind>
/// A door with an electric lock.
public typealias DoorID = Identifier<DoorIDKind>
/// A contact, button, panel relay or sensor.
public typealias InputPointID = Identifier<InputPointKind>
/// A signal lamp.
public typealias LampID = Identifier<LampKind>
