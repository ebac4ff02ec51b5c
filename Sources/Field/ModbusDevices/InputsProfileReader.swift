internal import AccessModel
internal import FieldContract

/// Turns an inputs profile's YAML into channels.
struct InputsProfileReader {
  let document: YAMLDocument

  func profile() throws(DocumentError) -> InputsProfile {
    let root = document.root
    let name = root.requiredString("name", hint: "Say what operators call this device")
    let points = PointReader(root)
    let gapMax = root.integer("merge_gap", default: 8, in: 0...64)
    var channels: [(name: String, channel: InputChannel)] = []
    if let list = root.section("channels") {
      if list.keys.count > InputsProfile.channelsMax {
        root.report(
          "channels", "a device has at most \(InputsProfile.channelsMax) channels", hint: "Split the profile")
      }
      for key in list.keys.prefix(InputsProfile.channelsMax) {
        guard let section = list.section(key), let channel = channel(section, points) else { continue }
        channels.append((key, channel))
      }
    } else {
      root.missing("channels", hint: "Name at least one signal: `di0: {discrete_input: 0}`")
    }
    root.finish()
    try document.finish()
    guard let name, !channels.isEmpty else {
      document.report(
        line: 1, "the profile names no channel", hint: "Start from DeviceProfiles/inputs/template")
      try document.finish()
      throw DocumentError([])
    }
    return InputsProfile(name: name, channels: channels, gapMax: gapMax)
  }

  private func channel(_ section: YAMLSection, _ points: PointReader) -> InputChannel? {
    defer { section.finish() }
    let number = section.optionalChoice("number", as: AnalogueForm.Number.self)
    let tables: [WireTable] = section.has("number") ? [.inputRegister, .holdingRegister] : WireTable.allCases
    guard let at = points.address(section, among: tables) else { return nil }
    let fault = section.section("fault").flatMap { points.input($0) }
    let form: InputChannel.Form?
    var debounce = Span.zero
    if section.has("number") {
      form = number.flatMap { analogue(section, at, $0) }.map { .value($0) }
    } else {
      form = points.input(section, at: at).map { .contact($0) }
      debounce = .milliseconds(
        Int64(section.integer("debounce_milliseconds", default: 0, in: InputMapping.debounceMilliseconds)))
    }
    return form.map { InputChannel(form: $0, fault: fault, debounce: debounce) }
  }

  private func analogue(_ section: YAMLSection, _ at: WireAddress, _ number: AnalogueForm.Number)
    -> AnalogueForm?
  {
    let order = section.optionalChoice("word_order", as: AnalogueForm.WordOrder.self)
    if number.wordCount > 1, !section.has("word_order") {
      section.missing("word_order", hint: "Write `high_first` or `low_first`: vendors differ")
    }
    if at.address + number.wordCount > 0x1_0000 {
      section.report("number", "the number ends beyond the last register", hint: "Check the address")
    }
    let unit = section.string("unit", default: "") ?? ""
    let range = LinearScale.thousandthsRange
    let minimum = section.optionalInteger("minimum_thousandths", in: range)
    let maximum = section.optionalInteger("maximum_thousandths", in: range)
    if let minimum, let maximum, minimum > maximum {
      section.report("maximum_thousandths", "is below the minimum", hint: "Exchange them")
      return nil
    }
    guard let scale = scale(section) else { return nil }
    return AnalogueForm(
      at: at, number: number, wordOrder: order ?? .highFirst, scale: scale,
      plausible: Int64(minimum ?? -1_000_000_000_000)...Int64(maximum ?? 1_000_000_000_000), unit: unit)
  }

  /// Either one factor, or two points of a line.
  private func scale(_ section: YAMLSection) -> LinearScale? {
    let range = LinearScale.thousandthsRange
    if let factor = section.optionalInteger("thousandths_per_count", in: range) {
      return LinearScale(rawLow: 0, rawHigh: 1, low: 0, high: Int64(factor))
    }
    let rawLow = section.optionalInteger("raw_low", in: LinearScale.rawRange)
    let rawHigh = section.optionalInteger("raw_high", in: LinearScale.rawRange)
    let low = section.optionalInteger("low_thousandths", in: range)
    let high = section.optionalInteger("high_thousandths", in: range)
    guard let rawLow, let rawHigh, let low, let high, rawLow != rawHigh else {
      section.missing(
        "thousandths_per_count",
        hint: "Write it, or `raw_low`, `raw_high`, `low_thousandths` and `high_thousandths`")
      return nil
    }
    return LinearScale(
      rawLow: Int64(rawLow), rawHigh: Int64(rawHigh), low: Int64(low), high: Int64(high))
  }
}
