internal import AccessModel
internal import GateKeeping
internal import PlateMatching

/// Vehicles: who comes, what they do at the boom, and what the cameras make of them.
extension SiteRun {
  func planTraffic() {
    let day: Int64 = 86_400_000_000_000
    for _ in 0..<plan.vehicles * plan.days {
      let at = habits.milliseconds(0...Int(day / 1_000_000 - 1)) + Int64(habits.int(0...plan.days - 1)) * day
      let lane = habits.int(0...lanes.count - 1)
      let visit = drawVisit(lane)
      after(at) { [unowned self] in
        if isOpenHour { arrive(lane, visit) }
      }
    }
    planPeople()
  }

  private func drawVisit(_ lane: Int) -> LaneWorld.Visit {
    visits += 1
    let points = lanes[lane].plan.lane.accessPoints
    let isEntry = points.count == 1 || habits.happens(perMille: 550)
    let kind = habits.int(0...99)
    let number =
      kind < 68
      ? habits.int(0...ListPlan.members - 1) : kind < 76 ? habits.int(200...206) : habits.int(300...3000)
    var visit = LaneWorld.Visit(number: visits, plate: ListPlan.plate(number), isEntry: isEntry)
    if plan.faults.contains(.driver) {
      visit.turnsBack = habits.happens(perMille: 30)
      visit.pullsTrailer = habits.happens(perMille: 40)
      visit.isTailgater = habits.happens(perMille: 30)
    }
    return visit
  }

  private func arrive(_ index: Int, _ visit: LaneWorld.Visit) {
    guard lanes[index].queue.count < 6 else { return }
    lanes[index].queue.append(visit)
    if lanes[index].queue.count == 1 { comesToLoop(index) }
  }

  private func comesToLoop(_ index: Int) {
    guard var first = lanes[index].queue.first else { return }
    first.isAtLoop = true
    lanes[index].queue[0] = first
    report(index)
    let camera = lanes[index].plan.cameras.first { $0.isEntry == first.isEntry }
    if let camera { see(first, camera) }
    if first.isEntry { showCard(index) }
    let patience = habits.seconds(40...120)
    after(patience) { [unowned self] in
      guard lanes[index].queue.first?.number == first.number, !lanes[index].isEntering else { return }
      leaveQueue(index)
    }
    advance(index)
  }

  private func leaveQueue(_ index: Int) {
    lanes[index].queue.removeFirst()
    lanes[index].isEntering = false
    report(index)
    guard !lanes[index].queue.isEmpty else { return }
    let isTailgater = lanes[index].queue[0].isTailgater && lanes[index].boom == .open
    after(isTailgater ? 700_000_000 : habits.milliseconds(1500...5000)) { [unowned self] in
      if lanes[index].queue.first?.isAtLoop == false { comesToLoop(index) }
    }
  }

  /// The first in the queue drives when the boom is up and nobody is under it.
  func advance(_ index: Int) {
    guard lanes[index].boom == .open, lanes[index].under == nil, !lanes[index].isEntering,
      let first = lanes[index].queue.first, first.isAtLoop
    else { return }
    lanes[index].isEntering = true
    after(habits.milliseconds(600...3000)) { [unowned self] in
      guard lanes[index].queue.first?.number == first.number, lanes[index].isEntering else { return }
      // The boom comes down before it: most drivers see that.
      if lanes[index].boom != .open, !(lanes[index].boom == .closing && habits.happens(perMille: 150)) {
        lanes[index].isEntering = false
        return
      }
      lanes[index].under = first
      report(index)
      if first.turnsBack {
        return after(habits.milliseconds(1500...4000)) { [unowned self] in
          lanes[index].under = nil
          report(index)
          leaveQueue(index)
        }
      }
      leaveQueue(index)
      after(habits.milliseconds(1200...5000)) { [unowned self] in pass(index, first) }
    }
  }

  private func pass(_ index: Int, _ visit: LaneWorld.Visit) {
    lanes[index].under = nil
    report(index)
    if visit.pullsTrailer {
      return after(habits.milliseconds(300...1200)) { [unowned self] in
        guard lanes[index].under == nil, lanes[index].boom != .closed else { return advance(index) }
        lanes[index].under = visit
        report(index)
        after(habits.milliseconds(800...2500)) { [unowned self] in
          lanes[index].under = nil
          report(index)
          advance(index)
        }
      }
    }
    advance(index)
  }

  // MARK: - cameras

  private func see(_ visit: LaneWorld.Visit, _ camera: SitePlan.CameraPlan) {
    let frames = camera.framesMin + cameras.int(0...2)
    for frame in 0..<frames {
      after(Int64(frame) * 400_000_000 + cameras.milliseconds(100...600)) { [unowned self] in
        send(self.frame(of: visit, camera, isFirst: frame == 0), camera)
      }
    }
  }

  private func frame(of visit: LaneWorld.Visit, _ camera: SitePlan.CameraPlan, isFirst: Bool) -> PlateRead {
    var plate: String? = visit.plate
    if plan.faults.contains(.misread) {
      if cameras.happens(perMille: 60) { plate = misread(visit.plate) }
      if cameras.happens(perMille: 15) { plate = nil }
    }
    let id: String? =
      switch camera.trackHabit {
      case 0: "v\(visit.number)"
      case 1: nil
      default: "7"
      }
    var read = PlateRead(
      device: camera.device, plate: plate, confidence: Double(cameras.int(70...99)) / 100,
      track: TrackMark(id: id, phase: isFirst ? .new : .update), capturedAt: trueCivil + cameraOffset)
    if plan.packs != nil { read.vehicle.kind = PackPlan.kind(of: visit.plate) }
    if plan.faults.contains(.untimed), cameras.happens(perMille: 30) { read.capturedAt = nil }
    if plan.faults.contains(.replay), cameras.happens(perMille: 15) { read.isReplay = true }
    return read
  }

  /// Camera clocks are right but for a while.
  private var cameraOffset: Span {
    guard plan.faults.contains(.cameraClock) else { return .zero }
    let hour = now / 3_600_000_000_000
    return hour % 11 == Int64(seed % 11) ? .seconds(hour % 2 == 0 ? -37 : 41) : .zero
  }

  private func misread(_ plate: String) -> String {
    var scalars = Array(plate.unicodeScalars)
    let at = cameras.int(0...scalars.count - 1)
    let alike = "ABCDEFGHIKLMNOPQRSTUVWXYZ0123456789".unicodeScalars.filter {
      $0 != scalars[at] && ConfusionTable.standard.likeness(read: $0, listed: scalars[at]) >= 600
    }
    guard !alike.isEmpty else { return plate }
    scalars[at] = cameras.pick(Array(alike))
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  /// A push over the network: late, twice, or again when nobody said 2xx.
  private func send(_ read: PlateRead, _ camera: SitePlan.CameraPlan) {
    var lag = cameras.milliseconds(20...900)
    if plan.faults.contains(.late), cameras.happens(perMille: 20) { lag = cameras.seconds(4...400) }
    after(lag) { [unowned self] in push(read, camera, tries: 4) }
    if plan.faults.contains(.duplicate), cameras.happens(perMille: 40) {
      after(lag + cameras.milliseconds(10...20_000)) { [unowned self] in push(read, camera, tries: 1) }
    }
  }

  private func push(_ read: PlateRead, _ camera: SitePlan.CameraPlan, tries: Int) {
    guard tries > 0 else { return }
    let again = { [unowned self] in
      after(cameras.seconds(1...8)) { [unowned self] in push(read, camera, tries: tries - 1) }
    }
    let received = ReceivedRead(read: read, receivedAt: clock, untimedIsLive: camera.untimedIsLive)
    let isTaken = offer([.plateRead(received)]) { answer in
      switch answer {
      case .committed: break
      case .unrecorded, .turnedAway: again()
      }
    }
    if !isTaken { again() }
  }
}
