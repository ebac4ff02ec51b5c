internal import AccessModel
internal import FieldContract

/// Turns a profile's YAML into what a reader shows; wrong keys are reported, never guessed.
struct ReaderProfileReader {
  let document: YAMLDocument

  private enum ColourName: String, CaseIterable {
    case off, red, green, amber, blue, magenta, cyan, white

    var colour: Light.Colour {
      switch self {
      case .off: .off
      case .red: .red
      case .green: .green
      case .amber: .amber
      case .blue: .blue
      case .magenta: .magenta
      case .cyan: .cyan
      case .white: .white
      }
    }
  }

  func profile() throws(DocumentError) -> OSDPReaderProfile {
    let root = document.root
    let name = root.requiredString("name", hint: "Say what operators call this reader")
    let bauds = baudRates(root)
    let poll = root.integer("poll_milliseconds", default: 100, in: 20...2000)
    // OSDP 2.2 §5.7 grants 200 ms; a converter on a network adds its own way.
    let reply = root.integer("reply_milliseconds", default: 200, in: 50...1000)
    let readerCount = root.integer("readers", default: 1, in: 1...8)
    let lightCount = root.integer("lights", default: 1, in: 0...OSDPReaderProfile.lightsMax)
    let hasDisplay = root.bool("display", default: false)
    let hasInputs = root.bool("inputs", default: true)
    var signals: [ReaderSignal.Meaning: OSDPReaderProfile.Indication] = [:]
    if let section = root.section("signals") {
      for meaning in ReaderSignal.Meaning.allCases {
        signals[meaning] = section.section(meaning.rawValue).map { indication($0, lightCount, hasDisplay) }
      }
      section.finish()
    } else {
      root.missing("signals", hint: "Say what `granted` and `denied` look like")
    }
    root.finish()
    try document.finish()
    return OSDPReaderProfile(
      name: name ?? "", bauds: bauds, poll: .milliseconds(Int64(poll)),
      replyLimit: .milliseconds(Int64(reply)),
      readerCount: readerCount, lights: (0..<lightCount).map { UInt8(clamping: $0) }, hasDisplay: hasDisplay,
      hasInputs: hasInputs, signals: signals)
  }

  private func baudRates(_ root: YAMLSection) -> [Int] {
    let words = root.words("bauds", countMax: OSDPReaderProfile.baudsKnown.count)
    let known = OSDPReaderProfile.baudsKnown.map(String.init).joined(separator: ", ")
    let bauds = words.compactMap { word -> Int? in
      if let baud = Int(word.text), OSDPReaderProfile.baudsKnown.contains(baud) { return baud }
      root.report(
        line: word.line, "`\(word.text.prefix(20))` is no rate of OSDP", hint: "Choose of: \(known)")
      return nil
    }
    return root.has("bauds") ? bauds : [9600]
  }

  private func indication(_ section: YAMLSection, _ lights: Int, _ hasDisplay: Bool)
    -> OSDPReaderProfile.Indication
  {
    defer { section.finish() }
    let colour: ColourName? = section.optionalChoice("light")
    let isBlinking = section.bool("blink", default: false)
    let seconds = section.number("light_seconds", default: 0, in: 0...6000)
    let beeps = section.integer("beeps", default: 0, in: 0...20)
    let beep = section.integer("beep_milliseconds", default: 200, in: 100...5000)
    let text = section.integer("text_seconds", default: 5, in: 0...255)
    if colour != nil, lights == 0 {
      section.report("light", "this reader has no light", hint: "Write `lights: 1` above, or remove it")
    }
    for key in ["blink", "light_seconds"] where colour == nil && section.has(key) {
      section.report(key, "there is no `light` for it", hint: "Name a colour: `light: red`")
    }
    if section.has("text_seconds"), !hasDisplay {
      section.report("text_seconds", "this reader has no display", hint: "Write `display: true` above")
    }
    let pattern = colour.map { Light.Pattern(colour: $0.colour, isBlinking: isBlinking) }
    let tenths = UInt16(clamping: Int((seconds * 10).rounded()))
    return OSDPReaderProfile.Indication(
      light: pattern, lightTenths: tenths == 0 ? nil : tenths, beeps: UInt8(clamping: beeps),
      beepTenths: UInt8(clamping: beep / 100), textSeconds: UInt8(clamping: text))
  }
}
