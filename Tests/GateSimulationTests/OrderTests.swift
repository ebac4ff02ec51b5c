import AccessModel
import GateKeeping
import Testing

@testable import GateSimulation

/// The checkers of orders object to what no keeper may do; a checker that cannot is none.
@Suite struct OrderTests {
  private static func book(_ change: (inout SitePlan) -> Void = { _ in }) -> PromiseBook {
    var plan = SitePlan(seed: 1, only: [])
    change(&plan)
    var book = PromiseBook(plan)
    book.run = 1
    book.begin(at: Now(moment: Moment(nanoseconds: 5_000_000_000), civil: SitePlan.epoch))
    return book
  }

  private static func decision(
    _ id: String, _ outcome: AccessOutcome, at point: AccessPointID = "lane-0-in", answers: String? = nil,
    by name: String? = nil
  ) -> GateEffect {
    let reasons: [AccessReason] = outcome == .granted ? [.membership] : [.credentialNotFound]
    let decision = AccessDecision(
      id: id, accessPoint: point, plate: "A1", outcome: outcome, reasons: reasons, settingsVersion: "s1",
      clockIsSynchronised: true, operatorName: name, answers: answers)
    return .record(GateEvent(at: SitePlan.epoch, lane: "lane-0", fact: .accessDecided(decision)))
  }

  private static func order(_ wish: OperatorOrder.Wish, by name: String = "wu", askedAt: Int64 = 5)
    -> GateInput
  {
    .operatorOrders(
      OperatorOrder(
        number: 3, wish: wish, operatorName: name, reason: nil,
        askedAt: Moment(nanoseconds: askedAt * 1_000_000_000)))
  }

  private static func answer(_ isAccepted: Bool, by name: String = "wu") -> [GateEffect] {
    let fact = OperatorFact(
      operatorName: name, verb: "order", target: "site", reason: nil, accepted: isAccepted)
    return [
      .record(GateEvent(at: SitePlan.epoch, lane: nil, fact: .operatorCommanded(fact))),
      .operatorAnswer(number: 3, accepted: isAccepted, text: "done"),
    ]
  }

  private static func promise(_ body: () throws(Violation) -> Void) -> String? {
    do throws(Violation) {
      try body()
      return nil
    } catch { return error.promise }
  }

  @Test func orderWithoutAnswer_orWithTwo_isAViolation() {
    var book = Self.book()
    let order = Self.order(.site(.elevated))
    #expect(Self.promise { () throws(Violation) in try book.look(order, []) } == "service")
    let twice = Self.answer(true) + Self.answer(true)
    #expect(Self.promise { () throws(Violation) in try book.look(order, twice) } == "service")
    #expect(Self.promise { () throws(Violation) in try book.look(order, Self.answer(true)) } == nil)
  }

  @Test func orderThatWaited_orOfWhoMayNot_isNotCarriedOut() {
    var book = Self.book { $0.layout.modes.lockdownBy = ["li"] }
    let late = Self.order(.site(.elevated), askedAt: -60)
    #expect(Self.promise { () throws(Violation) in try book.look(late, Self.answer(true)) } == "P2")
    let wrong = Self.order(.site(.lockdown))
    #expect(Self.promise { () throws(Violation) in try book.look(wrong, Self.answer(true)) } == "P5")
    let right = Self.order(.site(.lockdown), by: "li")
    #expect(
      Self.promise { () throws(Violation) in try book.look(right, Self.answer(true, by: "li")) } == nil)
  }

  @Test func grantAtAnEntryInALockdown_isAViolation_butForAPersonWithAName() throws {
    var book = Self.book { $0.layout.modes = SiteModeRules() }
    try book.look(Self.order(.site(.lockdown)), Self.answer(true))
    let grant = Self.decision("1-7", .granted)
    #expect(Self.promise { () throws(Violation) in try book.look(.tick, [grant]) } == "mode")
    let byName = Self.decision("1-8", .granted, by: "wu")
    #expect(Self.promise { () throws(Violation) in try book.look(.tick, [byName]) } == nil)
  }

  @Test func referral_endsOnce_andNotByTimeBeforeItsTime() throws {
    var book = Self.book()
    try book.look(.tick, [Self.decision("1-1", .referred)])
    let answer = Self.decision("1-2", .denied, answers: "1-1", by: "wu")
    // The order that it names was never given.
    #expect(Self.promise { () throws(Violation) in try book.look(.tick, [answer]) } == "referral")
    #expect(Self.promise { () throws(Violation) in try book.look(.tick, [answer]) } == "referral")
  }

  @Test func claimOfTwo_isNotDecidedByOne_norTwice() throws {
    var book = Self.book()
    let edition = ListEdition(list: "court", version: "1", issuedAt: SitePlan.epoch)
    let entry = WatchlistEntry(
      id: "e1", plate: "A1", purpose: .courtOrder, action: .hold, authority: "court", reference: "r",
      validUntil: SitePlan.epoch + .seconds(60), verifiersMin: 2)
    let hit = WatchlistHit(
      id: "1-1", accessPoint: "lane-0-in", plate: "A1",
      match: .exact(ListMatch(edition: edition, entry: entry)),
      images: [])
    let pending = GateEffect.record(GateEvent(at: SitePlan.epoch, lane: "lane-0", fact: .hitPending(hit)))
    try book.look(.tick, [pending])
    let voices = [HitVoice(operatorName: "wu", verifies: true, reason: "seen")]
    let decided = GateEffect.record(
      GateEvent(
        at: SitePlan.epoch, lane: "lane-0",
        fact: .hitDecided(HitDecision(hit: hit, outcome: .verified, voices: voices))))
    let order = GateInput.operatorOnHit(
      OperatorHitOrder(number: 3, hit: "1-1", verifies: true, operatorName: "wu", reason: "seen"))
    let effects = Self.answer(true) + [decided]
    #expect(Self.promise { () throws(Violation) in try book.look(order, effects) } == "P8")
    #expect(Self.promise { () throws(Violation) in try book.look(order, effects) } == "P8")
  }

  @Test func sites_drawEachOfTheFeatures() {
    let plans = (UInt64(1)...80).map { SitePlan(seed: $0) }
    let points = plans.flatMap { $0.layout.lanes.flatMap(\.accessPoints) }
    #expect(plans.contains { $0.packs != nil } && plans.contains { $0.packs == nil })
    #expect(plans.contains { $0.layout.sallyPorts.contains { $0.barriers.count == 2 } })
    #expect(plans.contains { $0.layout.lanes.contains { $0.divertsTo != nil } })
    #expect(points.contains { $0.needsDriver })
    #expect(points.contains { $0.referral.grantsAfterwards })
    let areas = plans.flatMap(\.layout.areas)
    #expect(areas.contains { $0.antiPassback == .hard } && areas.contains { $0.antiPassback == .soft })
    #expect(areas.contains { $0.needsFirst } && areas.contains { $0.occupancyMax != nil })
  }
}
