internal import AccessModel
internal import FieldContract

/// Reads the points of any profile: addresses, inputs, outputs; wrong keys are reported, never guessed.
struct PointReader {
  /// What is subtracted from every address of the file.
  let base: Int

  private enum Addressing: String, CaseIterable {
    case zeroBased = "zero_based"
    case oneBased = "one_based"
  }

  private enum OutputKind: String, CaseIterable { case pulse, level }

  /// Takes the addressing from the root of a profile.
  init(_ root: YAMLSection) {
    base = root.choice("addressing", default: Addressing.zeroBased) == .zeroBased ? 0 : 1
  }

  func output(_ section: YAMLSection, isLevelByDefault: Bool = false) -> OutputPoint? {
    defer { section.finish() }
    guard let at = address(section, among: [.coil, .holdingRegister]) else { return nil }
    let isRepeatable = section.bool("repeatable", default: true)
    let (on, off) = at.table == .coil ? coilValues(section) : registerValues(section)
    let fallback: OutputKind = off == nil || isLevelByDefault ? .level : .pulse
    let kind = section.choice("kind", default: fallback)
    let milliseconds = section.integer("pulse_milliseconds", default: 500, in: ModbusPulse.millisecondsRange)
    if kind == .level, section.has("pulse_milliseconds") {
      section.report("pulse_milliseconds", "a level has no length", hint: "Write `kind: pulse` or remove it")
    }
    if kind == .pulse, off == nil {
      section.report("kind", "a pulse must end", hint: "Add `release_value`, what the register holds at rest")
    }
    let timer = section.section("timer").flatMap(timer)
    if timer != nil, kind == .level, !isLevelByDefault {
      section.report("timer", "a level has no length", hint: "Write `kind: pulse` or remove `timer`")
    }
    guard let on else { return nil }
    return OutputPoint(
      at: at, on: on, off: off, pulse: kind == .pulse ? ModbusPulse(milliseconds: milliseconds) : nil,
      isRepeatable: isRepeatable, timer: timer)
  }

  /// The board's own clock: the length is the value of the start, unless `length` names a register.
  func timer(_ section: YAMLSection) -> BoardTimer? {
    defer { section.finish() }
    guard let startSection = section.section("start") else {
      section.missing("start", hint: "Name the coil or register whose write starts the board's pulse")
      return nil
    }
    let start = address(startSection, among: [.coil, .holdingRegister])
    startSection.finish()
    let length = register(section, "length")
    let count = register(section, "count")
    let tick = section.optionalInteger("tick_milliseconds", in: BoardTimer.tickMillisecondsRange)
    if tick == nil, !section.has("tick_milliseconds") {
      section.missing("tick_milliseconds", hint: "Write what the board counts, such as 100")
    }
    guard let start, let tick else { return nil }
    return BoardTimer(start: start, length: length, count: count, tickMilliseconds: tick)
  }

  private func register(_ section: YAMLSection, _ key: String) -> WireAddress? {
    guard let below = section.section(key) else { return nil }
    defer { below.finish() }
    return address(below, among: [.holdingRegister])
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

  func input(_ section: YAMLSection) -> InputPoint? {
    defer { section.finish() }
    guard let at = address(section, among: WireTable.allCases) else { return nil }
    return input(section, at: at)
  }

  /// The condition of an input whose address is known.
  func input(_ section: YAMLSection, at: WireAddress) -> InputPoint? {
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

  func address(_ section: YAMLSection, among tables: [WireTable]) -> WireAddress? {
    let named = tables.filter { section.has($0.rawValue) }
    guard named.count == 1, let table = named.first else {
      let words = tables.map(\.rawValue).joined(separator: ", ")
      section.missing(tables.first?.rawValue ?? "", hint: "Write exactly one of: \(words)")
      return nil
    }
    return section.optionalInteger(table.rawValue, in: base...(0xFFFF + base)).map {
      WireAddress(table: table, address: $0 - base)
    }
  }
}
