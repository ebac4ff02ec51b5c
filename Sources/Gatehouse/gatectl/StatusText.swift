import ConsoleContract

/// The site's status on one screen of 80 to 100 columns.
struct StatusText {
  private let status: SiteStatus

  init(_ status: SiteStatus) { self.status = status }

  var text: String {
    ([heading]
      + [referrals, lanes, areas, doors, inputs, lamps, devices, uplink, lists].filter { $0.count > 1 }
      + [stores, box].filter { !$0.isEmpty })
      .map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var heading: [String] {
    let clock =
      switch status.clockIsSynchronised {
      case true: "synchronised"
      case false: "NOT SYNCHRONISED"
      case nil: "unknown"
      }
    return [
      "Site      \(status.name) (\(status.site)), gatehoused \(status.version)".printable,
      "Up        \(HumanForm.span(seconds: status.uptimeSeconds)), since "
        + "\(HumanForm.longTime(status.startedAt))".printable,
      "Settings  \(status.settingsVersion)".printable,
      "Mode      \(status.mode == "normal" ? "normal" : status.mode.uppercased())".printable,
      "Clock     \(clock)",
    ]
  }

  private var box: [String] { status.box.map { BoxText($0).lines } ?? [] }

  private var lanes: [String] {
    var table = TextTable(
      ["LANE", "MODE", "BARRIER", "PRESENCE", "SINCE", "OPENED", "LAST DECISION"], rightAligned: [5])
    for lane in status.lanes {
      table.add([
        lane.id, lane.heldBy.map { "\(lane.mode), held by \($0)" } ?? lane.mode, lane.barrier ?? "-",
        lane.presence ?? "-", HumanForm.shortTime(lane.since),
        "\(lane.openings)", lane.lastDecision ?? "-",
      ])
    }
    return table.lines
  }

  private var referrals: [String] {
    var table = TextTable(["REFERRED", "AT", "WHO", "SECONDS LEFT", "WHY"], rightAligned: [3])
    for row in status.referrals {
      table.add([
        row.decision, row.accessPoint, row.plate ?? row.credential ?? "-", "\(row.secondsLeft)",
        row.reasons.joined(separator: ", "),
      ])
    }
    return table.lines
  }

  private var areas: [String] {
    var table = TextTable(["AREA", "INSIDE", "TAKES", "NAME"], rightAligned: [1, 2])
    for area in status.areas {
      table.add([area.id, "\(area.count)", area.occupancyMax.map { "\($0)" } ?? "-", area.name])
    }
    return table.lines
  }

  private var doors: [String] {
    var table = TextTable(["DOOR", "MODE", "POSITION", "HELD BY", "LAST DECISION"])
    for door in status.doors {
      table.add([door.id, door.mode, door.position, door.heldBy ?? "-", door.lastDecision ?? "-"])
    }
    return table.lines
  }

  private var inputs: [String] {
    var table = TextTable(["INPUT", "KIND", "READING", "NAME"])
    for input in status.inputs { table.add([input.id, input.kind, input.reading, input.name]) }
    return table.lines
  }

  private var lamps: [String] {
    var table = TextTable(["LAMP", "TOLD", "NAME"])
    for lamp in status.lamps { table.add([lamp.id, lamp.isLit ? "lit" : "dark", lamp.name]) }
    return table.lines
  }

  private var devices: [String] {
    var table = TextTable(["DEVICE", "KIND", "STATE", "SINCE", "REASON"])
    for device in status.devices {
      table.add([
        device.id, device.kind, device.state, HumanForm.shortTime(device.since), device.reason ?? "-",
      ])
    }
    return table.lines
  }

  private var uplink: [String] {
    var table = TextTable(
      ["STREAM", "PENDING", "OLDEST", "LAST SUCCESS", "STATE"], rightAligned: [1, 2])
    for stream in status.uplink {
      table.add([
        stream.stream, "\(stream.pending)",
        stream.oldestPendingSeconds.map { HumanForm.span(seconds: $0) } ?? "-",
        HumanForm.shortTime(stream.lastSuccess), stream.state,
      ])
    }
    return table.lines
  }

  private var lists: [String] {
    var table = TextTable(
      ["LIST", "ENTRIES", "QUARANTINED", "AGE", "VERSION"], rightAligned: [1, 2, 3])
    for list in status.lists {
      table.add([
        list.id, "\(list.entries)", "\(list.quarantined)", list.ageHours.map { "\($0) h" } ?? "-",
        list.version ?? "not loaded",
      ])
    }
    return table.lines
  }

  private var stores: [String] {
    let journal = status.journal
    return [
      "Journal   \(journal.state), \(journal.events) events, \(HumanForm.size(bytes: journal.bytes))"
        .printable,
      status.uplink.isEmpty ? "Uplink    none: events stay on this box" : nil,
      "Alarms    \(status.alarmsOpen == 0 ? "none" : "\(status.alarmsOpen) open: see gatectl alarms")",
    ].compactMap { $0 }
  }
}
