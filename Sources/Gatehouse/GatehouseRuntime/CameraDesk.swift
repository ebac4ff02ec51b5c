import AccessModel
import CameraPush
import FieldContract
import FieldListening
import GatehouseSettings
import SiteJournal

/// One camera's door: decode, keep the evidence, submit, and answer only after the commit (P7).
struct CameraDesk: Sendable {
  let camera: CameraSettings
  let decoder: CameraDecoder
  let door: FieldDoor
  let evidence: EvidenceStore
  let board: SiteBoard
  let log: EventLog

  static let busyRetrySeconds = 1
  static let journalRetrySeconds = 5

  func take(_ request: PushRequest) async -> PushAnswer {
    let receivedAt = SystemClock.now()
    let message: CameraMessage
    do {
      message = try decoder.decode(contentType: request.contentType, body: request.body)
    } catch {
      if board.refused(camera.id, "\(error)", at: receivedAt) {
        tell(.degraded, "a message cannot be read: \(error)")
      }
      return PushAnswer(status: 400, contentType: "text/plain", body: Array("\(error)\n".utf8))
    }
    if board.heard(camera.id, at: receivedAt.civil) { tell(.online, "") }
    switch message {
    case .heartbeat, .test: return done
    case .ignored(let kind):
      board.ignored(camera.id)
      if board.isNews(camera.id, kind) {
        log.say(6, "camera \(camera.id): `\(kind)` is no read, later ones are only counted")
      }
      return done
    case .reads(let decoded): return await submit(decoded, receivedAt)
    }
  }

  /// Recorded, alarmed and logged by the loop like the health of any device.
  private func tell(_ state: DeviceHealth.State, _ reason: String) {
    _ = door.report(.deviceHealth(DeviceHealth(device: camera.id, state: state, reason: reason)))
  }

  private func submit(_ decoded: [DecodedRead], _ receivedAt: Now) async -> PushAnswer {
    for note in decoded.lazy.flatMap(\.notes) where board.isNews(camera.id, note) {
      log.say(5, "camera \(camera.id): \(note); said once")
    }
    let reads = await keep(decoded, receivedAt)
    let result = await door.submit(
      reads, receivedAt: receivedAt, untimedIsLive: camera.untimedReads == .live)
    switch result {
    case .committed: return done
    case .busy:
      forget(reads)
      return retry(after: Self.busyRetrySeconds, "busy")
    case .journalUnavailable:
      forget(reads)
      return retry(after: Self.journalRetrySeconds, "the journal cannot commit")
    case .unrecorded: return retry(after: Self.journalRetrySeconds, "the journal cannot commit")
    }
  }

  /// The reads with their images on disk. Without images nothing leaves this thread, which may be an event
  /// loop; it must not wait for the disk.
  private func keep(_ decoded: [DecodedRead], _ receivedAt: Now) async -> [PlateRead] {
    if decoded.allSatisfy(\.images.isEmpty) { return decoded.map(\.read) }
    return await withTaskExecutorPreference(globalConcurrentExecutor) {
      decoded.map { keep($0, receivedAt) }
    }
  }

  /// The read with its images on disk; an image that cannot be kept is missed, never the read.
  private func keep(_ decoded: DecodedRead, _ receivedAt: Now) -> PlateRead {
    var read = decoded.read
    for image in decoded.images.prefix(PlateRead.imagesMax) {
      do {
        let file = try evidence.store(image.bytes, role: image.role.rawValue, at: receivedAt.civil)
        read.images.append(EvidenceImage(role: image.role, file: file, bytes: image.bytes.count))
      } catch {
        log.say(4, "an image of camera \(camera.id) was not kept: \(error)")
      }
    }
    return read
  }

  /// Pictures of reads that never happened.
  private func forget(_ reads: [PlateRead]) {
    let files = reads.flatMap(\.images).map(\.file)
    if !files.isEmpty { evidence.delete(files) }
  }

  private func retry(after seconds: Int, _ why: String) -> PushAnswer {
    PushAnswer(
      status: 503, contentType: "text/plain", body: Array("\(why), come again\n".utf8),
      retryAfterSeconds: seconds)
  }

  private var done: PushAnswer {
    PushAnswer(status: 200, contentType: decoder.answer.contentType, body: decoder.answer.body)
  }
}
