import AccessModel
import ConsoleContract
import ConsoleServing

extension BoxReadings {
  /// For `gatectl status`.
  var status: BoxStatus {
    BoxStatus(
      disks: disks.map { DiskStatus(folder: $0.folder, freeBytes: $0.freeBytes, sizeBytes: $0.sizeBytes) },
      clockOffsetMilliseconds: clock?.offset.map { Double($0.nanoseconds) / 1e6 },
      clockErrorMilliseconds: clock?.errorMax.map { Double($0.nanoseconds) / 1e6 },
      certificates: certificates.map {
        CertificateStatus(name: $0.name, endsAt: "\($0.endsAt)", daysLeft: $0.daysLeft(at: at.civil))
      },
      unsentEvents: backlog?.events,
      oldestUnsentSeconds: backlog?.oldestAt.map { max((at.civil - $0).milliseconds / 1000, 0) },
      memoryBytes: memoryBytes,
      sensors: sensors.map { SensorStatus(name: $0.name, celsius: Double($0.millidegrees) / 1000) },
      recentStarts: recentStarts)
  }

  /// For `/metrics`.
  func add(to text: inout MetricsText) {
    text.add(
      "gatehouse_disk_free_bytes", .gauge, help: "Free space of each disk that the site writes to.",
      disks.map { .init(Double($0.freeBytes), [("folder", $0.folder)]) })
    text.add(
      "gatehouse_disk_size_bytes", .gauge, help: "Size of each disk that the site writes to.",
      disks.map { .init(Double($0.sizeBytes), [("folder", $0.folder)]) })
    text.add(
      "gatehouse_clock_offset_seconds", .gauge, help: "What the kernel still has to correct of its clock.",
      [clock?.offset].compactMap { $0 }.map { .init(Double($0.nanoseconds) / 1e9, []) })
    text.add(
      "gatehouse_clock_error_max_seconds", .gauge, help: "By how much the clock may be wrong.",
      [clock?.errorMax].compactMap { $0 }.map { .init(Double($0.nanoseconds) / 1e9, []) })
    text.add(
      "gatehouse_certificate_end_time_seconds", .gauge,
      help: "When each certificate ends, in seconds since 1970.",
      certificates.map { .init(Double($0.endsAt.milliseconds) / 1000, [("certificate", $0.name)]) })
    text.add(
      "gatehouse_outbox_oldest_age_seconds", .gauge, help: "Age of the oldest event that waits.",
      [backlog?.oldestAt].compactMap { $0 }.map { .init(Double((at.civil - $0).milliseconds) / 1000, []) })
    text.add(
      "gatehouse_memory_resident_bytes", .gauge, help: "Resident memory of the daemon.",
      [memoryBytes].compactMap { $0 }.map { .init(Double($0), []) })
    text.add(
      "gatehouse_temperature_celsius", .gauge, help: "Temperature of each sensor of the box.",
      sensors.map { .init(Double($0.millidegrees) / 1000, [("sensor", $0.name)]) })
    text.add(
      "gatehouse_recent_starts", .gauge, help: "Starts of the daemon within the last ten minutes.",
      [recentStarts].compactMap { $0 }.map { .init(Double($0), []) })
  }
}
