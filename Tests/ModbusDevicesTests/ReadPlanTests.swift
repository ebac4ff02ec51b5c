import Testing

@testable import ModbusDevices

@Suite struct ReadPlanTests {
  private func plan(_ addresses: [Int], table: WireTable = .discreteInput, gapMax: Int = 8) -> ReadPlan {
    ReadPlan(addresses.map { WireAddress(table: table, address: $0) }, gapMax: gapMax)
  }

  @Test func neighbours_areOneRequest() {
    #expect(
      plan([3, 0, 1, 2]).requests == [ReadRequest(table: .discreteInput, address: 0, count: 4, offset: 0)])
  }

  @Test func holeWithinTheLimit_isReadAcross() {
    let plan = plan([0, 9])
    #expect(plan.requests.map(\.count) == [10])
    #expect(plan.slot(WireAddress(table: .discreteInput, address: 9)) == 9)
  }

  @Test func largerHole_makesTwoRequests() {
    let plan = plan([0, 10])
    #expect(plan.requests.map(\.address) == [0, 10])
    #expect(plan.slot(WireAddress(table: .discreteInput, address: 10)) == 1)
    #expect(plan.imageCount == 2)
  }

  @Test func noHoleAllowed_joinsOnlyNeighbours() {
    #expect(plan([0, 1, 3], gapMax: 0).requests.map(\.count) == [2, 1])
  }

  @Test func sameAddressTwice_isReadOnce() {
    #expect(plan([7, 7]).requests.map(\.count) == [1])
  }

  @Test func tables_areNeverMixed() {
    let plan = ReadPlan(
      [WireAddress(table: .coil, address: 0), WireAddress(table: .inputRegister, address: 1)], gapMax: 64)
    #expect(plan.requests.map(\.table) == [.coil, .inputRegister])
  }

  @Test func longRow_isCutAtTheProtocolsLimit() {
    let plan = plan(Array(0..<130), table: .holdingRegister)
    #expect(plan.requests.map(\.count) == [125, 5])
    #expect(plan.slot(WireAddress(table: .holdingRegister, address: 129)) == 129)
  }

  @Test func lastAddress_isReachable() {
    #expect(plan([0xFFFF]).requests.first?.address == 0xFFFF)
  }

  @Test func addressThatIsNotPlanned_hasNoSlot() {
    #expect(plan([1]).slot(WireAddress(table: .discreteInput, address: 2)) == nil)
  }
}
