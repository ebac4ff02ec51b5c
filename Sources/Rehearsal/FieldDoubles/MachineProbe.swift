internal import Foundation

/// What a process takes of this machine, as the kernel counts it.
public enum MachineProbe {
  /// Resident memory of a process in MiB (`/proc/PID/status`, VmRSS).
  public static func residentMebibytes(of process: Int32) -> Double? {
    let lines = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8))?.split(
      separator: "\n")
    let words = lines?.first { $0.hasPrefix("VmRSS:") }?.split(separator: " ")
    return words.flatMap { $0.count > 1 ? Double($0[1]) : nil }.map { $0 / 1024 }
  }

  /// Processor seconds that a process has used (`/proc/PID/stat`, utime and stime).
  public static func processorSeconds(of process: Int32) -> Double? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let name = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: name)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return nil
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
