/// A signal lamp that holds light: a red light before the tunnel, a flashing beacon at the gate.
public struct Lamp: Hashable, Sendable {
  public var id: LampID
  public var name: String
  /// The device whose output it hangs on.
  public var device: DeviceID

  public init(id: LampID, name: String? = nil, device: DeviceID) {
    self.id = id
    self.name = name ?? id.rawValue
    self.device = device
  }
}

/// One command to a lamp, decided and recorded before it is written (P1).
public struct LampCommand: Hashable, Sendable {
  /// Unique within one run of the daemon; comes back in the `LampOutcome`.
  public var number: UInt64
  public var lamp: LampID
  public var isLit: Bool
  /// After this moment the driver drops the command instead of writing it.
  public var validUntil: Moment

  public init(number: UInt64, lamp: LampID, isLit: Bool, validUntil: Moment) {
    self.number = number
    self.lamp = lamp
    self.isLit = isLit
    self.validUntil = validUntil
  }

  /// A lamp hangs on an output as a lock does, and the drivers of locks write it: lit is held released.
  public var asDoorCommand: DoorCommand {
    DoorCommand(
      number: number, door: DoorID(lamp.rawValue), action: isLit ? .holdReleased : .secure,
      validUntil: validUntil)
  }
}

/// A command on its way to a lamp, and why.
public struct LampCommandFact: Hashable, Sendable {
  public var command: LampCommand
  /// The input or alarm that lights it; nil: nothing does any more.
  public var heldBy: InputPointID?

  public init(command: LampCommand, heldBy: InputPointID?) {
    self.command = command
    self.heldBy = heldBy
  }
}

/// What became of a lamp's command on the wire; says nothing of whether the bulb glows.
public struct LampOutcome: Hashable, Sendable {
  public var number: UInt64
  public var lamp: LampID
  public var isLit: Bool
  public var result: CommandOutcome.Result

  public init(number: UInt64, lamp: LampID, isLit: Bool, result: CommandOutcome.Result) {
    self.number = number
    self.lamp = lamp
    self.isLit = isLit
    self.result = result
  }
}

extension LampCommandFact {
  func write(to json: inout JSONWriter) {
    json.field("lamp", command.lamp.rawValue)
    json.field("is_lit", command.isLit)
    json.field("command", command.number)
    json.field("held_by", heldBy?.rawValue)
  }
}

extension LampOutcome {
  func write(to json: inout JSONWriter) {
    json.field("lamp", lamp.rawValue)
    json.field("is_lit", isLit)
    json.field("command", number)
    result.write(to: &json)
  }
}
