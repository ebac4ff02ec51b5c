import AccessModel
import FieldContract
import Foundation
import GateKeeping
import InputRing
import SiteJournal
import Synchronization

/// One thread: takes a batch from the inbox, steps the keeper, commits, then acts (P1).
///
/// Sendable by hand: what changes belongs to the loop's own thread alone, from `run` on.
final class GateLoop: @unchecked Sendable {
  private let inbox: Inbox
  private let recorder: EventRecorder
  private let dispatch: FieldDispatch
  private let board: SiteBoard
  private let onEvents: @Sendable ([GateEvent]) -> Void
  /// The journal began to refuse: nothing can be recorded of it now, so it is told at once.
  private let onOutage: @Sendable (JournalError) -> Void
  /// The journal commits again; so many facts of the outage are lost.
  private let onRecovery: @Sendable (_ factsLost: Int) -> Void
  /// Called at each turn by the thread that does the work: feeds the watchdog.
  private let onTurn: @Sendable () -> Void
  private let inputs: InputRecorder?
  private let finished = DispatchSemaphore(value: 0)

  // MARK: - owned by the loop's thread

  private var keeper: TracedKeeper
  private var outage = JournalOutage()
  private var savedState: KeptState

  /// The loop turns at least this often, so that the watchdog sees it and `tick` is never late.
  static let turnMax = Span.seconds(1)
  static let stackBytes = 1 << 20

  init(
    keeper: GateKeeper, inbox: Inbox, recorder: EventRecorder, dispatch: FieldDispatch, board: SiteBoard,
    onEvents: @escaping @Sendable ([GateEvent]) -> Void,
    onOutage: @escaping @Sendable (JournalError) -> Void,
    onRecovery: @escaping @Sendable (_ factsLost: Int) -> Void, onTurn: @escaping @Sendable () -> Void,
    inputs: InputRecorder? = nil
  ) {
    self.keeper = TracedKeeper(keeper, isTracing: inputs != nil)
    self.inputs = inputs
    self.inbox = inbox
    self.recorder = recorder
    self.dispatch = dispatch
    self.board = board
    self.onEvents = onEvents
    self.onOutage = onOutage
    self.onRecovery = onRecovery
    self.onTurn = onTurn
    savedState = keeper.keptState
  }

  func start() {
    let thread = Thread { [self] in
      // From inside: set before the start it names nothing that the system can see.
      Thread.current.name = "gate-loop"
      run()
      finished.signal()
    }
    thread.stackSize = Self.stackBytes
    thread.start()
  }

  /// After `Inbox.close()`: waits until everything waiting was committed; false when time ran out.
  func join(within span: Span) -> Bool {
    finished.wait(timeout: .now() + .milliseconds(Int(span.milliseconds))) == .success
  }

  private func run() {
    board.publish(keeper.keeper)
    while let items = inbox.take(within: patience) {
      onTurn()
      turn(items)
    }
  }

  /// Until the keeper's next deadline, at most one turn.
  private var patience: Span {
    if outage.isOn { return JournalOutage.retry }
    guard let deadline = keeper.nextDeadline else { return Self.turnMax }
    return min(max(deadline - SystemClock.moment(), .zero), Self.turnMax)
  }

  private func turn(_ items: [Inbox.Item]) {
    let now = SystemClock.now()
    defer { inputs?.take(&keeper, at: now) }
    let holds = outage.isOn && keeper.layout.whenJournalFails == .hold
    let admitted = holds ? items.filter { !refuseIfSender($0) } : items
    // Only `hold` goes back to it, and a second owner makes every change a copy.
    let before = keeper.layout.whenJournalFails == .hold ? keeper : nil
    var effects = step(admitted, at: now)
    let events: [GateEvent]
    do {
      events = try commit(effects, at: now)
    } catch {
      fall(back: before, over: error, admitted, effects, at: now)
      return
    }
    let factsLost = outage.isOn ? outage.dropped : nil
    if outage.isOn {
      outage.end()
      effects += keeper.step(.journal(isAvailable: true), at: now)
      outage.keep(records(of: effects.suffix(1)))
    }
    perform(effects)
    answer(admitted, effects, .committed)
    if !events.isEmpty { onEvents(events) }
    if let factsLost { onRecovery(factsLost) }
    board.publish(keeper.keeper)
  }

  private func step(_ items: [Inbox.Item], at now: Now) -> [GateEffect] {
    var effects: [GateEffect] = []
    for item in items {
      switch item {
      case .input(let input): effects += keeper.step(input, at: now)
      case .reads(let reads, _):
        for read in reads { effects += keeper.step(.plateRead(read), at: now) }
      case .showings(let inputs, _):
        for input in inputs { effects += keeper.step(input, at: now) }
      case .order(let input, _, _): effects += keeper.step(input, at: now)
      }
    }
    if let deadline = keeper.nextDeadline, deadline <= now.moment { effects += keeper.step(.tick, at: now) }
    return effects
  }

  /// Commits what waited and what is new; answers all of it.
  private func commit(_ effects: [GateEffect], at now: Now) throws(JournalError) -> [GateEvent] {
    if let error = outage.errorUntilRetry(now.moment) { throw error }
    let events = outage.pending + records(of: effects)
    guard !events.isEmpty || outage.isOn else { return [] }
    let kept = keeper.keptState
    let snapshots = KeptSnapshot.changes(from: savedState, to: kept)
    try recorder.commit(events, snapshots: snapshots, at: now.civil)
    savedState = kept
    outage.flushed()
    return events
  }

  /// The batch could not be committed. Under `hold` it never happened: whoever sent a read or a command
  /// is told so, and only what the sensors said is stepped again. Under `go_on` the lanes act and the
  /// record is kept for later.
  private func fall(
    back before: TracedKeeper?, over error: JournalError, _ items: [Inbox.Item], _ effects: [GateEffect],
    at now: Now
  ) {
    var effects = effects
    let isNew = !outage.isOn
    if isNew { onOutage(error) }
    outage.begin(error, at: now.moment)
    if let before {
      keeper = before
      let sensed = items.filter { !refuseIfSender($0) }
      effects = isNew ? keeper.step(.journal(isAvailable: false), at: now) : []
      effects += step(sensed, at: now)
    } else {
      if isNew { effects += keeper.step(.journal(isAvailable: false), at: now) }
      perform(effects)
      answer(items, effects, .unrecorded)
    }
    outage.keep(records(of: effects))
    board.publish(keeper.keeper)
  }

  private func records(of effects: some Sequence<GateEffect>) -> [GateEvent] {
    effects.compactMap { effect in
      if case .record(let event) = effect { event } else { nil }
    }
  }

  private func perform(_ effects: [GateEffect]) {
    for effect in effects {
      switch effect {
      case .command(let command):
        if let outcome = dispatch.perform(command) { _ = inbox.offer(.input(.commandOutcome(outcome))) }
      case .doorCommand(let command):
        if let outcome = dispatch.perform(command) { _ = inbox.offer(.input(.doorOutcome(outcome))) }
      case .signal(let signal): dispatch.show(signal)
      case .record, .operatorAnswer: break
      }
    }
  }

  private func answer(_ items: [Inbox.Item], _ effects: [GateEffect], _ result: SubmissionResult) {
    for item in items {
      switch item {
      case .input: break
      case .reads(_, let continuation), .showings(_, let continuation):
        continuation.resume(returning: result)
      case .order(_, let number, let continuation):
        let answers = effects.compactMap { effect -> Inbox.OperatorAnswer? in
          guard case .operatorAnswer(number, let accepted, let text) = effect else { return nil }
          return Inbox.OperatorAnswer(accepted: accepted, text: text)
        }
        continuation.resume(
          returning: answers.first
            ?? Inbox.OperatorAnswer(accepted: false, text: "no answer from the gate loop"))
      }
    }
  }

  /// Refuses a read or an operator's command while the journal cannot commit; false for anything else.
  private func refuseIfSender(_ item: Inbox.Item) -> Bool {
    switch item {
    case .input: return false
    case .reads(_, let continuation), .showings(_, let continuation):
      continuation.resume(returning: .journalUnavailable)
    case .order(_, _, let continuation):
      continuation.resume(
        returning: Inbox.OperatorAnswer(
          accepted: false,
          text: "the journal cannot commit and this site holds its lanes (when_journal_fails: hold)"))
    }
    return true
  }
}
