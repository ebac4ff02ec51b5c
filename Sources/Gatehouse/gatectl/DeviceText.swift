import ConsoleContract

/// Devices as a table; the units of a line below it.
enum DeviceText {
  static func lines(_ devices: [DeviceStatus]) -> String {
    guard !devices.isEmpty else { return "The site file names no devices." }
    var table = TextTable(["DEVICE", "KIND", "STATE", "SINCE", "HEARD", "REASON"])
    for device in devices {
      table.add([
        device.id, device.kind, device.state, HumanForm.shortTime(device.since),
        HumanForm.shortTime(device.heard), device.reason ?? device.address ?? "-",
      ])
      for unit in device.units ?? [] {
        table.add([
          "  unit \(unit.unit)", unit.serves, unit.state, HumanForm.shortTime(unit.since),
          HumanForm.shortTime(unit.heard), unit.reason ?? "-",
        ])
      }
    }
    return table.lines.joined(separator: "\n")
  }
}
