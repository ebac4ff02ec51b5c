/// Barriers and doors that are held, and lamps that are lit, while an input or an alarm is active; evaluated
/// in the core.
public struct Hold: Hashable, Sendable {
  public enum State: String, Hashable, Sendable, CaseIterable {
    case closed, open
  }

  /// What holds.
  public enum Cause: Hashable, Sendable {
    case input(InputPointID)
    /// Any alarm of this code, or only that about one subject.
    case alarm(HoldingAlarm, subject: String?)
  }

  public var cause: Cause
  public var state: State
  public var barriers: [BarrierID]
  public var doors: [DoorID]
  public var lamps: [LampID]

  public init(
    cause: Cause, state: State, barriers: [BarrierID] = [], doors: [DoorID] = [], lamps: [LampID] = []
  ) {
    self.cause = cause
    self.state = state
    self.barriers = barriers
    self.doors = doors
    self.lamps = lamps
  }
}

extension Hold.Cause {
  /// As events and screens name it.
  public var name: InputPointID {
    switch self {
    case .input(let point): point
    case .alarm(let alarm, let subject?): InputPointID("\(alarm.rawValue)/\(subject)")
    case .alarm(let alarm, nil): InputPointID(alarm.rawValue)
    }
  }
}

/// The alarms that may hold. None of them is a claim about a person or a plate (P8), and none is silent: what
/// holds is seen by whoever stands there.
public enum HoldingAlarm: String, Hashable, Sendable, CaseIterable {
  case forcedOpen, openTooLong, barrierStuck, barrierFault, tailgate, tamper, cabinetOpen, powerFault,
    sensorLimit, inputFaulty, fireAlarm, deviceOffline, interlockBroken, vehicleTrapped, areaOverfull

  public var code: AlarmCode {
    switch self {
    case .forcedOpen: .forcedOpen
    case .openTooLong: .openTooLong
    case .barrierStuck: .barrierStuck
    case .barrierFault: .barrierFault
    case .tailgate: .tailgate
    case .tamper: .tamper
    case .cabinetOpen: .cabinetOpen
    case .powerFault: .powerFault
    case .sensorLimit: .sensorLimit
    case .inputFaulty: .inputFaulty
    case .fireAlarm: .fireAlarm
    case .deviceOffline: .deviceOffline
    case .interlockBroken: .interlockBroken
    case .vehicleTrapped: .vehicleTrapped
    case .areaOverfull: .areaOverfull
    }
  }
}
