/// One reading of an input point: a contact, a button, a panel's relay, a sensor.
public struct InputSensed: Hashable, Sendable {
  public var point: InputPointID
  public var reading: InputReading
  /// When it was read.
  public var at: Moment

  public init(point: InputPointID, reading: InputReading, at: Moment) {
    self.point = point
    self.reading = reading
    self.at = at
  }
}

/// What an input point says; inversion, scaling and debounce are done.
public enum InputReading: Hashable, Sendable {
  /// The condition that the point is named for is there: the door is open, the button pressed, the panel in
  /// alarm.
  case active
  case inactive
  /// Of a sensor, in thousandths of the point's unit.
  case value(thousandths: Int64)
  /// The line is cut or shorted, or the sensor reports nonsense; in words for an operator.
  case faulty(String)
  /// Nothing was read for longer than the point may be silent.
  case stale
}
