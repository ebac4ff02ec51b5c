import AccessModel
import FieldDoubles

/// One connection of a camera: posts reads, each until it gets its 2xx, as cameras do.
struct CrashSender: Sendable {
  let camera: CameraDouble
  let lane: Int
  let traffic: CrashTraffic
  let books: Watched<CrashBooks>
  var random: SeededRandom

  private static let retryPause = Duration.milliseconds(5)

  /// Runs until the traffic closes.
  mutating func run() async throws {
    while traffic.gate.value != .closing {
      let sighting = nextSighting()
      // A camera sends several frames of a vehicle.
      for _ in 0..<(random.happens(percent: 10) ? 2 : 1) { try await deliver(sighting) }
      try await Task.sleep(for: random.milliseconds(2...25))
    }
  }

  private mutating func nextSighting() -> Sighting {
    let number = traffic.nextRead()
    let plate: String
    if random.happens(percent: 10), traffic.takesMember(lane: lane) {
      plate = CrashSite.members[number % CrashSite.members.count]
    } else if random.happens(percent: 1) {
      plate = CrashSite.stolen[number % CrashSite.stolen.count]
    } else {
      plate = "X\(number)"
    }
    return Sighting(plate: plate, track: number)
  }

  private func deliver(_ sighting: Sighting) async throws {
    let key = CrashBooks.key(device: camera.id, track: camera.model.identifier(of: sighting))
    while true {
      try await traffic.pass()
      let begun = MonotonicClock.now()
      do throws(RehearsalError) {
        let delivery = try await camera.post(sighting)
        traffic.tookPost(begunAt: begun)
        if (200..<300).contains(delivery.status) {
          books.update { $0.accept(key) }
          return
        }
      } catch {
        if case .unreachable = error {} else { traffic.tookPost(begunAt: begun) }
      }
      try await Task.sleep(for: Self.retryPause)
    }
  }
}
