public import AccessModel
internal import FieldContract

/// Where an input point is read.
public struct InputSettings: Hashable, Sendable {
  public var point: InputPointID
  public var way: Way
  /// Not read for longer, it is stale.
  public var staleAfter: Span
  /// Active and inactive are exchanged: a contact that opens when the thing happens.
  public var isInverted: Bool
  /// A contact must say the same for this long; nil takes the profile's.
  public var debounce: Span?

  /// The device that reads it.
  public enum Way: Hashable, Sendable {
    /// An input of an OSDP reader, numbered from 0.
    case readerInput(reader: DeviceID, input: Int)
    /// A point of a Modbus board, by its name in the profile; `DeviceProfiles/inputs`.
    case board(bus: DeviceID, unit: Int, profile: String, point: String)
    case controllerSignal(controller: DeviceID, signal: ControllerSignal)

    var device: DeviceID {
      switch self {
      case .readerInput(let reader, _): reader
      case .board(let bus, _, _, _): bus
      case .controllerSignal(let controller, _): controller
      }
    }
  }
}

extension InputPoint {
  /// Reads one entry of `inputs`, and notes where it is read.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: InputPointID? = section.identifier("id")
    if let id { reading.inputs.declare(id.rawValue, as: "input", in: section) }
    let name = section.name("name", default: id?.rawValue ?? "input")
    let kind = section.optionalChoice("kind", as: InputKind.self)
    if !section.has("kind") {
      section.missing(
        "kind", hint: "One of: \(InputKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let way = InputSettings.Way(reading: section, within: reading)
    let stale = section.seconds("stale_seconds_max", default: 5, in: 1...3600)
    let isInverted = section.bool("inverted", default: false)
    let debounce =
      section.has("debounce_milliseconds")
      ? section.milliseconds("debounce_milliseconds", default: 0, in: 0...10_000) : nil
    let limits = section.section("limits").flatMap { SensorLimits(reading: $0) }
    if kind == .sensor, limits == nil, !section.has("limits") {
      section.missing("limits", hint: "Write the unit and `highest` or `lowest` of the sensor")
    }
    section.finishWithAdvice()
    guard let id, let kind, let way else { return nil }
    self.init(id: id, name: name, kind: kind, device: way.device, limits: limits)
    reading.add(
      InputSettings(
        point: id, way: way, staleAfter: stale, isInverted: isInverted, debounce: debounce))
  }
}

extension SensorLimits {
  private static let bounds = -1e9...1e9

  fileprivate init?(reading section: YAMLSection) {
    let unit = section.requiredString("unit", hint: "Write the unit that people read, such as ppm")
    func thousandths(_ key: String) -> Int64? {
      guard section.has(key) else { return nil }
      return Int64((section.number(key, default: 0, in: Self.bounds) * 1000).rounded())
    }
    let (highest, lowest) = (thousandths("highest"), thousandths("lowest"))
    let hysteresis = thousandths("hysteresis") ?? 0
    let change = thousandths("change_per_second_max")
    if highest == nil, lowest == nil, change == nil {
      section.report(
        line: section.line, "`\(section.path)` has no limit", hint: "Write `highest`, `lowest`, or both")
    }
    if let highest, let lowest, lowest >= highest {
      section.report("lowest", "`\(section.path)`: `lowest` is not below `highest`", hint: "Exchange them")
    }
    section.finishWithAdvice()
    guard let unit else { return nil }
    self.init(
      unit: unit, highest: highest, lowest: lowest, hysteresis: max(hysteresis, 0), changeMax: change)
  }
}

extension InputSettings.Way {
  fileprivate init?(reading section: YAMLSection, within reading: SiteReading) {
    let way = section.way(
      ["reader": ["input"], "bus": ["unit", "profile", "point"], "controller": ["signal"]],
      hint: "It is wired to a reader's input, a board's or a controller's")
    switch way {
    case "reader":
      let reader = reading.device(
        "reader", as: "reader", in: section, hint: "Name a reader of `reader_lines`")
      let input = section.integer("input", default: 0, in: 0...15)
      guard let reader else { return nil }
      self = .readerInput(reader: reader, input: input)
    case "bus":
      let bus = reading.device("bus", as: "bus", in: section, hint: "Name one of `buses`")
      let unit = section.integer("unit", default: 1, in: 0...247)
      let profile = reading.profiles.profile("profile", of: .inputs, in: section)
      let point = section.requiredString("point", hint: "Name a point of the profile")
      guard let bus, let profile, let point else { return nil }
      self = .board(bus: bus, unit: unit, profile: profile, point: point)
    case "controller":
      section.refuse(["debounce_milliseconds"], beside: "controller")
      let controller = reading.device(
        "controller", as: "controller", in: section, hint: "Name one of `controllers`")
      let signal = section.optionalChoice("signal", as: ControllerSignal.self)
      if !section.has("signal") {
        let words = ControllerSignal.allCases.map(\.rawValue).joined(separator: ", ")
        section.missing("signal", hint: "One of: \(words)")
      }
      guard let controller, let signal else { return nil }
      self = .controllerSignal(controller: controller, signal: signal)
    default: return nil
    }
  }
}
