internal import AccessModel
internal import GateKeeping

/// People at doors, and operators at their desks.
extension SiteRun {
  func planPeople() {
    let day: Int64 = 86_400_000_000_000
    if !doors.isEmpty {
      for _ in 0..<plan.people * plan.days {
        let at = Int64(habits.int(0...86_399)) * 1_000_000_000 + Int64(habits.int(0...plan.days - 1)) * day
        let door = habits.int(0...doors.count - 1)
        let who = habits.int(0...19)
        let isLeaving = habits.happens(perMille: 300)
        after(at) { [unowned self] in
          if isLeaving { leave(door) } else { show(door, who) }
        }
      }
    }
    guard plan.faults.contains(.operators) else { return }
    each({ [unowned self] in faults.seconds(1800...20_000) }) { [unowned self] in operate() }
  }

  private func show(_ index: Int, _ who: Int) {
    let reader = doors[index].door.readers[0]
    guard doors[index].readerIsOnline else { return }
    let isOdd = plan.faults.contains(.people)
    var card = "c\(who)"
    if isOdd, habits.happens(perMille: 60) { card = "foreign-\(habits.int(0...9))" }
    let isVisitor = reader.takesVisitors && habits.happens(perMille: 100)
    if isVisitor { return visit(index) }
    let isPINAlone = reader.asksFor == .credentialOrPIN && habits.happens(perMille: 200)
    if !isPINAlone { present(index, CredentialIdentifier(.card, card)) }
    guard isPINAlone || reader.asksFor == .credentialAndPIN else { return }
    var pin = "\(1000 + who)"
    if isOdd, habits.happens(perMille: 120) { pin = "4711" }
    if isOdd, who % 3 == 0, habits.happens(perMille: 80) { pin = "\(9000 + who)" }
    if isOdd, habits.happens(perMille: 60) { return }
    let pause = isOdd && habits.happens(perMille: 50) ? habits.seconds(14...20) : habits.seconds(2...6)
    after(pause) { [unowned self] in present(index, CredentialIdentifier(.pin, pin)) }
    guard isOdd, pin == "4711", habits.happens(perMille: 400) else { return }
    // Somebody who guesses.
    for guess in 1...6 {
      after(pause + Int64(guess) * 4_000_000_000) { [unowned self] in
        present(index, CredentialIdentifier(.card, "foreign-\(guess)"))
      }
    }
  }

  private func visit(_ index: Int) {
    let pass = VisitorPass(
      validFrom: SitePlan.epoch, validUntil: SitePlan.epoch + .seconds(2 * 86_400), usesMax: 2,
      accessPoints: [], host: "host")
    present(index, CredentialIdentifier(.visitorToken, "t\(habits.int(0...9))"), pass)
  }

  private func present(_ index: Int, _ identifier: CredentialIdentifier, _ pass: VisitorPass? = nil) {
    guard doors[index].readerIsOnline else { return }
    var presented = CredentialPresented(device: doors[index].door.readers[0].device, identifier: identifier)
    presented.pass = pass
    if plan.faults.contains(.replay), habits.happens(perMille: 10) { presented.isReplay = true }
    let received = ReceivedCredential(presented, receivedAt: clock)
    _ = offer([.credentialPresented(received)]) { _ in }
  }

  private func leave(_ index: Int) {
    tell("\(doors[index].door.id)-rex", .active)
    after(1_500_000_000) { [unowned self] in tell("\(doors[index].door.id)-rex", .inactive) }
    guard !doors[index].door.requestReleases else { return }
    // The handle opens it from within.
    after(500_000_000) { [unowned self] in swing(index) }
  }

  /// Whoever was let in opens the door, if the lock lets it.
  func personOpens(_ index: Int) {
    if plan.faults.contains(.people), habits.happens(perMille: 80) { return }
    after(habits.milliseconds(700...3500)) { [unowned self] in
      if doors[index].opens(at: now) { swing(index) }
    }
  }

  func swing(_ index: Int) {
    guard !doors[index].isOpen else { return }
    doors[index].isOpen = true
    tell("\(doors[index].door.id)-contact", .active)
    let isPropped = plan.faults.contains(.people) && habits.happens(perMille: 40)
    after(isPropped ? habits.seconds(25...90) : habits.seconds(2...7)) { [unowned self] in
      doors[index].isOpen = false
      tell("\(doors[index].door.id)-contact", .inactive)
    }
  }

  private func operate() {
    orders += 1
    let number = orders
    let asked = moment
    if faults.happens(perMille: 500) || doors.isEmpty {
      let lane =
        faults.happens(perMille: 100) ? "nowhere" : lanes[faults.int(0...lanes.count - 1)].plan.lane.id
      offer([
        .operatorOpens(
          OperatorOpening(number: number, lane: lane, operatorName: "wu", reason: nil, askedAt: asked))
      ]) { _ in }
      return
    }
    let door: DoorID = doors[faults.int(0...doors.count - 1)].door.id
    switch faults.int(0...3) {
    case 0: order(number, faults.happens(perMille: 100) ? "no-door" : door, .release)
    case 1:
      order(number, nil, .set(.lockedDown))
      after(faults.seconds(60...1200)) { [unowned self] in
        orders += 1
        order(orders, nil, .set(.locked))
      }
    default:
      order(number, door, .set(faults.pick([.unlocked, .blocked, .lockedOpen])))
      after(faults.seconds(60...3000)) { [unowned self] in
        orders += 1
        order(orders, door, .set(.locked))
      }
    }
  }

  private func order(_ number: UInt64, _ door: DoorID?, _ wanted: DoorOrder) {
    let order = OperatorDoorOrder(
      number: number, door: door, order: wanted, operatorName: "wu", reason: nil, askedAt: moment)
    _ = offer([.operatorSetsDoor(order)]) { _ in }
  }
}
