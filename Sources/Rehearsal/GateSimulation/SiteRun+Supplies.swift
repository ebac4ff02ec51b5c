internal import AccessModel
internal import GateKeeping

/// What comes from outside at any moment: packs, schedules, conditions of the house, wires that are cut.
extension SiteRun {
  func planSupplies() {
    planHall()
    each({ [unowned self] in office.draw.seconds(1500...6000) }) { [unowned self] in supply() }
    each({ [unowned self] in office.draw.seconds(4000...20_000) }) { [unowned self] in cutWire() }
    guard plan.packs != nil else { return }
    each({ [unowned self] in office.draw.seconds(9000...40_000) }) { [unowned self] in
      plan.packs?.version += 1
      plan.packs?.isShort = office.draw.happens(perMille: 300)
      offerPacks()
      after(office.draw.seconds(60...900)) { [unowned self] in
        plan.packs?.isShort = false
        offerPacks()
      }
    }
  }

  func offerPacks() {
    if let packs = plan.packs { offer([.rulePacks(packs.book)]) }
  }

  /// While a boom moves, a door stands released or a wire is cut, all the rest of the world goes on.
  func meddle() {
    guard office.draw.happens(perMille: 150) else { return }
    after(office.draw.milliseconds(50...3000)) { [unowned self] in supply() }
  }

  /// All of that at once, while a state lasts that is rare.
  func stir() {
    for _ in 0..<6 { after(office.draw.milliseconds(100...20_000)) { [unowned self] in supply() } }
  }

  private func supply() {
    switch office.draw.int(0...14) {
    case 0: offer([.calendar(plan.calendar)])
    case 1: offer([.credentials(register)])
    case 2: if plan.packs == nil { offer([.rulePacks(.empty)]) } else { offerPacks() }
    case 3: offer([.condition(.diskLow, subject: "journal", what: "the disk fills")])
    case 4: offer([.conditionOver(.diskLow, subject: "journal")])
    case 5: offer([.note(.siteStarted(version: "sim", settingsVersion: plan.layout.settingsVersion))])
    case 6: offer([.lists(plan.lists.map(\.index))])
    case 7:
      if plan.faults.contains(.reload) { offer([.layout(plan.layout, lists: plan.lists.map(\.index))]) }
    case 8: if plan.faults.contains(.operators) { openByHand() }
    case 9: if plan.faults.contains(.operators) { handleAlarm() }
    case 10: if plan.faults.contains(.operators) { sayOfHit() }
    case 11:
      let device = lanes[office.draw.int(0...lanes.count - 1)].plan.cameras[0].device
      offer([.deviceHealth(DeviceHealth(device: device, state: .online))])
    case 12: if plan.faults.contains(.disk) { failBriefly() }
    default: return
    }
  }

  private func failBriefly() {
    guard !disk.isFailing, office.draw.happens(perMille: 600) else { return }
    disk.isFailing = true
    after(office.draw.milliseconds(500...6000)) { [unowned self] in disk.isFailing = false }
  }

  /// Both limits at once of a boom, or the contact of a door.
  private func cutWire() {
    guard plan.faults.contains(.loop) else { return }
    if doors.isEmpty || office.draw.happens(perMille: 500) {
      let index = office.draw.int(0...lanes.count - 1)
      lanes[index].hasBothLimits = true
      report(index)
      stir()
      return after(office.draw.seconds(20...120)) { [unowned self] in
        lanes[index].hasBothLimits = false
        report(index)
      }
    }
    let index = office.draw.int(0...doors.count - 1)
    let contact: InputPointID = "\(doors[index].door.id)-contact"
    tell(contact, .faulty("the line is cut"))
    stir()
    after(office.draw.seconds(20...120)) { [unowned self] in
      tell(contact, doors[index].isOpen ? .active : .inactive)
    }
  }

  // MARK: - holders at lanes and in the hall

  /// A driver shows a card at the reader of a lane; a guest's escort as well.
  func showCard(_ index: Int) {
    guard let reader = lanes[index].plan.lane.accessPoints[0].readers.first,
      office.draw.happens(perMille: 750)
    else { return }
    var card = "c\(office.draw.int(0...19))"
    if office.draw.happens(perMille: 50) { card = "foreign-1" }
    present(reader.device, card, in: office.draw.milliseconds(200...6000))
    if office.draw.happens(perMille: 200) { present(reader.device, "c0", in: office.draw.seconds(3...12)) }
  }

  private func present(_ device: DeviceID, _ card: String, in span: Int64) {
    after(span) { [unowned self] in
      var presented = CredentialPresented(device: device, identifier: CredentialIdentifier(.card, card))
      presented.isReplay = plan.faults.contains(.replay) && office.draw.happens(perMille: 10)
      let received = ReceivedCredential(presented, receivedAt: clock)
      _ = offer([.credentialPresented(received)]) { _ in }
    }
  }

  /// People who come and leave by the readers of the hall, or forget one of the two.
  private func planHall() {
    guard plan.layout.areas.contains(where: { $0.id == "hall" }) else { return }
    each({ [unowned self] in office.draw.seconds(600...2400) }) { [unowned self] in
      let (card, door) = ("c\(office.draw.int(0...15))", office.draw.int(0...doors.count - 1))
      if office.draw.happens(perMille: 900) { present(doors[door].door.readers[0].device, card, in: 0) }
      let out = doors[office.draw.int(0...doors.count - 1)].door.readers[1].device
      if office.draw.happens(perMille: 850) { present(out, card, in: office.draw.seconds(60...3000)) }
    }
  }
}
