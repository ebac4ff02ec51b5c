internal import Foundation

/// Two serial devices that socat joins.
package final class SerialPair {
  package let master: String
  package let slave: String
  private let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private let folder: URL

  package init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("serial-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    master = folder.appendingPathComponent("master").path
    slave = folder.appendingPathComponent("slave").path
    process.executableURL = URL(fileURLWithPath: "/usr/bin/socat")
    process.arguments = ["-d", "-d", "pty,raw,echo=0,link=\(master)", "pty,raw,echo=0,link=\(slave)"]
    let told = Pipe()
    process.standardError = told
    let ended = ended
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    // socat says "starting data transfer loop" when both ends are there.
    let (lines, handle) = (Facts<String>(), told.fileHandleForReading)
    Thread {
      while case let part = handle.availableData, !part.isEmpty {
        lines.add(String(decoding: part, as: UTF8.self))
      }
    }.start()
    try lines.wait(for: "socat") { $0.contains("starting data transfer loop") ? true : nil }
  }

  deinit {
    process.end(ended)
    try? FileManager.default.removeItem(at: folder)
  }
}
