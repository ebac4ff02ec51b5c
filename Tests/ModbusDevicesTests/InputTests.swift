import AccessModel
import FieldContract
import Foundation
import Testing

@testable import ModbusDevices

/// Input points: what is told, when, and what silence makes of it.
@Suite struct InputTests {
  private let contact = WireAddress(table: .discreteInput, address: 0)

  private func bus(
    _ channel: String = "{discrete_input: 0}", inverted: Bool = false, debounce: Span? = nil,
    deadband: Int64 = 0, refresh: Span = .seconds(1), staleAfter: Span = .seconds(3)
  ) throws -> RehearsedBus {
    let profile = try InputsProfile(file: "i", text: "name: I\nchannels:\n  x: \(channel)\n")
    let mapping = InputMapping(
      point: "point", channel: try #require(profile.channel("x")), inverted: inverted, debounce: debounce,
      deadbandThousandths: deadband, refresh: refresh, staleAfter: staleAfter)
    return RehearsedBus(inputs: [InputsUnit(unit: 1, profile: profile, points: [mapping])])
  }

  private func reading(_ channel: String, _ words: [UInt16]) throws -> InputReading {
    let profile = try InputsProfile(file: "i", text: "name: I\nchannels:\n  x: \(channel)\n")
    return try #require(profile.channel("x")).reading(inverted: false) { at in words[at.address] }
  }

  @Test func contact_isToldOnChange_andAtLeastEveryRefresh() throws {
    var bus = try bus()
    bus.run(for: .milliseconds(10_050))
    #expect((10...13).contains(bus.inputs.count))
    for (earlier, later) in zip(bus.inputs, bus.inputs.dropFirst()) {
      #expect(later.at - earlier.at <= .seconds(1))
    }
    bus.values[1] = [contact: 1]
    let count = bus.inputs.count
    bus.run(for: .milliseconds(110))
    #expect(bus.inputs.dropFirst(count).map(\.reading) == [.active])
  }

  @Test func invertedContact_isTurnedRound() throws {
    var bus = try bus(inverted: true)
    bus.run(for: .milliseconds(50))
    #expect(bus.inputs.map(\.reading) == [.active])
  }

  @Test func bouncingContact_isBelievedWhenItHolds() throws {
    var bus = try bus(debounce: .milliseconds(250), refresh: .seconds(60))
    bus.run(for: .milliseconds(150))
    for round in 0..<20 {
      bus.values[1] = [contact: round % 2 == 0 ? 1 : 0]
      bus.run(for: .milliseconds(100))
    }
    #expect(bus.inputs.map(\.reading) == [.inactive])
    bus.values[1] = [contact: 1]
    bus.run(for: .milliseconds(200))
    #expect(bus.inputs.count == 1)
    bus.run(for: .milliseconds(200))
    #expect(bus.inputs.map(\.reading) == [.inactive, .active])
  }

  @Test func silentBoard_makesThePointStale_andItsReturnFresh() throws {
    var bus = try bus()
    bus.run(for: .seconds(2))
    let last = try #require(bus.inputs.last)
    bus.faults[1] = .noAnswer
    bus.run(for: .seconds(10))
    let stale = bus.inputs.filter { $0.reading == .stale }
    #expect(stale.count >= 5)
    let first = try #require(stale.first)
    #expect((2900...4000).contains((first.at - last.at).milliseconds))
    #expect(bus.inputs.drop { $0.reading != .stale }.allSatisfy { $0.reading == .stale })
    bus.faults = [:]
    bus.values[1] = [contact: 1]
    bus.run(for: .seconds(12))
    #expect(bus.inputs.last?.reading == .active)
  }

  @Test func pointThatWasNeverRead_isStale() throws {
    var bus = try bus()
    bus.cannotConnect = true
    bus.run(for: .seconds(5))
    #expect(bus.inputs.first?.reading == .stale)
    #expect(bus.inputs.allSatisfy { $0.reading == .stale })
  }

  @Test func valueWithinTheDeadband_isNoChange() throws {
    let register = WireAddress(table: .holdingRegister, address: 6)
    var bus = try bus(
      "{holding_register: 6, number: uint16, thousandths_per_count: 100}", deadband: 500,
      refresh: .seconds(60))
    bus.values[1] = [register: 100]
    bus.run(for: .milliseconds(50))
    bus.values[1] = [register: 104]
    bus.run(for: .milliseconds(200))
    #expect(bus.inputs.count == 1)
    bus.values[1] = [register: 105]
    bus.run(for: .milliseconds(200))
    #expect(bus.inputs.map(\.reading) == [.value(thousandths: 10_000), .value(thousandths: 10_500)])
  }

  @Test(
    arguments: [
      ("int16", "", [0xFFFF, 0], -1000), ("uint16", "", [0xFFFF, 0], 65_535_000),
      ("uint32", "word_order: high_first, ", [0x0001, 0x0002], 65_538_000),
      ("uint32", "word_order: low_first, ", [0x0001, 0x0002], 131_073_000),
      ("int32", "word_order: high_first, ", [0xFFFF, 0xFFFE], -2000),
      ("float32", "word_order: high_first, ", [0x41CC, 0x0000], 25_500),
      ("float32", "word_order: low_first, ", [0x0000, 0x41CC], 25_500),
    ] as [(String, String, [UInt16], Int64)])
  func number_isReadInItsWordOrder(number: String, order: String, words: [UInt16], expected: Int64) throws {
    let channel = "{input_register: 0, number: \(number), \(order)thousandths_per_count: 1000}"
    #expect(try reading(channel, words) == .value(thousandths: expected))
  }

  @Test(
    arguments: [
      (4000, InputReading.value(thousandths: 0)), (20_000, .value(thousandths: 15_000)),
      (12_000, .value(thousandths: 7500)), (3700, .value(thousandths: -281)),
      (
        0,
        .faulty("reads -3.75 1/km, plausible is -0.375 to 15.375; check the sensor and its wires")
      ),
    ] as [(UInt16, InputReading)])
  func currentLoop_isALineThroughTwoPoints(raw: UInt16, expected: InputReading) throws {
    let profile = try InputsProfile(file: "t", text: try Samples.profileText("inputs/template"))
    #expect(try #require(profile.channel("visibility")).reading(inverted: false) { _ in raw } == expected)
  }

  @Test func noNumber_isAFault() throws {
    let channel = "{input_register: 0, number: float32, word_order: high_first, thousandths_per_count: 1000}"
    for words in [[0x7FC0, 0], [0x7F80, 0], [0xFF80, 0], [0x7F7F, 0xFFFF]] as [[UInt16]] {
      guard case .faulty = try reading(channel, words) else {
        Issue.record("\(words) is no value")
        return
      }
    }
  }

  @Test func bothWordsOfANumber_comeInOneRequest() {
    let spans = [
      WireSpan(at: WireAddress(table: .inputRegister, address: 0), count: 1),
      WireSpan(at: WireAddress(table: .inputRegister, address: 124), count: 2),
    ]
    let plan = ReadPlan(spans, gapMax: 200)
    #expect(plan.requests.map(\.address) == [0, 124])
    #expect(plan.requests.map(\.count) == [1, 2])
  }

  @Test(arguments: [
    "moxa-iologik-e1214", "advantech-adam-6060", "waveshare-io-8ch", "jxbs-3001-co", "vaisala-gmp252",
    "copeland-c-series", "template",
  ])
  func shippedProfile_isSound(name: String) throws {
    let profile = try InputsProfile(file: name, text: try Samples.profileText("inputs/\(name)"))
    #expect(!profile.channelNames.isEmpty)
  }

  @Test(arguments: [
    ("{discrete_input: 0, number: uint16}", "is missing"),
    ("{input_register: 0, number: uint32, thousandths_per_count: 1}", "word_order` is missing"),
    ("{input_register: 0, number: uint16}", "thousandths_per_count` is missing"),
    ("{input_register: 65535, number: uint32, word_order: low_first, thousandths_per_count: 1}", "beyond"),
    ("{input_register: 0}", "bit` is missing"), ("{discrete_input: 0, debounce: 5}", "is not known"),
  ])
  func brokenChannel_isRefused(channel: String, what: String) throws {
    let error = try #require(throws: DocumentError.self) {
      try InputsProfile(file: "i", text: "name: I\nchannels:\n  x: \(channel)\n")
    }
    #expect(error.diagnostics.contains { $0.what.contains(what) }, "\(error)")
  }
}
