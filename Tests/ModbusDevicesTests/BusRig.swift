import AccessModel
import FieldContract
import Foundation

@testable import ModbusDevices

/// A bus under test with its sink; stopped when the test lets go of it.
final class BusRig {
  let sink = FactSink()
  let bus: ModbusBus
  private var number: UInt64 = 0

  static func now() -> Moment {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  init(
    _ transport: ModbusBusSettings.Transport, units: [BarrierUnit]? = nil, doors: [DoorUnit] = [],
    inputs: [InputsUnit] = [], poll: Span = .milliseconds(20),
    responseTimeout: Span = .milliseconds(150), retries: Int = 2
  ) throws {
    let profile = try Samples.relays(pulse: 60)
    bus = ModbusBus(
      settings: ModbusBusSettings(
        device: "io-1", transport: transport, poll: poll, responseTimeout: responseTimeout, retries: retries),
      units: units ?? [BarrierUnit(barrier: Samples.north, unit: 1, profile: profile)], doors: doors,
      inputs: inputs, sink: sink, clock: Self.now, jitter: { 0 })
    bus.start()
  }

  deinit { bus.stop() }

  @discardableResult
  func perform(_ action: BarrierAction, validFor span: Span = .seconds(5)) -> UInt64 {
    number += 1
    bus.perform(
      BarrierCommand(number: number, barrier: Samples.north, action: action, validUntil: Self.now() + span))
    return number
  }
}
