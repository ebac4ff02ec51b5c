/// A part of the site whose occupants are counted, by what passes its lanes and doors.
public struct Area: Hashable, Sendable {
  public var id: AreaID
  public var name: String
  /// Nobody else is let in beyond this; nil: no limit.
  public var occupancyMax: Int?
  public var antiPassback: AntiPassback
  /// While it is empty only a credential that opens first enters.
  public var needsFirst: Bool

  public init(
    id: AreaID, name: String? = nil, occupancyMax: Int? = nil, antiPassback: AntiPassback = .off,
    needsFirst: Bool = false
  ) {
    self.id = id
    self.name = name ?? id.rawValue
    self.occupancyMax = occupancyMax
    self.antiPassback = antiPassback
    self.needsFirst = needsFirst
  }
}

/// What follows when a credential is used twice on one side.
public enum AntiPassback: Hashable, Sendable {
  case off
  /// Let through, noted, and an alarm.
  case soft
  /// Not let through until somebody forgives it.
  case hard
  /// As `hard`, for this long after it went in.
  case timed(Span)
}

/// Names kinds of identifier; never made.
public enum AreaKind {}
/// An area of the site file.
public typealias AreaID = Identifier<AreaKind>

/// Who is where, as far as sensors have proven it.
public struct Presence: Hashable, Sendable {
  /// `credential <list key>` or `plate <normalised plate>`; never one that no list knows (P10).
  public var subject: String
  /// nil: outside.
  public var area: AreaID?
  public var since: CivilTime

  public init(subject: String, area: AreaID?, since: CivilTime) {
    self.subject = subject
    self.area = area
    self.since = since
  }
}

/// How many are in an area.
public struct AreaCount: Hashable, Sendable {
  public var area: AreaID
  public var count: Int
  /// Somebody who may be first has entered since it was last empty.
  public var hasFirst: Bool

  public init(area: AreaID, count: Int, hasFirst: Bool = false) {
    self.area = area
    self.count = count
    self.hasFirst = hasFirst
  }
}
