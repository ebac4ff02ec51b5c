import AccessModel
import FieldContract
import Foundation
import GateKeeping
import ShellOrder
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
  /// Keeps what each turn was told; nil at a site that keeps no inputs.
  private let inputs: InputRecorder?
  private let finished = DispatchSemaphore(value: 0)

  // MARK: - owned by the loop's thread

  private var order: TurnOrder<Inbox.Item>

  static let stackBytes = 1 << 20

  init(
    keeper: GateKeeper, inbox: Inbox, recorder: EventRecorder, dispatch: FieldDispatch, board: SiteBoard,
    onEvents: @escaping @Sendable ([GateEvent]) -> Void,
    onOutage: @escaping @Sendable (JournalError) -> Void,
    onRecovery: @escaping @Sendable (_ factsLost: Int) -> Void, onTurn: @escaping @Sendable () -> Void,
    inputs: InputRecorder? = nil
  ) {
    self.inputs = inputs
    order = TurnOrder(keeper: keeper, at: SystemClock.now())
    self.inbox = inbox
    self.recorder = recorder
    self.dispatch = dispatch
    self.board = board
    self.onEvents = onEvents
    self.onOutage = onOutage
    self.onRecovery = onRecovery
    self.onTurn = onTurn
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
    board.publish(order.keeper)
    while let items = inbox.take(within: order.patience(at: SystemClock.moment())) {
      onTurn()
      turn(items)
    }
  }

  private func turn(_ items: [Inbox.Item]) {
    let now = SystemClock.now()
    var error: JournalError?
    order.begin(items, at: now)
    while let instruction = order.next() {
      switch instruction {
      case .commit(let events, let snapshots):
        do {
          try recorder.commit(events, snapshots: snapshots, at: now.civil)
          order.committed()
        } catch let refusal {
          error = refusal
          order.refused()
        }
      case .tellOutage: if let error { onOutage(error) }
      case .turnAway(let item): turnAway(item)
      case .perform(let effect): perform(effect)
      case .answer(let item, let effects, let isCommitted):
        answer(item, effects, isCommitted ? .committed : .unrecorded)
      case .tell(let events): onEvents(events)
      case .tellRecovery(let factsLost): onRecovery(factsLost)
      case .publish: board.publish(order.keeper)
      }
    }
    inputs?.take(order.steps, of: order.keeper, at: now)
  }

  private func perform(_ effect: GateEffect) {
    switch effect {
    case .command(let command):
      if let outcome = dispatch.perform(command) { _ = inbox.offer(.input(.commandOutcome(outcome))) }
    case .doorCommand(let command):
      if let outcome = dispatch.perform(command) { _ = inbox.offer(.input(.doorOutcome(outcome))) }
    case .lampCommand(let command):
      if let outcome = dispatch.perform(command.asDoorCommand) {
        _ = inbox.offer(.input(.doorOutcome(outcome)))
      }
    case .signal(let signal): dispatch.show(signal)
    case .record, .operatorAnswer: break
    }
  }

  private func answer(_ item: Inbox.Item, _ effects: [GateEffect], _ result: SubmissionResult) {
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

  private func turnAway(_ item: Inbox.Item) {
    switch item {
    case .input: break
    case .reads(_, let continuation), .showings(_, let continuation):
      continuation.resume(returning: .journalUnavailable)
    case .order(_, _, let continuation):
      continuation.resume(
        returning: Inbox.OperatorAnswer(
          accepted: false,
          text: "the journal cannot commit and this site holds its lanes (when_journal_fails: hold)"))
    }
  }
}
