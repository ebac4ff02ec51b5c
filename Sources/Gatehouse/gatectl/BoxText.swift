import ConsoleContract

/// The box, line by line; what it cannot tell has no line.
struct BoxText {
  private let box: BoxStatus

  init(_ box: BoxStatus) { self.box = box }

  var lines: [String] {
    var lines = box.disks.map { disk in
      let percent = disk.sizeBytes <= 0 ? 0 : disk.freeBytes / max(disk.sizeBytes / 100, 1)
      return "Disk      \(HumanForm.size(bytes: disk.freeBytes)) of "
        + "\(HumanForm.size(bytes: disk.sizeBytes)) free (\(percent) %), \(disk.folder)"
    }
    if let offset = box.clockOffsetMilliseconds, let error = box.clockErrorMilliseconds {
      lines.append("Clock     off by \(tenths(offset)) ms, by \(tenths(error)) ms at most")
    }
    for one in box.certificates {
      let left = one.daysLeft < 0 ? "ENDED" : "\(one.daysLeft) days left, until"
      lines.append("Ends      \(one.name): \(left) \(HumanForm.longTime(one.endsAt))")
    }
    if let unsent = box.unsentEvents {
      let oldest = box.oldestUnsentSeconds.map { ", the oldest for \(HumanForm.span(seconds: $0))" } ?? ""
      lines.append("Unsent    \(unsent) events\(oldest)")
    }
    if let bytes = box.memoryBytes { lines.append("Memory    \(HumanForm.size(bytes: bytes))") }
    for sensor in box.sensors { lines.append("Heat      \(tenths(sensor.celsius)) °C, \(sensor.name)") }
    if let starts = box.recentStarts { lines.append("Starts    \(starts) within ten minutes") }
    return lines.map(\.printable)
  }

  private func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
