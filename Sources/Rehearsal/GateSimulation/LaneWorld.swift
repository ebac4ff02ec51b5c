internal import AccessModel

/// The road, the boom and the loops of one lane, as they are; what the sensors say of it may differ.
struct LaneWorld {
  enum Boom { case closed, opening, open, closing, stalled }
  enum LoopFault { case occupied, clear, silent }

  struct Visit {
    var number: Int
    var plate: String
    var isEntry: Bool
    var turnsBack = false
    var pullsTrailer = false
    /// Drives in behind the one before it, whatever the boom does.
    var isTailgater = false
    var isAtLoop = false
  }

  let plan: SitePlan.LanePlan
  var boom = Boom.closed
  /// Counts the movements of the boom: an arrival that is not of the newest one never happens.
  var movement = 0
  var queue: [Visit] = []
  var under: Visit?
  var isEntering = false
  var isOnline = false
  var isRepeating = false
  var loopFault: LoopFault?
  var stallsNext = false
  /// The board reads both limits at once.
  var hasBothLimits = false
  var isForced = false
  /// What was reported last, and heard by the driver.
  var told: BarrierSensed?

  init(_ plan: SitePlan.LanePlan) { self.plan = plan }

  var barrier: BarrierID { plan.lane.barrier?.id ?? "none" }
  var device: DeviceID { plan.lane.barrier?.device ?? "none" }

  func reading(at moment: Moment) -> BarrierSensed {
    let first = queue.first
    func loop(_ isCovered: Bool) -> LoopState {
      plan.loops == 3 ? (isCovered ? .occupied : .clear) : .unknown
    }
    let presence: LoopState =
      switch loopFault {
      case _ where plan.loops == 0: .unknown
      case .silent: .unknown
      case .occupied: .occupied
      case .clear: .clear
      case nil: under == nil ? .clear : .occupied
      }
    return BarrierSensed(
      barrier: barrier, openLimit: boom == .open || hasBothLimits,
      closedLimit: boom == .closed || hasBothLimits, presence: presence,
      arming: loop(first?.isAtLoop == true && first?.isEntry == true),
      passage: loop(first?.isAtLoop == true && first?.isEntry == false), at: moment)
  }
}
