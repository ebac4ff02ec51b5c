/// A contact, button, panel relay or sensor, and what it means.
public struct InputPoint: Hashable, Sendable {
  public var id: InputPointID
  public var name: String
  public var kind: InputKind
  /// The device that reads it.
  public var device: DeviceID
  /// Limits of a sensor.
  public var limits: SensorLimits?

  public init(
    id: InputPointID, name: String? = nil, kind: InputKind, device: DeviceID, limits: SensorLimits? = nil
  ) {
    self.id = id
    self.name = name ?? id.rawValue
    self.kind = kind
    self.device = device
    self.limits = limits
  }
}

/// What an input point is there for.
public enum InputKind: String, Hashable, Sendable, CaseIterable {
  case doorContact = "door_contact"
  case requestToExit = "request_to_exit"
  case tamper
  /// The fire panel's relay: everything is held open until the panel resets (P6).
  case firePanel = "fire_panel"
  /// One touch calls for help, and shows nothing to whoever stands beside.
  case silentAlarm = "silent_alarm"
  case alarmButton = "alarm_button"
  case mainsFailure = "mains_failure"
  case batteryLow = "battery_low"
  case cabinetDoor = "cabinet_door"
  case sensor
  /// Only recorded, and able to hold.
  case general
}

/// When the value of a sensor is an alarm, in thousandths of its unit.
public struct SensorLimits: Hashable, Sendable {
  public var unit: String
  public var highest: Int64?
  public var lowest: Int64?
  /// The alarm ends only this far inside the limit.
  public var hysteresis: Int64
  /// A faster change within a second is an alarm too.
  public var changeMax: Int64?

  public init(
    unit: String, highest: Int64? = nil, lowest: Int64? = nil, hysteresis: Int64 = 0, changeMax: Int64? = nil
  ) {
    self.unit = unit
    self.highest = highest
    self.lowest = lowest
    self.hysteresis = hysteresis
    self.changeMax = changeMax
  }
}

/// One reading of an input point.
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
