public import AccessModel

/// What a driver tells the house, decoded and bounded.
public enum FieldInput: Hashable, Sendable {
  case barrierSensed(BarrierSensed)
  case commandOutcome(CommandOutcome)
  case deviceHealth(DeviceHealth)
  case inputSensed(InputSensed)
  case doorOutcome(DoorOutcome)
}

/// Where drivers put what they sensed; the inbox of the gate loop stands behind it.
public protocol FieldSink: Sendable {
  /// Never blocks. False when the inbox is full: the driver keeps its latest reading and reports it again.
  func report(_ input: FieldInput) -> Bool
  /// Returns when the reads are committed, or were refused; a device gets its 2xx only for `.committed`.
  func submit(_ reads: [PlateRead]) async -> SubmissionResult
  /// As for plates: a reader's card is acknowledged, and a controller's event index moved on, only once this
  /// says that it is on disk.
  func submit(_ reports: [ReaderReport]) async -> SubmissionResult
}

/// What became of reads handed to `FieldSink.submit`.
public enum SubmissionResult: Hashable, Sendable {
  /// On disk.
  case committed
  /// The inbox is full: the device shall come again.
  case busy
  /// The journal cannot commit: the device shall come again.
  case journalUnavailable
  /// As before, but the site goes on without a record: the reads were acted on, and wait in memory for the
  /// journal. Coming again opens nothing twice.
  case unrecorded
}

/// Something that moves a barrier: a command goes in; its outcome and what is sensed come by the sink.
public protocol BarrierActuator: Sendable {
  /// Queues the command and returns at once; a full queue answers with an outcome of `.notReady`.
  func perform(_ command: BarrierCommand)
}

/// Something that moves a door's lock; its outcome comes by the sink.
public protocol DoorActuator: Sendable {
  /// Queues the command and returns at once; a full queue answers with an outcome of `.notReady`.
  func perform(_ command: DoorCommand)
}

/// Something that shows a person what was decided.
public protocol ReaderIndicator: Sendable {
  /// Queues the signal and returns at once; a newer signal takes the place of one that waits.
  func show(_ signal: ReaderSignal)
}
