import AccessModel
import FieldContract
import GateKeeping

/// The drivers' way to the inbox.
struct FieldDoor: FieldSink {
  let inbox: Inbox

  func report(_ input: FieldInput) -> Bool {
    switch input {
    case .barrierSensed(let reading): inbox.offer(.input(.barrierSensed(reading)))
    case .commandOutcome(let outcome): inbox.offer(.input(.commandOutcome(outcome)))
    case .deviceHealth(let health): inbox.offer(.input(.deviceHealth(health)))
    case .inputSensed(let sensed): inbox.offer(.input(.inputSensed(sensed)))
    case .doorOutcome(let outcome): inbox.offer(.input(.doorOutcome(outcome)))
    }
  }

  /// Readers report to a `ReaderDesk`, which knows their formats; nothing comes here.
  func submit(_ reports: [ReaderReport]) async -> SubmissionResult {
    reports.isEmpty ? .committed : .busy
  }

  /// Returns when everything is committed.
  func submit(_ inputs: [GateInput]) async -> SubmissionResult {
    guard !inputs.isEmpty else { return .committed }
    return await withCheckedContinuation { continuation in
      if !inbox.offer(.showings(inputs, continuation)) { continuation.resume(returning: .busy) }
    }
  }

  func submit(_ reads: [PlateRead]) async -> SubmissionResult {
    await submit(reads, receivedAt: SystemClock.now(), untimedIsLive: false)
  }

  /// As `submit`, with the moment at which the last byte arrived and the camera's own setting.
  func submit(_ reads: [PlateRead], receivedAt: Now, untimedIsLive: Bool) async -> SubmissionResult {
    guard !reads.isEmpty else { return .committed }
    let received = reads.map { ReceivedRead(read: $0, receivedAt: receivedAt, untimedIsLive: untimedIsLive) }
    return await withCheckedContinuation { continuation in
      if !inbox.offer(.reads(received, continuation)) { continuation.resume(returning: .busy) }
    }
  }
}
