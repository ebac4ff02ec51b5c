import AccessModel
import CShims
import Foundation

/// Asks the box's kernel. May block on a disk: never on the loop.
struct BoxReader: Sendable {
  var proc = "/proc"
  var sys = "/sys"
  var timesync = "/run/systemd/timesync"

  static let sensorsMax = 32
  private static let textBytesMax = 256
  /// Outside it a sensor is not connected.
  private static let soundMillidegrees: ClosedRange<Int64> = -40_000...150_000

  /// Folders on one file system are one disk, named by the first.
  func disks(of folders: [String]) -> [BoxReadings.Disk] {
    var seen: Set<UInt> = []
    return folders.compactMap { folder in
      var state = statvfs()
      guard statvfs(folder, &state) == 0, state.f_blocks > 0, seen.insert(state.f_fsid).inserted else {
        return nil
      }
      let block = Int64(clamping: state.f_frsize)
      func bytes(_ blocks: UInt) -> Int64 {
        let (product, overflow) = Int64(clamping: blocks).multipliedReportingOverflow(by: block)
        return overflow ? .max : product
      }
      return BoxReadings.Disk(
        folder: folder, freeBytes: bytes(state.f_bavail), sizeBytes: bytes(state.f_blocks))
    }
  }

  /// Where the sandbox forbids the question (`ProtectClock=`), systemd-timesyncd's own mark answers it; where
  /// something else keeps the time, nothing does.
  func clock() -> BoxReadings.Clock? {
    var (offset, error) = (Int64(0), Int64(0))
    let answer = gh_clock_state(&offset, &error)
    guard answer == -1 else {
      return BoxReadings.Clock(
        isSynchronised: answer == 1, offset: Span(nanoseconds: offset), errorMax: Span(nanoseconds: error))
    }
    guard access(timesync, F_OK) == 0 else { return nil }
    return BoxReadings.Clock(isSynchronised: access(timesync + "/synchronized", F_OK) == 0)
  }

  /// Resident memory of this process: the second number of proc(5) statm, in pages.
  func memoryBytes() -> Int64? {
    let numbers = text(proc + "/self/statm")?.split(separator: " ") ?? []
    guard numbers.count > 1, let pages = Int64(numbers[1]) else { return nil }
    let (bytes, overflow) = pages.multipliedReportingOverflow(by: Int64(sysconf(Int32(_SC_PAGESIZE))))
    return overflow ? nil : bytes
  }

  /// Thermal zones and hardware monitors, both in thousandths of a degree (sysfs-class-thermal, hwmon).
  func sensors() -> [BoxReadings.Sensor] {
    let zones = names(in: sys + "/class/thermal", beginning: "thermal_zone").compactMap { zone in
      sensor(sys + "/class/thermal/\(zone)", reading: "temp", called: "type", or: zone)
    }
    let monitors = names(in: sys + "/class/hwmon", beginning: "hwmon").flatMap { monitor in
      let folder = sys + "/class/hwmon/\(monitor)"
      return names(in: folder, beginning: "temp").filter { $0.hasSuffix("_input") }.compactMap { file in
        sensor(folder, reading: file, called: "name", or: monitor)
      }
    }
    var found: [BoxReadings.Sensor] = []
    for var sensor in zones + monitors where found.count < Self.sensorsMax {
      // Two sensors of one name are two subjects.
      let twins = found.count { $0.name == sensor.name || $0.name.hasPrefix(sensor.name + "-") }
      if twins > 0 { sensor.name += "-\(twins + 1)" }
      found.append(sensor)
    }
    return found
  }

  private func sensor(
    _ folder: String, reading file: String, called name: String, or fallback: String
  ) -> BoxReadings.Sensor? {
    guard let degrees = text(folder + "/" + file).flatMap({ Int64($0) }),
      Self.soundMillidegrees.contains(degrees)
    else { return nil }
    return BoxReadings.Sensor(name: text(folder + "/" + name) ?? fallback, millidegrees: degrees)
  }

  private func names(in folder: String, beginning prefix: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasPrefix(prefix) }.sorted()
  }

  /// The first line of a kernel's file.
  private func text(_ file: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: file) else { return nil }
    defer { try? handle.close() }
    guard let bytes = try? handle.read(upToCount: Self.textBytesMax) else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }
}
