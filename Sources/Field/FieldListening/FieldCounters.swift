internal import Synchronization

/// Why a push was not taken, or a connection not served.
public enum RefusalReason: String, CaseIterable, Hashable, Sendable {
  case unknownPath = "unknown_path"
  case unknownDevice = "unknown_device"
  case method
  case wrongSecret = "wrong_secret"
  case wrongCertificate = "wrong_certificate"
  case rate
  case lengthMissing = "length_missing"
  case bodyTooLarge = "body_too_large"
  case bodyTooSlow = "body_too_slow"
  case expectation
  case notHTTP = "not_http"
  case bodiesHeld = "bodies_held"
  case handlerTooSlow = "handler_too_slow"
  case connections
  case tls
}

/// What the listener did since it was made.
public struct FieldCounters: Hashable, Sendable {
  /// Request heads read.
  public var requests: UInt64 = 0
  /// Requests that a device's handler answered, by the hundreds of the status: 2...5.
  public var answered: [Int: UInt64] = [:]
  public var refused: [RefusalReason: UInt64] = [:]
  public var bodyBytes: UInt64 = 0
  public var connectionsOpen = 0

  public init() {}
}

/// The counters of a running listener, and the bytes that it holds.
final class FieldTally: Sendable {
  private struct State {
    var counters = FieldCounters()
    var bodyBytesHeld = 0
  }

  private let bodyBytesHeldMax: Int
  private let state = Mutex(State())

  init(bodyBytesHeldMax: Int) { self.bodyBytesHeldMax = bodyBytesHeldMax }

  var counters: FieldCounters { state.withLock { $0.counters } }

  func countRequest() { state.withLock { $0.counters.requests += 1 } }

  func count(_ reason: RefusalReason) { state.withLock { $0.counters.refused[reason, default: 0] += 1 } }

  func countAnswer(status: Int) { state.withLock { $0.counters.answered[status / 100, default: 0] += 1 } }

  /// False when all bodies together would become too many bytes.
  func hold(_ bytes: Int) -> Bool {
    state.withLock { state in
      guard state.bodyBytesHeld + bytes <= bodyBytesHeldMax else { return false }
      state.bodyBytesHeld += bytes
      state.counters.bodyBytes += UInt64(bytes)
      return true
    }
  }

  func release(_ bytes: Int) { state.withLock { $0.bodyBytesHeld -= bytes } }
}
