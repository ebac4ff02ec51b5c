internal import AccessModel
internal import FieldContract

/// Turns a profile's YAML into points on the wire; wrong keys are reported, never guessed.
struct BarrierProfileReader {
  let document: YAMLDocument

  func profile() throws(DocumentError) -> BarrierProfile {
    let root = document.root
    let name = root.requiredString("name", hint: "Say what operators call this board")
    let points = PointReader(root)
    let outputs = root.section("outputs")
    if outputs == nil { root.missing("outputs", hint: "Name at least the output that raises") }
    let inputs = root.section("inputs")
    if inputs == nil { root.missing("inputs", hint: "Name at least one limit: a position is sensed") }

    let raise = outputs?.section("raise").flatMap { points.output($0) }
    if let outputs, !outputs.has("raise") { outputs.missing("raise", hint: "Every barrier can be raised") }
    let lower = outputs?.section("lower").flatMap { points.output($0) }
    let stop = outputs?.section("stop").flatMap { points.output($0) }
    let readsBack = outputs?.bool("read_back", default: true) ?? true
    if let outputs { refuseCollisions(outputs, raise: raise, lower: lower, stop: stop) }

    let openLimit = inputs?.section("open_limit").flatMap { points.input($0) }
    let closedLimit = inputs?.section("closed_limit").flatMap { points.input($0) }
    if let inputs, !inputs.has("open_limit"), !inputs.has("closed_limit") {
      inputs.missing("open_limit", hint: "Name at least one limit: a position is sensed, never assumed")
    }
    let fault = inputs?.section("fault").flatMap { points.input($0) }
    let loops = inputs?.sections("presence") ?? []
    if loops.count > BarrierProfile.presenceLoopsMax {
      inputs?.report(
        "presence", "a barrier has at most \(BarrierProfile.presenceLoopsMax) presence loops",
        hint: "Join loops in the board's own logic")
    }
    let presence = loops.prefix(BarrierProfile.presenceLoopsMax).compactMap { points.input($0) }
    let arming = inputs?.section("arming").flatMap { points.input($0) }
    let passage = inputs?.section("passage").flatMap { points.input($0) }
    let gapMax = inputs?.integer("merge_gap", default: 8, in: 0...64) ?? 8

    outputs?.finish()
    inputs?.finish()
    root.finish()
    try document.finish()
    guard let name, let raise else { return try refused() }
    return BarrierProfile(
      name: name, raise: raise, lower: lower, stop: stop, openLimit: openLimit, closedLimit: closedLimit,
      presence: presence, arming: arming, passage: passage, fault: fault, readsBackOutputs: readsBack,
      gapMax: gapMax)
  }

  private func refused() throws(DocumentError) -> BarrierProfile {
    document.report(line: 1, "the profile is incomplete", hint: "Start from DeviceProfiles/barrier/template")
    try document.finish()
    throw DocumentError([])
  }

  /// Two commands that write the same thing would be one command.
  private func refuseCollisions(
    _ outputs: YAMLSection, raise: OutputPoint?, lower: OutputPoint?, stop: OutputPoint?
  ) {
    let named = [("raise", raise), ("lower", lower), ("stop", stop)]
    for (index, (key, point)) in named.enumerated() {
      guard let point else { continue }
      for (other, earlier) in named.prefix(index) where earlier?.at == point.at && earlier?.on == point.on {
        outputs.report(key, "writes the same as `\(other)`", hint: "Give each command its own coil or value")
      }
      let shares = named.contains { $0.0 != key && $0.1?.at == point.at }
      if shares, point.pulse != nil {
        outputs.report(
          key, "a pulse shares its output with another command", hint: "Only levels can share an output")
      }
    }
  }
}
