import AccessModel
import GatehouseSettings

/// Readings against the limits of the site file.
extension BoxWatch {
  private static let mebibyte: Int64 = 1 << 20
  /// What must be free beyond the limit before an alarm is over: two percent of the disk, an eighth of the
  /// mebibytes.
  private static let diskCalmThousandths: Int64 = 20
  private static let temperatureCalmMillidegrees: Int64 = 5000

  func disks(_ readings: BoxReadings) -> [Finding] {
    let thousandths = Int64(limits.diskFreePercentMin) * 10
    let bytes = Int64(limits.diskFreeMebibytesMin) * Self.mebibyte
    return readings.disks.map { disk in
      let free = disk.freeThousandths
      let state: Finding.State
      if free < thousandths || disk.freeBytes < bytes {
        let (has, size) = (disk.freeBytes / Self.mebibyte, disk.sizeBytes / Self.mebibyte)
        state = .bad(
          "\(has) MiB of \(size) MiB are free on the disk of \(disk.folder), at least"
            + " \(limits.diskFreePercentMin) % and \(limits.diskFreeMebibytesMin) MiB are wanted")
      } else {
        // A limit of none has nothing to come back from.
        let isCalm =
          (thousandths == 0 || free >= thousandths + Self.diskCalmThousandths)
          && disk.freeBytes >= bytes + bytes / 8
        state = isCalm ? .good : .between
      }
      return Finding(code: .diskLow, subject: disk.folder, state: state)
    }
  }

  func certificates(_ readings: BoxReadings) -> [Finding] {
    readings.certificates.map { certificate in
      let days = certificate.daysLeft(at: readings.at.civil)
      let state: Finding.State =
        if days < 0 {
          .bad("the certificate `\(certificate.name)` ended \(certificate.endsAt)")
        } else if days < limits.certificateDaysMin {
          .bad("the certificate `\(certificate.name)` ends in \(days) days, \(certificate.endsAt)")
        } else {
          days > limits.certificateDaysMin ? .good : .between
        }
      return Finding(code: .certificateExpiring, subject: certificate.name, state: state)
    }
  }

  func backlog(_ readings: BoxReadings) -> [Finding] {
    guard let backlog = readings.backlog else { return [] }
    let age = backlog.oldestAt.map { max(readings.at.civil - $0, .zero) } ?? .zero
    let eventsMax = Int64(limits.backlogEventsMax)
    let state: Finding.State
    if backlog.events > eventsMax || age > limits.backlogAgeMax {
      state = .bad(
        "\(backlog.events) events wait for the upstream, the oldest for \(age.milliseconds / 60_000) min")
    } else {
      let isCalm =
        backlog.events <= eventsMax / 2 && age.nanoseconds <= limits.backlogAgeMax.nanoseconds / 2
      state = isCalm ? .good : .between
    }
    return [Finding(code: .uplinkBacklog, subject: "uplink", state: state)]
  }

  func memory(_ readings: BoxReadings) -> [Finding] {
    guard let bytes = readings.memoryBytes else { return [] }
    let most = Int64(limits.memoryMebibytesMax) * Self.mebibyte
    let state: Finding.State =
      bytes > most
      ? .bad(
        "the daemon takes \(bytes / Self.mebibyte) MiB of memory, at most"
          + " \(limits.memoryMebibytesMax) are expected"
      )
      : bytes <= most / 10 * 9 ? .good : .between
    return [Finding(code: .memoryHigh, subject: "gatehoused", state: state)]
  }

  func temperature(_ readings: BoxReadings) -> [Finding] {
    let most = Int64(limits.temperatureCelsiusMax) * 1000
    return readings.sensors.map { sensor in
      let state: Finding.State =
        sensor.millidegrees > most
        ? .bad(
          "sensor \(sensor.name) of this box is at \(sensor.millidegrees / 1000) °C, at most"
            + " \(limits.temperatureCelsiusMax) °C are sound")
        : sensor.millidegrees <= most - Self.temperatureCalmMillidegrees ? .good : .between
      return Finding(code: .temperatureHigh, subject: sensor.name, state: state)
    }
  }

  func starts(_ readings: BoxReadings) -> [Finding] {
    guard let starts = readings.recentStarts else { return [] }
    let state: Finding.State =
      starts >= Self.startsMax
      ? .bad("the daemon started \(starts) times within \(BoxStarts.span.milliseconds / 60_000) minutes")
      : starts <= Self.startsCalm ? .good : .between
    return [Finding(code: .restartLoop, subject: "gatehoused", state: state)]
  }
}
