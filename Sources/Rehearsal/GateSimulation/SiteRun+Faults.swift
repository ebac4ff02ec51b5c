internal import AccessModel
internal import GateKeeping
internal import PlateMatching
internal import SiteJournal

/// What goes wrong by itself, when its kind is among the faults of this site.
extension SiteRun {
  func planFaults() {
    planIronFaults()
    planSiteFaults()
    planBoxFaults()
    planHours()
  }

  private func often(
    _ kind: FaultKind, every range: ClosedRange<Int>, _ event: @escaping () throws(Violation) -> Void
  ) {
    guard plan.faults.contains(kind) else { return }
    each({ [unowned self] in faults.seconds(range) }) { [unowned self] () throws(Violation) in
      if plan.faults.contains(kind) { try event() }
    }
  }

  private var anyLane: Int { faults.int(0...lanes.count - 1) }

  private func planIronFaults() {
    often(.loop, every: 7000...30_000) { [unowned self] in
      let index = anyLane
      lanes[index].loopFault = faults.pick([.occupied, .clear, .silent])
      report(index)
      after(faults.seconds(20...900)) { [unowned self] in
        lanes[index].loopFault = nil
        report(index)
      }
    }
    often(.stall, every: 5000...30_000) { [unowned self] in lanes[anyLane].stallsNext = true }
    often(.bounce, every: 8000...30_000) { [unowned self] in
      let index = anyLane
      guard lanes[index].boom == .open || lanes[index].boom == .closed else { return }
      let before = lanes[index].boom
      let movement = lanes[index].movement
      lanes[index].boom = .stalled
      report(index)
      after(faults.milliseconds(50...400)) { [unowned self] in
        guard lanes[index].movement == movement else { return }
        lanes[index].boom = before
        report(index)
      }
    }
    often(.forced, every: 10_000...40_000) { [unowned self] in
      let index = anyLane
      guard lanes[index].boom == .closed else { return }
      raise(index)
      let movement = lanes[index].movement
      after(faults.seconds(20...400)) { [unowned self] in
        if lanes[index].movement == movement, lanes[index].under == nil { lower(index) }
      }
    }
    often(.boardDrop, every: 6000...40_000) { [unowned self] in
      let index = anyLane
      disconnect(index)
      after(faults.seconds(3...600)) { [unowned self] in if isOpenHour { connect(index) } }
    }
    often(.boardDrop, every: 20_000...60_000) { [unowned self] in
      disconnectPanel()
      after(faults.seconds(3...300)) { [unowned self] in connectPanel() }
    }
  }

  private func planSiteFaults() {
    often(.readerDrop, every: 6000...40_000) { [unowned self] in
      guard !doors.isEmpty else { return }
      let index = faults.int(0...doors.count - 1)
      doors[index].readerIsOnline = false
      let device = doors[index].door.readers[0].device
      offer([.deviceHealth(DeviceHealth(device: device, state: .offline, reason: "no answer"))])
      after(faults.seconds(3...900)) { [unowned self] in
        doors[index].readerIsOnline = true
        offer([.deviceHealth(DeviceHealth(device: device, state: .online))])
      }
    }
    often(.people, every: 20_000...60_000) { [unowned self] in
      if !doors.isEmpty { swing(faults.int(0...doors.count - 1)) }
      tell("button", .active)
      after(3_000_000_000) { [unowned self] in tell("button", .inactive) }
    }
    often(.fire, every: 30_000...90_000) { [unowned self] in
      isFire = true
      tell("fire", .active)
      after(faults.seconds(30...900)) { [unowned self] in
        isFire = false
        tell("fire", .inactive)
      }
    }
    often(.holds, every: 15_000...50_000) { [unowned self] in
      let isWind = faults.happens(perMille: 500)
      hold(wind: isWind, true)
      after(faults.seconds(60...3600)) { [unowned self] in hold(wind: isWind, false) }
    }
    often(.lists, every: 15_000...60_000) { [unowned self] in
      // Now and then the issuer sends what is older than the site allows.
      let age = faults.happens(perMille: 200) ? plan.layout.listAgeMax.milliseconds / 1000 + 60 : 30
      plan.renewLists(issuedAt: trueCivil + .seconds(-age))
      book.learn(plan.lists)
      tape?.learn(plan.lists)
      offer([.lists(plan.lists.map(\.index))])
      offer([.credentials(register)])
    }
    often(.reload, every: 20_000...80_000) { [unowned self] in
      plan.layout.settingsVersion += "+"
      offer([.layout(plan.layout, lists: plan.lists.map(\.index))])
    }
  }

  private func hold(wind isWind: Bool, _ begins: Bool) {
    if isWind {
      isWindy = begins
      tell("wind", begins ? .active : .inactive)
    } else {
      isGassy = begins
      tell("tunnel", .value(thousandths: begins ? 42_000 : 9_000))
    }
  }

  private func planBoxFaults() {
    often(.clock, every: 15_000...80_000) { [unowned self] in
      let step = faults.pick([-1, 1, -20, 20, -7200, 7200, 86_400])
      clockOffset = .seconds(Int64(step))
      isClockSynchronised = abs(step) == 1
      after(faults.seconds(5...1800)) { [unowned self] in
        clockOffset = .zero
        isClockSynchronised = true
      }
    }
    often(.link, every: 20_000...100_000) { [unowned self] in
      isLinkUp = false
      after(faults.seconds(60...170_000)) { [unowned self] in isLinkUp = true }
    }
    often(.disk, every: 10_000...60_000) { [unowned self] in
      if faults.happens(perMille: 500) { disk.fill(true) } else { disk.isFailing = true }
      after(faults.seconds(5...240)) { [unowned self] in
        disk.fill(false)
        disk.isFailing = false
      }
    }
  }

  private func planHours() {
    guard !plan.isNightShift else { return }
    each({ 1_200_000_000_000 }) { [unowned self] in
      for index in lanes.indices {
        if isOpenHour { connect(index) } else if lanes[index].boom == .closed { disconnect(index) }
      }
    }
  }

  /// P10: what is past its time goes, as `Housekeeping` has it go.
  func planHousekeeping() {
    each({ 1_800_000_000_000 }) { [unowned self] () throws(Violation) in
      guard let journal = disk.journal, machine != nil, clockOffset == .zero else { return }
      var hasMore = true
      while hasMore {
        guard
          let report = try? journal.purge(
            now: civil, isClockTrusted: isClockSynchronised, unlistedRetention: plan.unlistedRetention,
            retention: .seconds(90 * 86_400), rowsMax: 500)
        else { return }
        hasMore = report.hasMore
      }
      try book.purged(journal, at: trueCivil)
    }
  }
}
