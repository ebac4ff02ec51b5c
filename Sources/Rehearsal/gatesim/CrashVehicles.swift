import FieldDoubles

/// Vehicles at one barrier: most drive through when it opens, some come once more just when it is about to
/// close.
struct CrashVehicles: Sendable {
  let barrier: BarrierDouble
  var random: SeededRandom

  private static let patience = Duration.seconds(600)

  /// Runs until cancelled.
  mutating func run() async throws {
    var raises = 0
    while true {
      let seen = raises
      raises = try await barrier.state.first("\(barrier.name) open again", within: Self.patience) {
        $0.raises > seen && $0.motion.openLimit ? $0.raises : nil
      }
      guard random.happens(percent: 80) else { continue }
      try await Task.sleep(for: random.milliseconds(20...200))
      try await crossIfOpen()
      guard random.happens(percent: 30) else { continue }
      try await Task.sleep(for: random.milliseconds(800...1200))
      try await crossIfOpen()
    }
  }

  private mutating func crossIfOpen() async throws {
    guard barrier.state.read({ $0.motion.openLimit && !$0.motion.isMoving }) else { return }
    barrier.vehicleArrives()
    defer { barrier.vehicleLeaves() }
    try await Task.sleep(for: random.milliseconds(60...700))
  }
}
