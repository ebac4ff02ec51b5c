import AccessModel
import CShims
import FieldContract
import Foundation
import GateKeeping
import ShellOrder

/// The one way into the gate loop: bounded, in order, awake within microseconds.
///
/// A pthread mutex and condition rather than an actor: the loop is a thread of its own, and a waiting
/// sender is resumed by it only after the commit.
///
/// Sendable by hand: everything below is touched only between lock and unlock of `mutex`.
final class Inbox: @unchecked Sendable {
  enum Item {
    case input(GateInput)
    case reads([ReceivedRead], CheckedContinuation<SubmissionResult, Never>)
    /// What a reader reported, as the keeper takes it.
    case showings([GateInput], CheckedContinuation<SubmissionResult, Never>)
    /// What an operator wants; the keeper answers under this number.
    case order(GateInput, number: UInt64, CheckedContinuation<OperatorAnswer, Never>)
  }

  /// What a full inbox refuses: senders come again, and sensors report again. Everything else is rare and
  /// must arrive.
  private static func isRefusable(_ item: Item) -> Bool {
    switch item {
    case .reads, .showings, .order, .input(.barrierSensed): true
    case .input: false
    }
  }

  struct OperatorAnswer: Sendable {
    var accepted: Bool
    var text: String
  }

  /// Items waiting; beyond it senders are refused and drivers keep their latest reading.
  static let itemsMax = 4096
  /// Items taken by the loop at once: bounds the size of one commit.
  static let batchMax = 256

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let arrived: UnsafeMutablePointer<pthread_cond_t>
  private var items: [Item] = []
  private var isClosed = false
  private var refused: Int64 = 0

  init() {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    arrived = .allocate(capacity: 1)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(arrived, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(arrived)
    arrived.deallocate()
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Items refused since the start.
  var refusals: Int64 { locked { refused } }
  var depth: Int { locked { items.count } }

  /// False when the inbox is full or closed.
  func offer(_ item: Item) -> Bool {
    let isTaken = locked {
      guard !isClosed, items.count < (Self.isRefusable(item) ? Self.itemsMax : 2 * Self.itemsMax) else {
        refused += 1
        return false
      }
      items.append(item)
      return true
    }
    // After the unlock: the woken loop would only wait for the mutex.
    if isTaken { pthread_cond_signal(arrived) }
    return isTaken
  }

  /// Waits for items, at most `span`; nil once the inbox is closed and empty.
  func take(within span: Span) -> [Item]? {
    let until = SystemClock.moment() + span
    return locked {
      while items.isEmpty, !isClosed {
        let left = until - SystemClock.moment()
        guard left > .zero, gh_condition_wait(arrived, mutex, left.nanoseconds) != ETIMEDOUT else { break }
      }
      if items.isEmpty { return isClosed ? nil : [] }
      if items.count <= Self.batchMax {
        let batch = items
        items.removeAll(keepingCapacity: true)
        return batch
      }
      let batch = Array(items.prefix(Self.batchMax))
      items.removeFirst(Self.batchMax)
      return batch
    }
  }

  /// Refuses everybody who still waits; for a loop that did not end in time.
  func abandon() {
    let left = locked {
      defer { items.removeAll() }
      return items
    }
    for item in left {
      switch item {
      case .input: break
      case .reads(_, let continuation), .showings(_, let continuation):
        continuation.resume(returning: .busy)
      case .order(_, _, let continuation):
        continuation.resume(returning: OperatorAnswer(accepted: false, text: "the daemon is stopping"))
      }
    }
  }

  /// No more items are accepted; those waiting are still taken.
  func close() {
    locked {
      isClosed = true
      pthread_cond_broadcast(arrived)
    }
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}

extension Inbox.Item: TurnItem {
  var inputs: [GateInput] {
    switch self {
    case .input(let input), .order(let input, _, _): [input]
    case .reads(let reads, _): reads.map { .plateRead($0) }
    case .showings(let inputs, _): inputs
    }
  }

  var isAsked: Bool {
    switch self {
    case .input: false
    case .reads, .showings, .order: true
    }
  }
}
