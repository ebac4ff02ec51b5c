import AccessModel
import Foundation
import Testing

@testable import GatehouseRuntime

/// What is read of a real box, and of files in the form of its kernel's.
@Suite struct BoxReaderTests {
  private let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "gatehouse-box-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func write(_ text: String, _ path: String) throws {
    let file = URL(filePath: folder + path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  private func remove() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func sensors_areThoseThatAreConnected_andNoTwoHaveOneName() throws {
    defer { remove() }
    try write("47123\n", "/class/thermal/thermal_zone0/temp")
    try write("cpu-thermal\n", "/class/thermal/thermal_zone0/type")
    try write("51000\n", "/class/hwmon/hwmon0/temp1_input")
    try write("52000\n", "/class/hwmon/hwmon0/temp2_input")
    try write("nvme\n", "/class/hwmon/hwmon0/name")
    try write("-274000\n", "/class/hwmon/hwmon0/temp3_input")
    try write("warm\n", "/class/thermal/thermal_zone1/temp")
    #expect(
      BoxReader(sys: folder).sensors() == [
        .init(name: "cpu-thermal", millidegrees: 47_123), .init(name: "nvme", millidegrees: 51_000),
        .init(name: "nvme-2", millidegrees: 52_000),
      ])
    #expect(BoxReader(sys: folder + "/none").sensors() == [])
  }

  @Test func memory_isThatOfThisProcess_andUnknownWithoutProc() throws {
    defer { remove() }
    let bytes = try #require(BoxReader().memoryBytes())
    #expect((1 << 20...1 << 34).contains(bytes))
    try write("765 430 401 5 0 123 0\n", "/self/statm")
    #expect(BoxReader(proc: folder).memoryBytes() == 430 * Int64(sysconf(Int32(_SC_PAGESIZE))))
    #expect(BoxReader(proc: folder + "/none").memoryBytes() == nil)
  }

  @Test func disk_isNamedOnce_andTwoFileSystemsAreTwo() throws {
    defer { remove() }
    let disks = BoxReader().disks(of: [folder, folder, "/proc", folder + "/none"])
    #expect(disks.map(\.folder) == [folder])
    let disk = try #require(disks.first)
    #expect(
      disk.freeBytes > 0 && disk.freeBytes <= disk.sizeBytes && (0...1000).contains(disk.freeThousandths))
    #expect(BoxReader().disks(of: ["/dev/shm", folder]).count == (Self.areApart(folder, "/dev/shm") ? 2 : 1))
  }

  private static func areApart(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev != second.st_dev
  }

  /// The kernel's answer, or none where it may not be asked.
  @Test func clock_isAsTheKernelSays() throws {
    guard let clock = BoxReader(timesync: folder + "/none").clock() else { return remove() }
    remove()
    #expect(clock.isSynchronised == SystemClock.isSynchronised())
    #expect(try #require(clock.errorMax) >= .zero)
  }

  @Test func certificates_endWhenTheySay() throws {
    defer { remove() }
    let now = SystemClock.civil()
    try openssl("\(folder)/short.pem", days: 3)
    try openssl("\(folder)/long.pem", days: 30)
    let short = try #require(BoxCertificates.ends(in: "\(folder)/short.pem").first)
    let left = BoxReadings.Certificate(name: "x", endsAt: short).daysLeft(at: now)
    #expect((2...3).contains(left))
    let both = try ["short", "long"].map {
      try String(contentsOfFile: "\(folder)/\($0).pem", encoding: .utf8)
    }
    try write(both.joined(separator: "\n"), "/chain.pem")
    let ends = BoxCertificates.ends(in: "\(folder)/chain.pem")
    #expect(ends.count == 2 && ends.min() == short && ends.max() != short)
    try write("no certificate", "/empty.pem")
    #expect(BoxCertificates.ends(in: "\(folder)/empty.pem") == [])
    #expect(BoxCertificates.ends(in: "\(folder)/none.pem") == [])
  }

  private func openssl(_ file: String, days: Int) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=box",
      "-days", "\(days)", "-keyout", "\(folder)/key.pem", "-out", file,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func starts_areCountedOverRestarts_andForgottenAfterTenMinutes() throws {
    defer { remove() }
    var starts: BoxStarts?
    for second in 0..<5 {
      starts = BoxStarts.noting(in: folder, at: Self.at(Int64(second) * 60))
    }
    let last = try #require(starts)
    #expect(last.recent(at: Self.at(240).moment) == 5)
    #expect(last.recent(at: Self.at(599).moment) == 5)
    #expect(last.recent(at: Self.at(600).moment) == 4)
    #expect(last.recent(at: Self.at(840).moment) == 0)
    for second in 0..<40 { starts = BoxStarts.noting(in: folder, at: Self.at(1000 + Int64(second))) }
    #expect(starts?.recent(at: Self.at(1040).moment) == BoxStarts.countMax)
  }

  /// A clock that was ahead, or a file cut off by a power cut, counts no starts that were not.
  @Test func startsAheadOfTheClock_andBrokenLines_countForNothing() throws {
    defer { remove() }
    try write("\(Self.at(9000).civil)\n\(Self.at(-5).civil)\n2026-11-", "/starts")
    #expect(BoxStarts.noting(in: folder, at: Self.at(0))?.recent(at: Self.at(0).moment) == 2)
    #expect(BoxStarts.noting(in: folder + "/none", at: Self.at(0)) == nil)
  }

  private static func at(_ seconds: Int64) -> Now {
    Now(
      moment: .zero + .seconds(seconds), civil: CivilTime(milliseconds: 1_795_000_000_000) + .seconds(seconds)
    )
  }
}
