internal import AccessModel

/// One write that moves, or releases, an output.
struct OutputWrite: Hashable, Sendable {
  var action: BarrierAction
  var at: WireAddress
  var value: UInt16
  /// Lets go of an output instead of commanding it.
  var isRelease: Bool
  var isRepeatable: Bool
}

/// What is known of a barrier's outputs, and which writes carry out a command, never holding two at once.
struct OutputBoard {
  private struct Line {
    let action: BarrierAction
    let point: OutputPoint
    /// Value last read or acknowledged; nil while nobody knows.
    var value: UInt16?
    /// When the running pulse ends.
    var releaseDue: Moment?

    var isReleased: Bool { point.off == nil || value == point.off }
    var isOn: Bool { value == point.on }

    var release: OutputWrite? {
      point.off.map {
        OutputWrite(action: action, at: point.at, value: $0, isRelease: true, isRepeatable: true)
      }
    }
  }

  private var lines: [Line]

  init(_ profile: BarrierProfile) {
    lines = BarrierAction.allCases.compactMap { action in
      profile.output(action).map { Line(action: action, point: $0) }
    }
  }

  /// The writes of a command in order: release what opposes it, make an edge, command.
  func writes(for action: BarrierAction) -> [OutputWrite] {
    var writes: [OutputWrite] = []
    let own = lines.first { $0.action == action }
    for line in lines where line.action != action && line.point.at != own?.point.at {
      // A stop without an output of its own is its releases: they are written whatever is believed.
      if !line.isReleased || own == nil, let release = line.release { writes.append(release) }
    }
    guard let own else { return writes }
    if own.point.pulse != nil, !own.isReleased, own.releaseDue == nil, let release = own.release {
      writes.append(release)
    }
    writes.append(
      OutputWrite(
        action: action, at: own.point.at, value: own.point.on, isRelease: false,
        isRepeatable: own.point.isRepeatable))
    return writes
  }

  /// The device acknowledged a write.
  mutating func wrote(_ write: OutputWrite, at now: Moment) {
    learn(write.at, is: write.value)
    guard let index = lines.firstIndex(where: { $0.action == write.action }) else { return }
    lines[index].releaseDue =
      write.isRelease ? nil : lines[index].point.pulse.map { now + .milliseconds(Int64($0.milliseconds)) }
  }

  /// A value that was read back.
  mutating func learn(_ address: WireAddress, is value: UInt16) {
    for index in lines.indices where lines[index].point.at == address { lines[index].value = value }
  }

  /// Nobody knows what this output holds, whether it was written or not.
  mutating func doubt(_ address: WireAddress) {
    for index in lines.indices where lines[index].point.at == address { lines[index].value = nil }
  }

  /// The device went away: nothing is known, and no running pulse is ended by us (P5).
  mutating func forget() {
    for index in lines.indices {
      lines[index].value = nil
      lines[index].releaseDue = nil
    }
  }

  /// The pulse that ends next.
  var nextRelease: (write: OutputWrite, due: Moment)? {
    var next: (write: OutputWrite, due: Moment)?
    for line in lines {
      guard let due = line.releaseDue, let write = line.release, next.map({ due < $0.due }) ?? true else {
        continue
      }
      next = (write, due)
    }
    return next
  }

  /// Pulse outputs that are on although no pulse of ours runs.
  var strays: [OutputWrite] {
    lines.compactMap { line in
      line.point.pulse != nil && line.isOn && line.releaseDue == nil ? line.release : nil
    }
  }
}
