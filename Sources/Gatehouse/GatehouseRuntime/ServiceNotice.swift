import Foundation
import Synchronization

/// `sd_notify(3)`: a datagram to the socket that systemd names; nothing without one.
final class ServiceNotice: Sendable {
  private let path: String?
  private let watchdogPeriod: Int64
  private let lastFed = Mutex(Int64(0))

  init(environment: [String: String]) {
    path = environment["NOTIFY_SOCKET"]
    // Fed at least twice in each period, as sd_watchdog_enabled(3) advises.
    watchdogPeriod = (Int64(environment["WATCHDOG_USEC"] ?? "") ?? 0) * 1000 / 3
  }

  func send(_ state: String) {
    guard let path else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var name = Array(path.utf8)
    let isAbstract = name.first == UInt8(ascii: "@")
    if isAbstract { name[0] = 0 }
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let length = MemoryLayout<sa_family_t>.size + name.count + (isAbstract ? 0 : 1)
    let message = Array(state.utf8)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
      }
    }
  }

  /// Called at each turn of the gate loop: only the thread that does the work keeps the watchdog quiet.
  func loopTurned(atNanoseconds now: Int64) {
    guard watchdogPeriod > 0 else { return }
    let isDue = lastFed.withLock { last in
      guard now - last >= watchdogPeriod else { return false }
      last = now
      return true
    }
    if isDue { send("WATCHDOG=1") }
  }
}
