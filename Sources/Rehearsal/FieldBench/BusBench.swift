internal import AccessModel
internal import CModbus
internal import FieldContract
internal import Foundation
internal import ModbusDevices

/// The field half of `make bench`: polling beside bare libmodbus, and what many devices cost.
public enum BusBench {
  static let rounds = 5
  static let roundSeconds = 1.0
  static let lines = 8
  static let unitsOnALine = 8
  static let costSeconds = 5.0

  /// Measures everything and prints one line for each figure.
  public static func run(print: (String) -> Void) throws {
    try measureRate(print)
    try measureCost(print)
  }

  /// The bus on a poll of its shortest against the same request in a bare loop, in turns.
  private static func measureRate(_ print: (String) -> Void) throws {
    guard let slave = BenchSlave() else { throw BenchFault(description: "no slave could be made") }
    defer { slave.stop() }
    var (ratios, rates, bare) = ([Double](), [Double](), [Double]())
    for _ in 0..<rounds {
      let own = try ownRate(slave)
      let theirs = try bareRate(slave)
      rates.append(own)
      bare.append(theirs)
      ratios.append(own / theirs)
    }
    print("bench modbus_poll_rate \(text(median(rates))) reads/s")
    print("bench modbus_bare_rate \(text(median(bare))) reads/s")
    print("bench modbus_round_trip \(text(1e6 / median(rates))) us")
    goal(print, "modbus_poll_ratio", median(ratios), "x", atLeast: 0.8)
  }

  private static func ownRate(_ slave: BenchSlave) throws -> Double {
    let unit = BarrierUnit(barrier: "b", unit: 1, profile: try profile())
    let bus = ModbusBus(
      settings: settings(slave.port, poll: .milliseconds(10)).unpaced, units: [unit], sink: DeafSink(),
      clock: moment)
    bus.start()
    defer { bus.stop() }
    // The connection and the first reading are not what is measured; then the span that is.
    Thread.sleep(forTimeInterval: 0.1)
    let (count, begun) = (slave.count, now())
    Thread.sleep(forTimeInterval: roundSeconds)
    return Double(slave.count - count) / (now() - begun)
  }

  private static func bareRate(_ slave: BenchSlave) throws -> Double {
    guard let context = modbus_new_tcp("127.0.0.1", Int32(slave.port)), modbus_connect(context) == 0 else {
      throw BenchFault(description: "no connection to the slave: \(String(cString: modbus_strerror(errno)))")
    }
    // The machine may be busy with other work for longer than the usual half second.
    modbus_set_response_timeout(context, 10, 0)
    defer {
      modbus_close(context)
      modbus_free(context)
    }
    var bits = [UInt8](repeating: 0, count: 8)
    var count = 0
    let begun = now()
    while now() - begun < roundSeconds {
      guard modbus_read_input_bits(context, 0, 4, &bits) == 4 else {
        throw BenchFault(description: "the slave did not answer: \(String(cString: modbus_strerror(errno)))")
      }
      count += 1
    }
    return Double(count) / (now() - begun)
  }

  private static func measureCost(_ print: (String) -> Void) throws {
    let slaves = (0..<lines).compactMap { _ in BenchSlave() }
    defer { slaves.forEach { $0.stop() } }
    let profile = try profile()
    let clocks = slaves.map { _ in ThreadClock() }
    let buses = zip(slaves, clocks).enumerated().map { line, pair in
      ModbusBus(
        settings: settings(pair.0.port, poll: .milliseconds(100), name: "cost-\(line)"),
        units: (1...unitsOnALine).map {
          BarrierUnit(barrier: BarrierID("b-\(line)-\($0)"), unit: $0, profile: profile)
        }, sink: DeafSink(), clock: pair.1.moment)
    }
    buses.forEach { $0.start() }
    defer { buses.forEach { $0.stop() } }
    // All lines connected and read once; what follows is counted over a span of wall time.
    Thread.sleep(forTimeInterval: 1)
    func spent() -> Int64 { clocks.reduce(0) { $0 + $1.nanoseconds } }
    let (before, begun, answered) = (spent(), now(), total(slaves))
    // The span over which processor time is counted.
    Thread.sleep(forTimeInterval: costSeconds)
    let (after, span) = (spent(), now() - begun)
    let busy = Double(after - before) / 1e9
    print("bench modbus_64_devices_reads \(text(Double(total(slaves) - answered) / span)) reads/s")
    goal(print, "modbus_64_devices_processor", 100 * busy / span, "%", atMost: 3)
  }

  private static func total(_ slaves: [BenchSlave]) -> Int { slaves.reduce(0) { $0 + $1.count } }

  private static func settings(_ port: Int, poll: Span, name: String = "rate") -> ModbusBusSettings {
    ModbusBusSettings(
      device: DeviceID(name), transport: .tcp(host: "127.0.0.1", port: port), poll: poll,
      responseTimeout: .milliseconds(500))
  }

  private static func profile() throws -> BarrierProfile {
    try BarrierProfile(
      file: "bench",
      text: "name: Bench\noutputs: {raise: {coil: 0}}\n"
        + "inputs: {open_limit: {discrete_input: 0}, presence: [{discrete_input: 3}]}\n")
  }

  static func now() -> Double { Double(moment().nanoseconds) / 1e9 }

  @Sendable static func moment() -> Moment {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  private static func goal(
    _ print: (String) -> Void, _ name: String, _ value: Double, _ unit: String, atLeast goal: Double
  ) {
    print("bench \(name) \(text(value)) \(unit) goal >= \(text(goal)) \(value >= goal ? "ok" : "short")")
  }

  private static func goal(
    _ print: (String) -> Void, _ name: String, _ value: Double, _ unit: String, atMost goal: Double
  ) {
    print("bench \(name) \(text(value)) \(unit) goal <= \(text(goal)) \(value <= goal ? "ok" : "short")")
  }

  private static func text(_ value: Double) -> String { String(format: value < 100 ? "%.2f" : "%.0f", value) }
}

/// Takes everything and keeps nothing.
struct DeafSink: FieldSink {
  func report(_ input: FieldInput) -> Bool { true }
  func submit(_ reads: [PlateRead]) async -> SubmissionResult { .committed }
  func submit(_ reports: [ReaderReport]) async -> SubmissionResult { .committed }
}
