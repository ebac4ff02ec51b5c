package import AccessModel
package import GateKeeping

/// One thing of the inbox, as a turn looks at it.
package protocol TurnItem {
  /// What the keeper is told by it, in order.
  var inputs: [GateInput] { get }
  /// Somebody waits for an answer, and comes again when told that nothing can be recorded.
  var isAsked: Bool { get }
}

/// An input that the keeper took, and all that followed from it.
package struct TurnStep {
  package let input: GateInput
  package let effects: [GateEffect]
}

/// The order of one turn of the shell: step, commit, then act and answer (P1), one instruction after the
/// other. It decides what is done and does none of it; whoever carries it out may lose power between any two.
package struct TurnOrder<Item: TurnItem>: ~Copyable {
  /// The next thing to do. After `commit` say `committed` or `refused` before asking for the next.
  package enum Instruction {
    /// The journal began to refuse: nothing can be recorded of it now, so it is told at once.
    case tellOutage
    /// Nothing can be recorded and the site holds: it comes again.
    case turnAway(Item)
    /// One transaction, on disk when it returns.
    case commit([GateEvent], snapshots: [String: [UInt8]])
    /// A command or a signal.
    case perform(GateEffect)
    /// All that was asked is on disk, or goes on without a record.
    case answer(Item, effects: [GateEffect], isCommitted: Bool)
    /// These are on disk now.
    case tell([GateEvent])
    /// The journal commits again; so many facts of the outage are lost.
    case tellRecovery(factsLost: Int)
    /// The turn is over: show the keeper.
    case publish
  }

  /// The mind, as it is after what was begun.
  package private(set) var keeper: GateKeeper
  /// When it wants a tick, as of its last step.
  package private(set) var nextDeadline: Moment?
  private var outage = JournalOutage()
  private var savedState: KeptState
  /// What is saved when the transaction that is under way is on disk.
  private var offeredState: KeptState?
  /// Only `hold` goes back to before a turn.
  private var past: KeeperPast?

  // MARK: - of the turn that runs

  private var now: Now
  private var items: [Item] = []
  /// What the keeper was stepped through in this turn; under `hold`, without what never happened.
  package private(set) var steps: [TurnStep] = []
  private var effects: [GateEffect] = []
  private var events: [GateEvent] = []
  private var order: [Instruction] = []
  private var done = 0

  /// The loop turns at least this often, so that the watchdog sees it and what waits is committed.
  package static var turnMax: Span { .seconds(1) }

  /// Begins silent (P5).
  package init(keeper: GateKeeper, at now: Now) {
    self.keeper = keeper
    self.now = now
    savedState = keeper.keptState
    nextDeadline = keeper.nextDeadline
  }

  /// How long the next turn may wait for items: until the keeper's next deadline, at most one turn.
  package func patience(at moment: Moment) -> Span {
    if outage.isOn { return JournalOutage.retry }
    guard let deadline = nextDeadline else { return Self.turnMax }
    return min(max(deadline - moment, .zero), Self.turnMax)
  }

  /// Whether the journal does not commit.
  package var isJournalOut: Bool { outage.isOn }

  /// Whether facts wait in memory for the next commit.
  package var hasUnrecorded: Bool { !outage.pending.isEmpty }

  /// Steps the keeper through the items; what follows is told by `next`.
  package mutating func begin(_ items: [Item], at now: Now) {
    (order, done, events) = ([], 0, [])
    let isHolding = keeper.whenJournalFails == .hold
    rememberKeeper(isHolding)
    self.now = now
    self.items = outage.isOn && isHolding ? turningAway(items) : items
    (steps, effects) = ([], [])
    for item in self.items { step(item) }
    tick()
    if outage.waits(at: now.moment) { return fall() }
    events = outage.pending.isEmpty ? records(from: 0) : outage.pending + records(from: 0)
    guard !events.isEmpty || outage.isOn else { return act() }
    order.append(.commit(events, snapshots: snapshots()))
  }

  /// The next instruction; nil when the turn is over.
  package mutating func next() -> Instruction? {
    guard done < order.count else { return nil }
    defer { done += 1 }
    return order[done]
  }

  /// The transaction is on disk.
  package mutating func committed() {
    savedState = offeredState ?? savedState
    outage.flushed()
    act()
  }

  /// Nothing of the transaction is on disk.
  package mutating func refused() { fall() }

  private mutating func snapshots() -> [String: [UInt8]] {
    let state = keeper.keptState
    offeredState = state
    return KeptSnapshot.changes(from: savedState, to: state)
  }

  /// The turn that is over is now part of the past.
  private mutating func rememberKeeper(_ isHolding: Bool) {
    guard isHolding else { return past = nil }
    if past?.add(steps, at: now) != true { past = KeeperPast(keeper) }
  }

  private mutating func step(_ item: Item) {
    for input in item.inputs { step(input) }
  }

  private mutating func step(_ input: GateInput) {
    let followed = keeper.step(input, at: now)
    steps.append(TurnStep(input: input, effects: followed))
    if effects.isEmpty { effects = followed } else { effects += followed }
  }

  private mutating func tick() {
    nextDeadline = keeper.nextDeadline
    guard let deadline = nextDeadline, deadline <= now.moment else { return }
    step(.tick)
    nextDeadline = keeper.nextDeadline
  }

  /// Everything is recorded: act, answer, tell.
  private mutating func act() {
    var factsLost: Int?
    if outage.isOn {
      factsLost = outage.dropped
      outage.end()
      let last = effects.count
      step(.journal(isAvailable: true))
      nextDeadline = keeper.nextDeadline
      outage.keep(records(from: last))
    }
    performAndAnswer(isCommitted: true)
    if !events.isEmpty { order.append(.tell(events)) }
    if let factsLost { order.append(.tellRecovery(factsLost: factsLost)) }
    order.append(.publish)
  }

  /// The batch could not be committed. Under `hold` it never happened: whoever sent a read or a command
  /// is told so, and only what the sensors said is stepped again. Under `go_on` the lanes act and the
  /// record is kept for later.
  private mutating func fall() {
    let isNew = !outage.isOn
    if isNew { order.append(.tellOutage) }
    outage.begin(at: now.moment)
    if past != nil {
      keeper = past?.restored() ?? keeper
      (steps, effects) = ([], [])
      if isNew { step(.journal(isAvailable: false)) }
      for item in turningAway(items) { step(item) }
      tick()
    } else {
      if isNew {
        step(.journal(isAvailable: false))
        nextDeadline = keeper.nextDeadline
      }
      performAndAnswer(isCommitted: false)
    }
    outage.keep(records(from: 0))
    order.append(.publish)
  }

  /// Whoever asked is turned away; the rest is to be stepped.
  private mutating func turningAway(_ items: [Item]) -> [Item] {
    order += items.filter(\.isAsked).map { .turnAway($0) }
    return items.filter { !$0.isAsked }
  }

  private mutating func performAndAnswer(isCommitted: Bool) {
    for effect in effects {
      switch effect {
      case .command, .doorCommand, .lampCommand, .signal: order.append(.perform(effect))
      case .record, .operatorAnswer: break
      }
    }
    for item in items { order.append(.answer(item, effects: effects, isCommitted: isCommitted)) }
  }

  private func records(from first: Int) -> [GateEvent] {
    var events: [GateEvent] = []
    for index in first..<max(effects.count, first) {
      if case .record(let event) = effects[index] { events.append(event) }
    }
    return events
  }
}
