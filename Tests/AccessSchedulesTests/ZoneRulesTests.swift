import AccessModel
import AccessSchedules
import Foundation
import Testing

/// Zone files and POSIX rules: read, refused, never trusted.
@Suite struct ZoneRulesTests {
  private static let hasZones = FileManager.default.fileExists(atPath: Zones.folder + "Europe/Berlin")

  @Test(arguments: [
    (Zones.berlin, "2026-03-29T00:59:59Z", 3600), (Zones.berlin, "2026-03-29T01:00:00Z", 7200),
    (Zones.berlin, "2026-10-25T00:59:59Z", 7200), (Zones.berlin, "2026-10-25T01:00:00Z", 3600),
    (Zones.berlin, "2150-07-01T00:00:00Z", 7200), (Zones.berlin, "9999-12-31T23:00:00Z", 3600),
    (Zones.newYork, "2026-03-08T06:59:59Z", -18000), (Zones.newYork, "2026-03-08T07:00:00Z", -14400),
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", 39600),
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-07-01T00:00:00Z", 37800),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600),
    ("AAA3BBB,J60/0,J300/0", "2028-03-01T02:59:59Z", -10800),
    ("AAA3BBB,J60/0,J300/0", "2028-03-01T03:00:00Z", -7200),
    ("AAA3BBB,59/0,300/0", "2028-02-29T03:00:00Z", -7200),
    ("EST5EDT,0/0,J365/25", "2026-12-31T12:00:00Z", -14400),
  ])
  func posixRule_saysTheOffset(rule: String, time: String, offset: Int) throws {
    #expect(try ZoneRules(posix: rule).offsetSeconds(at: instant(time)) == offset)
  }

  @Test(arguments: [
    "", "C", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
    "CET-1CEST,M3.5.0,M10.5.0/168", "CET-1CEST,M3.5.0,M10.5.0x", "CET-25", "<CET-1", "CET-1CEST,J0,J1",
  ])
  func unsoundRule_isRefused(rule: String) {
    #expect(throws: ScheduleError.self) { try ZoneRules(posix: rule) }
  }

  @Test(.enabled(if: hasZones, "needs /usr/share/zoneinfo"))
  func zoneFile_knowsThePastAndTheFuture() throws {
    let shanghai = try Zones.read("Asia/Shanghai")
    #expect(shanghai.offsetSeconds(at: instant("1988-07-01T00:00:00Z")) == 9 * 3600)
    #expect(shanghai.offsetSeconds(at: instant("2150-07-01T00:00:00Z")) == 8 * 3600)
    let berlin = try Zones.read("Europe/Berlin")
    #expect(berlin.offsetSeconds(at: instant("1975-07-01T00:00:00Z")) == 3600)
    #expect(berlin.offsetSeconds(at: instant("2150-07-01T00:00:00Z")) == 7200)
  }

  @Test(.enabled(if: hasZones, "needs /usr/share/zoneinfo"))
  func zoneFile_cutAtEveryByte_isRefused() throws {
    let bytes = try Zones.bytes("Europe/Berlin")
    for length in bytes.indices {
      #expect(throws: ScheduleError.self, "\(length)") { try ZoneRules(tzif: Array(bytes[..<length])) }
    }
    #expect(throws: Never.self) { try ZoneRules(tzif: bytes) }
  }

  @Test(.enabled(if: hasZones, "needs /usr/share/zoneinfo"))
  func zoneFile_withAnyByteChanged_isReadOrRefused() throws {
    let bytes = try Zones.bytes("America/New_York")
    var (read, refused) = (0, 0)
    for index in bytes.indices {
      for value: UInt8 in [0, 0x7F, 0xFF] where bytes[index] != value {
        var changed = bytes
        changed[index] = value
        if let zone = try? ZoneRules(tzif: changed) {
          read += 1
          #expect(abs(zone.offsetSeconds(at: instant("2150-07-01T00:00:00Z"))) <= 100_000)
        } else {
          refused += 1
        }
      }
    }
    #expect(read > 100 && refused > 100)
  }

  @Test func strangeFiles_areRefusedWithThePlace() {
    func said(_ bytes: [UInt8]) -> String? {
      do throws(ScheduleError) {
        _ = try ZoneRules(tzif: bytes)
        return nil
      } catch { return error.description }
    }
    #expect(
      said(Array(repeating: 0, count: 44)) == "zone file, byte 0: this is no zone file: `TZif` is missing")
    let old = Array("TZif".utf8) + Array(repeating: 0, count: 40)
    #expect(said(old) == "zone file, byte 4: version 1 has no 64-bit times and no rule for the future")
    let huge = Array("TZif2".utf8) + Array(repeating: 0, count: 15) + Array(repeating: 255, count: 24)
    #expect(said(huge) == "zone file, byte 44: the file ends early")
    #expect(said(Array(repeating: 0, count: ZoneRules.fileBytesMax + 1))?.contains("larger than") == true)
  }
}
