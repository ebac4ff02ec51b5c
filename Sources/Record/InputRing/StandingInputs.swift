import AccessModel
import GateKeeping

/// What the sensors and devices said last: a keeper that begins in the middle of a run is told it first.
struct StandingInputs {
  private var devices: [DeviceID: DeviceHealth] = [:]
  private var barriers: [BarrierID: BarrierSensed] = [:]
  private var points: [InputPointID: InputSensed] = [:]
  private var isJournalAvailable = true

  mutating func note(_ input: GateInput) {
    switch input {
    case .deviceHealth(let health): devices[health.device] = health
    case .barrierSensed(let sensed): barriers[sensed.barrier] = sensed
    case .inputSensed(let sensed): points[sensed.point] = sensed
    case .journal(let isAvailable): isJournalAvailable = isAvailable
    case .layout(let layout, _): forgetWhatIsGone(from: layout)
    case .plateRead, .commandOutcome, .operatorOpens, .credentialPresented, .doorOutcome, .operatorSetsDoor,
      .operatorOrders, .operatorOnAlarm, .operatorOnHit, .credentials, .calendar, .rulePacks, .lists,
      .condition, .conditionOver, .note, .tick:
      break
    }
  }

  /// Devices first: one that is gone takes what it sensed with it.
  var inputs: [GateInput] {
    devices.sorted { $0.key < $1.key }.map { .deviceHealth($0.value) }
      + barriers.sorted { $0.key < $1.key }.map { .barrierSensed($0.value) }
      + points.sorted { $0.key < $1.key }.map { .inputSensed($0.value) }
      + (isJournalAvailable ? [] : [.journal(isAvailable: false)])
  }

  private mutating func forgetWhatIsGone(from layout: SiteLayout) {
    let (known, lanes, inputs) = (layout.devices, layout.lanes, layout.inputs)
    devices = devices.filter { known.contains($0.key) }
    barriers = barriers.filter { barrier in lanes.contains { $0.barrier?.id == barrier.key } }
    points = points.filter { point in inputs.contains { $0.id == point.key } }
  }
}
