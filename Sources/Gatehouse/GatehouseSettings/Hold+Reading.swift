internal import AccessModel
internal import FieldContract

extension Hold {
  private static let placesMax = 64

  /// Reads one entry of `holds`.
  init?(reading section: YAMLSection, within reading: SiteReading) {
    let cause = Cause(reading: section, within: reading)
    let barriers = section.words("barriers", countMax: Self.placesMax).filter { name, line in
      reading.barriers.resolves(
        name, as: "barrier", at: section.path(of: "barriers"), line: line, in: section)
    }
    let doors = section.words("doors", countMax: Self.placesMax).filter { name, line in
      reading.doors.resolves(name, as: "door", at: section.path(of: "doors"), line: line, in: section)
    }
    let lamps = section.words("lamps", countMax: Self.placesMax).filter { name, line in
      reading.doors.resolves(name, as: "lamp", at: section.path(of: "lamps"), line: line, in: section)
    }
    let state = section.optionalChoice("state", as: State.self)
    let holdsIron = section.has("barriers") || section.has("doors")
    if holdsIron, !section.has("state") { section.missing("state", hint: "Write `closed` or `open`") }
    if !holdsIron { section.refuse(["state"], beside: "lamps") }
    if !holdsIron, !section.has("lamps") {
      section.missing("barriers", hint: "Name what is held: `barriers`, `doors`, or lit: `lamps`")
    }
    section.finishWithAdvice()
    guard let cause, state != nil || !holdsIron else { return nil }
    self.init(
      cause: cause, state: state ?? .closed, barriers: barriers.map { BarrierID($0.0) },
      doors: doors.map { DoorID($0.0) }, lamps: lamps.map { LampID($0.0) })
  }
}

extension Hold.Cause {
  fileprivate init?(reading section: YAMLSection, within reading: SiteReading) {
    let way = section.way(
      ["while": [], "while_alarm": ["of"]], hint: "Name one of `inputs`, or the code of an alarm")
    switch way {
    case "while":
      guard let name = section.requiredString("while", hint: "Name one of `inputs`"),
        reading.inputs.resolves(
          name, as: "input", at: section.path(of: "while"), line: section.line(of: "while"), in: section)
      else { return nil }
      self = .input(InputPointID(name))
    case "while_alarm":
      let subject =
        section.has("of") ? section.requiredString("of", hint: "Name what the alarm is about") : nil
      guard let alarm = section.optionalChoice("while_alarm", as: HoldingAlarm.self) else { return nil }
      if let subject, !reading.isDeclared(subject) {
        section.report(
          "of", "`\(section.path(of: "of"))`: nothing here is called `\(subject.prefix(80))`",
          hint: "Name a barrier, door, input, lamp, area or device of this file")
      }
      self = .alarm(alarm, subject: subject)
    default: return nil
    }
  }
}
