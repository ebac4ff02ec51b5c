internal import FieldContract

/// Turns a door profile's YAML into the outputs that locks hang on.
struct DoorProfileReader {
  let document: YAMLDocument

  func profile() throws(DocumentError) -> DoorProfile {
    let root = document.root
    let name = root.requiredString("name", hint: "Say what operators call this board")
    let points = PointReader(root)
    let channels = root.integer("channels", default: 1, in: 1...DoorProfile.channelsMax)
    let relay = root.section("relay").flatMap { points.output($0, isLevelByDefault: true) }
    if !root.has("relay") { root.missing("relay", hint: "Name the output of the first channel") }
    let offTimer = root.section("timer_when_off").flatMap(points.timer)
    if let relay, relay.off == nil {
      root.report("relay", "a lock must be secured again", hint: "Add `release_value` for the value at rest")
    }
    root.finish()
    try document.finish()
    guard let name, let relay else { return try refused() }
    var bare = relay
    bare.timer = nil
    return DoorProfile(
      name: name, channelCount: channels, relay: bare, onTimer: relay.timer, offTimer: offTimer)
  }

  private func refused() throws(DocumentError) -> DoorProfile {
    document.report(line: 1, "the profile is incomplete", hint: "Start from DeviceProfiles/door/template")
    try document.finish()
    throw DocumentError([])
  }
}
