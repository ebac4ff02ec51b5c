import AccessModel
import Testing

@Suite struct ReasonSetTests {
  @Test func reasons_comeBackInTheOrderOfPrecedence_eachOnce() {
    let all = AccessReason.allCases
    #expect(ReasonSet(all.reversed() + all).sorted == all)
    #expect(all.shuffled().sorted() == all)
  }

  @Test(arguments: AccessReason.allCases)
  func reason_isInTheSetsThatWereGivenIt_only(_ reason: AccessReason) {
    var set = ReasonSet(AccessReason.allCases.filter { $0 != reason })
    #expect(!set.contains(reason))
    set.insert(reason)
    #expect(set.contains(reason) && set.sorted.count == AccessReason.allCases.count)
    #expect(ReasonSet().isEmpty && ReasonSet([reason]).sorted == [reason])
  }
}
