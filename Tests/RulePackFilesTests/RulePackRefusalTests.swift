import FieldContract
import Foundation
import RulePackFiles
import RulePacks
import Testing

/// A pack that is not understood is refused as a whole, each mistake with its line.
@Suite struct RulePackRefusalTests {
  private static let sound = """
    rule_pack: 1
    id: p
    version: "1"
    jurisdiction: CN
    issuer: somebody
    valid_from: 2026-01-01T00:00:00+08:00
    sources:
      - id: law
        title: A law
        article: not verified
        date: 2026-01-01
    rules:
      - id: r
        subject: night
        vehicle_classes: [tanker]
        when:
          during: weekly daily 02:00-05:00
        unless:
          - id: x
            source: law
            evidence: permit
        outcome: refer
        source: law
        text_en: Stop
        text_zh: 停
    """

  private func said(_ text: String) -> [String] {
    do throws(DocumentError) {
      _ = try RulePackFile.read(file: "p", bytes: Array(text.utf8))
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test func soundPack_isRead() throws {
    #expect(said(Self.sound).isEmpty)
    let pack = try RulePackFile.read(file: "p", bytes: Array(Self.sound.utf8))
    #expect(pack.rules.first?.source.article == nil && pack.validUntil == nil)
  }

  @Test(arguments: [
    ("rule_pack: 1", "rule_pack: 2", "p:1: `rule_pack` must be a whole number from 1 to 1. It says `2`"),
    ("issuer: somebody", "", "p:1: `issuer` is missing. Say who answers for this pack"),
    (
      "valid_from: 2026-01-01T00:00:00+08:00", "valid_from: 2026-01-01",
      "p:6: `valid_from`: `2026-01-01` is no instant. "
        + "Write an instant with its offset, such as 2026-01-01T00:00:00+08:00"
    ),
    (
      "02:00-05:00", "02:00-05:60",
      "p:17: `rules[0].when.during`: line 1, column 23: the minute must be a number from 0 to 59. "
        + "Write `weekly mon-sun 02:00-05:00`, for example"
    ),
    (
      "    source: law\n    text_en", "    source: lex\n    text_en",
      "p:23: there is no source `lex`. Describe it under `sources`"
    ),
    (
      "outcome: refer", "outcome: deny",
      "p:13: `rules[0].ordered_by` is missing. Quote the words of the source that order a refusal, or refer"
    ),
    (
      "outcome: refer", "outcome: refer\n    ordered_by: somebody",
      "p:23: `ordered_by` goes with `outcome: deny` only. Remove it"
    ),
    (
      "[tanker]", "[tank]",
      "p:15: `tank` is no class of vehicle. "
        + "Choose among: passenger_car, passenger_coach, city_bus, school_bus, goods_vehicle, tanker"
    ),
    (
      "        evidence: permit\n", "",
      "p:19: `rules[0].unless[0]` lifts the rule always. Write at least one condition"
    ),
    (
      "      during: weekly daily 02:00-05:00", "      height_mm_over: high",
      "p:17: `rules[0].when.height_mm_over` must be a whole number from 0 to 100000. It says `high`"
    ),
    (
      "      during: weekly daily 02:00-05:00", "      axles_min: 3\n      axles_max: 2",
      "p:18: `axles_max` is below `axles_min`. Correct one of them"
    ),
    (
      "      during: weekly daily 02:00-05:00", "      un_numbers: [UN1203]",
      "p:17: `UN1203` is no UN number. Write four digits, such as 1203"
    ),
    (
      "      during: weekly daily 02:00-05:00", "      pupils_aboard: false",
      "p:17: `rules[0].when.pupils_aboard` can only be true. Leave it out where it does not matter"
    ),
  ])
  func mistake_isSaidWithItsLine(old: String, new: String, message: String) {
    let text = Self.sound.replacing(old, with: new, maxReplacements: 1)
    #expect(text != Self.sound && said(text) == [message], "\(said(text))")
  }

  @Test func unknownKey_isSaid_wherever() {
    for key in [
      "    subject: night", "      during: weekly daily 02:00-05:00", "issuer: somebody", "    title: A law",
    ] {
      let spaces = key.prefix { $0 == " " }
      let text = Self.sound.replacing(key, with: "\(key)\n\(spaces)heigth: 1", maxReplacements: 1)
      #expect(
        said(text).count == 1 && said(text).first?.contains("heigth` is not known") == true, "\(said(text))")
    }
  }

  @Test func everyMistake_isSaidAtOnce_twinsToo() {
    let twin =
      Self.sound + "\n" + Self.sound.split(separator: "\n").drop { $0 != "  - id: r" }.joined(separator: "\n")
    #expect(said(twin) == ["p:26: the rule `r` is there twice. Rename one of them"])
    #expect(said("id: P\nrules: []").count >= 6)
  }
}
