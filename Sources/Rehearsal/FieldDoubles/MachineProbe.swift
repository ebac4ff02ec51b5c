internal import CModbus
internal import Foundation

/// What this machine can do at best, measured with nothing of Gatehouse in between.
public enum MachineProbe {
  private static let blockBytes = 4096

  /// Microseconds of each of `rounds` 4 KiB writes with `fdatasync`, ascending, in the file system of
  /// `folder`.
  public static func fdatasync(in folder: String, rounds: Int) throws(RehearsalError) -> [Double] {
    let path = "\(folder)/probe-\(getpid())"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
    defer {
      close(descriptor)
      unlink(path)
    }
    let block = [UInt8](repeating: 7, count: blockBytes)
    var spans: [Double] = []
    for _ in 0..<rounds {
      let start = DispatchTime.now().uptimeNanoseconds
      guard write(descriptor, block, block.count) == block.count, Foundation.fdatasync(descriptor) == 0 else {
        throw .file(path: path, reason: String(cString: strerror(errno)))
      }
      spans.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1000)
    }
    return spans.sorted()
  }

  /// Microseconds of each of `rounds` coil writes to a Modbus TCP slave, ascending.
  public static func modbusRoundTrip(port: UInt16, coil: Int, rounds: Int) throws(RehearsalError) -> [Double]
  {
    guard let context = modbus_new_tcp("127.0.0.1", Int32(port)), modbus_connect(context) == 0 else {
      throw .port(what: "the Modbus slave", port: port, reason: "no connection")
    }
    defer {
      modbus_close(context)
      modbus_free(context)
    }
    var spans: [Double] = []
    for _ in 0..<rounds {
      let start = DispatchTime.now().uptimeNanoseconds
      guard modbus_write_bit(context, Int32(coil), 0) == 1 else {
        throw .port(what: "the Modbus slave", port: port, reason: "no answer")
      }
      spans.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1000)
    }
    return spans.sorted()
  }

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
