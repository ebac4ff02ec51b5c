import AccessModel

@testable import ModbusDevices

/// A schedule on a clock that the test moves, with devices that are dictionaries.
struct RehearsedBus {
  var schedule: BusSchedule
  var now = Moment.zero
  /// Values by Modbus unit number; what is absent reads 0.
  var values: [Int: [WireAddress: UInt16]] = [:]
  /// What goes wrong with a request to a unit.
  var faults: [Int: ModbusFault] = [:]
  var cannotConnect = false
  /// What goes wrong with every write.
  var writeFault: ModbusFault?
  var failedWrites = 0
  /// From a request to its answer.
  var roundTrip = Span.milliseconds(1)
  /// `unit:coil=value` of each write that reached a device.
  var writes: [String] = []
  var writeMoments: [Moment] = []
  var reads: [ReadRequest] = []
  /// How many answers each unit gave.
  var answers: [Int: Int] = [:]
  /// From a request to its answer, for units that are not as quick as the others.
  var roundTrips: [Int: Span] = [:]
  var inputs: [InputSensed] = []
  var sensed: [BarrierSensed] = []
  var healths: [DeviceHealth] = []
  /// Gaps between attempts to connect.
  var connects: [Moment] = []

  init(
    _ settings: ModbusBusSettings? = nil, units: [BarrierUnit] = [], doors: [DoorUnit] = [],
    inputs: [InputsUnit] = [], jitter: Double = 0.5
  ) {
    let fallback = ModbusBusSettings(device: "io-1", transport: .tcp(host: "127.0.0.1", port: 502))
    schedule = BusSchedule(
      settings ?? fallback,
      roles: units.map(UnitRole.barrier) + doors.map(UnitRole.door) + inputs.map(UnitRole.inputs),
      jitter: { jitter })
  }

  static func one(_ settings: ModbusBusSettings? = nil, profile: BarrierProfile? = nil) throws -> RehearsedBus
  {
    let profile = try profile ?? Samples.relays()
    return RehearsedBus(settings, units: [BarrierUnit(barrier: Samples.north, unit: 1, profile: profile)])
  }

  /// Carries out steps until the clock shows the moment.
  mutating func run(for span: Span) {
    let end = now + span
    var stepsLeft = 100_000
    while now < end, stepsLeft > 0 {
      stepsLeft -= 1
      step(until: end)
    }
    precondition(stepsLeft > 0, "the schedule spins")
  }

  mutating func command(_ number: UInt64, _ action: BarrierAction, validFor span: Span = .seconds(5)) {
    schedule.admit(
      .barrier(BarrierCommand(number: number, barrier: Samples.north, action: action, validUntil: now + span))
    )
  }

  mutating func door(_ number: UInt64, _ action: DoorAction, validFor span: Span = .seconds(5)) {
    schedule.admit(
      .door(DoorCommand(number: number, door: Samples.door, action: action, validUntil: now + span)))
  }

  func result(of number: UInt64) -> CommandOutcome.Result? {
    schedule.outcomes.first { $0.number == number }?.result
  }

  private mutating func step(until end: Moment) {
    switch schedule.next(at: now) {
    case .wait(let until):
      now = min(max(until, now), end)
      collect()
    case .connect:
      connects.append(now)
      now = now + .milliseconds(1)
      if cannotConnect {
        schedule.disconnected(.unreachable("refused"), at: now)
      } else {
        schedule.connected(at: now)
      }
    case .read(let index, let request):
      reads.append(request)
      if let fault = fault(of: index) {
        schedule.failedRead(index, request, fault, at: now)
        return collect()
      }
      let unit = schedule.units[index].number
      for offset in 0..<request.count {
        let address = WireAddress(table: request.table, address: request.address + offset)
        schedule.units[index].image[request.offset + offset] = values[unit]?[address] ?? 0
      }
      answers[unit, default: 0] += 1
      schedule.didRead(index, at: now)
    case .write(let index, let write):
      if let fault = fault(of: index) ?? writeFault {
        failedWrites += 1
        schedule.failedWrite(index, write, fault, at: now)
        return collect()
      }
      let unit = schedule.units[index].number
      values[unit, default: [:]][write.at] = write.value
      writeMoments.append(now)
      writes.append("\(unit):\(write.at.address)=\(write.value)")
      schedule.didWrite(index, write, at: now)
    }
    collect()
  }

  private mutating func fault(of index: Int) -> ModbusFault? {
    let unit = schedule.units[index].number
    let fault = faults[unit]
    now = now + (fault == .noAnswer ? schedule.settings.responseTimeout : roundTrips[unit] ?? roundTrip)
    return fault
  }

  private mutating func collect() {
    for index in schedule.units.indices {
      for point in schedule.units[index].inputs.indices {
        guard let reading = schedule.units[index].inputs[point].pending else { continue }
        inputs.append(reading)
        schedule.units[index].inputs[point].wasTaken()
      }
      guard let reading = schedule.units[index].pending else { continue }
      sensed.append(reading)
      schedule.units[index].reported = reading
      schedule.units[index].pending = nil
    }
    if let health = schedule.health(), health != healths.last { healths.append(health) }
  }
}
