import AccessModel
import FieldContract
import GatehouseSettings
import Testing

@Suite struct AlarmRulesTests {
  private func rules(_ section: String) throws -> AlarmRules {
    let folder = try SiteFolder()
    let site = """
      site: {id: a, unlisted_forwarding: none}
      device_profiles: DeviceProfiles
      \(section)
      lanes: [{id: north, access_points: [{direction: entry, memberships: []}]}]
      """
    return try folder.load(site).layout.alarms
  }

  @Test func siteThatSaysNothing_hasTheDefaults() throws { #expect(try rules("") == AlarmRules()) }

  @Test func whatTheSiteSays_isTaken() throws {
    let section =
      "alarms: {escalate_after_seconds: 60, shelve_hours_max: 2, flood_count: 5, flood_seconds: 30, "
      + "hit_lapse_seconds: 600}"
    let expected = AlarmRules(
      escalateAfter: .seconds(60), shelveMax: .seconds(7200), floodCount: 5, floodSpan: .seconds(30),
      hitLapse: .seconds(600))
    #expect(try rules(section) == expected)
  }

  @Test func zero_callsNobodyAgain() throws {
    #expect(try rules("alarms: {escalate_after_seconds: 0}").escalateAfter == nil)
  }
}
