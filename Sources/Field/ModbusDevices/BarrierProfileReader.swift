internal import AccessModel
internal import FieldContract

/// Turns a profile's YAML into points on the wire; wrong keys are reported, never guessed.
struct BarrierProfileReader {
  let document: YAMLDocument

  private enum Addressing: String, CaseIterable {
    case zeroBased = "zero_based"
    case oneBased = "one_based"
  }

  private enum OutputKind: String, CaseIterable { case pulse, level }

  func profile() throws(DocumentError) -> BarrierProfile {
    let root = document.root
    let name = root.requiredString("name", hint: "Say what operators call this board")
    let base = root.choice("addressing", default: Addressing.zeroBased) == .zeroBased ? 0 : 1
    let outputs = root.section("outputs")
    if outputs == nil { root.missing("outputs", hint: "Name at least the output that raises") }
    let inputs = root.section("inputs")
    if inputs == nil { root.missing("inputs", hint: "Name at least one limit: a position is sensed") }

    let raise = outputs?.section("raise").flatMap { output($0, base) }
    if let outputs, !outputs.has("raise") { outputs.missing("raise", hint: "Every barrier can be raised") }
    let lower = outputs?.section("lower").flatMap { output($0, base) }
    let stop = outputs?.section("stop").flatMap { output($0, base) }
    let readsBack = outputs?.bool("read_back", default: true) ?? true
    if let outputs { refuseCollisions(outputs, raise: raise, lower: lower, stop: stop) }

    let openLimit = inputs?.section("open_limit").flatMap { input($0, base) }
    let closedLimit = inputs?.section("closed_limit").flatMap { input($0, base) }
    if let inputs, !inputs.has("open_limit"), !inputs.has("closed_limit") {
      inputs.missing("open_limit", hint: "Name at least one limit: a position is sensed, never assumed")
    }
    let fault = inputs?.section("fault").flatMap { input($0, base) }
    let loops = inputs?.sections("presence") ?? []
    if loops.count > BarrierProfile.presenceLoopsMax {
      inputs?.report(
        "presence", "a barrier has at most \(BarrierProfile.presenceLoopsMax) presence loops",
        hint: "Join loops in the board's own logic")
    }
    let presence = loops.prefix(BarrierProfile.presenceLoopsMax).compactMap { input($0, base) }
    let gapMax = inputs?.integer("merge_gap", default: 8, in: 0...64) ?? 8

    outputs?.finish()
    inputs?.finish()
    root.finish()
    try document.finish()
    guard let name, let raise else { return try refused() }
    return BarrierProfile(
      name: name, raise: raise, lower: lower, stop: stop, openLimit: openLimit, closedLimit: closedLimit,
      presence: presence, fault: fault, readsBackOutputs: readsBack, gapMax: gapMax)
  }

  private func refused() throws(DocumentError) -> BarrierProfile {
    document.report(line: 1, "the profile is incomplete", hint: "Start from DeviceProfiles/barrier/template")
    try document.finish()
    throw DocumentError([])
  }

  private func output(_ section: YAMLSection, _ base: Int) -> OutputPoint? {
    defer { section.finish() }
    guard let at = address(section, among: [.coil, .holdingRegister], base) else { return nil }
    let isRepeatable = section.bool("repeatable", default: true)
    let (on, off) = at.table == .coil ? coilValues(section) : registerValues(section)
    let fallback: OutputKind = off == nil ? .level : .pulse
    let kind = section.choice("kind", default: fallback)
    let milliseconds = section.integer("pulse_milliseconds", default: 500, in: ModbusPulse.millisecondsRange)
    if kind == .level, section.has("pulse_milliseconds") {
      section.report("pulse_milliseconds", "a level has no length", hint: "Write `kind: pulse` or remove it")
    }
    if kind == .pulse, off == nil {
      section.report("kind", "a pulse must end", hint: "Add `release_value`, what the register holds at rest")
    }
    guard let on else { return nil }
    return OutputPoint(
      at: at, on: on, off: off, pulse: kind == .pulse ? ModbusPulse(milliseconds: milliseconds) : nil,
      isRepeatable: isRepeatable)
  }

  private func coilValues(_ section: YAMLSection) -> (on: UInt16?, off: UInt16?) {
    section.bool("inverted", default: false) ? (0, 1) : (1, 0)
  }

  private func registerValues(_ section: YAMLSection) -> (on: UInt16?, off: UInt16?) {
    let value = section.optionalInteger("value", in: 0...0xFFFF)
    if value == nil, !section.has("value") {
      section.missing("value", hint: "Write the value that the register takes for this command")
    }
    let release = section.optionalInteger("release_value", in: 0...0xFFFF)
    return (value.map { UInt16(clamping: $0) }, release.map { UInt16(clamping: $0) })
  }

  private func input(_ section: YAMLSection, _ base: Int) -> InputPoint? {
    defer { section.finish() }
    guard let at = address(section, among: WireTable.allCases, base) else { return nil }
    let inverted = section.bool("inverted", default: false)
    guard !at.table.isBits else { return InputPoint(at: at, mask: 1, equals: 1, inverted: inverted) }
    if let bit = section.optionalInteger("bit", in: 0...15) {
      let mask = UInt16(1) << UInt16(clamping: bit)
      return InputPoint(at: at, mask: mask, equals: mask, inverted: inverted)
    }
    guard let equals = section.optionalInteger("equals", in: 0...0xFFFF) else {
      if !section.has("equals"), !section.has("bit") {
        section.missing("bit", hint: "A register needs `bit: 0...15`, or `mask` and `equals`")
      }
      return nil
    }
    let mask = UInt16(clamping: section.integer("mask", default: 0xFFFF, in: 1...0xFFFF))
    let value = UInt16(clamping: equals)
    if value & ~mask != 0 {
      section.report("equals", "the mask hides bits that `equals` asks for", hint: "Widen `mask`")
    }
    return InputPoint(at: at, mask: mask, equals: value, inverted: inverted)
  }

  private func address(_ section: YAMLSection, among tables: [WireTable], _ base: Int) -> WireAddress? {
    let named = tables.filter { section.has($0.rawValue) }
    guard named.count == 1, let table = named.first else {
      let words = tables.map(\.rawValue).joined(separator: ", ")
      section.missing(tables[0].rawValue, hint: "Write exactly one of: \(words)")
      return nil
    }
    return section.optionalInteger(table.rawValue, in: base...(0xFFFF + base)).map {
      WireAddress(table: table, address: $0 - base)
    }
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
