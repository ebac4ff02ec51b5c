internal import AccessModel
internal import Logging
internal import NIOCore
internal import Synchronization
internal import TransportSecurity

/// What all connections of one listener share.
final class FieldHouse: Sendable {
  private struct RefusalKey: Hashable {
    var device: DeviceID?
    var reason: RefusalReason
  }

  let limits: FieldLimits
  let tally: FieldTally
  let now: @Sendable () -> Moment
  private let logger: Logger
  private let current: Mutex<FieldDoor>
  private let refusals = RefusalLog<RefusalKey>()

  init(devices: [PushDevice], limits: FieldLimits, now: @escaping @Sendable () -> Moment, logger: Logger) {
    self.limits = limits
    self.now = now
    self.logger = logger
    tally = FieldTally(bodyBytesHeldMax: limits.bodyBytesHeldMax)
    current = Mutex(FieldDoor(devices, succeeding: nil))
  }

  var door: FieldDoor { current.withLock { $0 } }

  func replace(devices: [PushDevice]) {
    current.withLock { $0 = FieldDoor(devices, succeeding: $0) }
  }

  /// Counts a refusal, and says so unless the like was said within the minute.
  func note(_ refusal: Refusal, _ address: SocketAddress?, detail: String? = nil) {
    tally.count(refusal.reason)
    let key = RefusalKey(device: refusal.device, reason: refusal.reason)
    guard let unsaid = refusals.note(key) else { return }
    var tail: Logger.Metadata = [
      "reason": "\(refusal.reason.rawValue)", "peer": "\(address?.ipAddress ?? "unknown")",
    ]
    if let device = refusal.device { tail["device"] = "\(device)" }
    if unsaid > 0 { tail["unsaid"] = "\(unsaid)" }
    logger.warning("push refused: \(detail ?? refusal.words)", metadata: tail)
  }
}
