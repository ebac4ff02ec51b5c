import AccessModel
import Foundation
import GatehouseSettings
import Testing
import Yams

/// The schema and the code say the same of every key: whether it is known, its default, bounds and words.
@Suite struct SiteSchemaTests {
  private let schema: SiteSchema
  private let folder: SiteFolder
  private let example: Node

  init() throws {
    schema = try SiteSchema()
    folder = try SiteFolder()
    let node = try Yams.compose(yaml: Repository.exampleWithDefaults())
    example = try #require(node)
  }

  private func text(setting value: Node?, at path: [String]) throws -> String {
    try Yams.serialize(node: example.setting(value, at: path))
  }

  private func complaints(_ leaf: SiteSchema.Leaf, _ value: String) throws -> [String] {
    let node = Node(value, Tag(.implicit), .plain)
    return try folder.complaints(text(setting: node, at: leaf.path))
  }

  @Test func defaults_areTheCodes() throws {
    var count = 0
    for leaf in schema.leaves {
      guard let value = leaf.rule["default"], leaf.path != ["device_profiles"] else { continue }
      count += 1
      // JSON's numbers 0 and 1 pass for truth values, and the other way round.
      let isBool = leaf.rule["type"] as? String == "boolean"
      let word = isBool ? "\(value as? Bool ?? false)" : "\(value)"
      let node =
        (value as? [String]).map { Node($0.map { Node($0) }) } ?? Node(word, Tag(.implicit), .plain)
      var written = try folder.load(text(setting: node, at: leaf.path))
      let omitted = try folder.load(text(setting: nil, at: leaf.path))
      written.layout.settingsVersion = omitted.layout.settingsVersion
      #expect(written == omitted, "\(leaf.dotted)")
    }
    #expect(count == 126)
  }

  @Test func bounds_areTheCodes() throws {
    var count = 0
    for leaf in schema.leaves {
      guard let minimum = leaf.rule["minimum"] as? Int, let maximum = leaf.rule["maximum"] as? Int else {
        continue
      }
      count += 1
      let refusal = "`\(leaf.dotted)` must be a whole number from \(minimum) to \(maximum)."
      for value in [minimum, maximum] {
        let complaints = try complaints(leaf, "\(value)").filter { $0.contains(refusal) }
        #expect(complaints == [], "\(leaf.dotted): \(value)")
      }
      for value in [minimum - 1, maximum + 1] {
        let complaints = try complaints(leaf, "\(value)").filter { $0.contains(refusal) }
        #expect(complaints.count == 1, "\(leaf.dotted): \(value)")
      }
    }
    #expect(count == 90)
  }

  @Test func words_areTheCodes() throws {
    var count = 0
    for leaf in schema.leaves {
      guard let words = leaf.rule["enum"] as? [String] else { continue }
      count += 1
      for word in words {
        let complaints = try complaints(leaf, word).filter { $0.contains("cannot be") }
        #expect(complaints == [], "\(leaf.dotted): \(word)")
      }
      let refusal =
        "`\(leaf.dotted)` cannot be `zzz`. Choose one of: \(words.joined(separator: ", "))"
      #expect(try complaints(leaf, "zzz").contains { $0.hasSuffix(refusal) }, "\(leaf.dotted)")
    }
    #expect(count == 24)
  }

  @Test func counts_areTheCodes() throws {
    let counts = schema.leaves.compactMap { leaf in
      (leaf.rule["maxItems"] as? Int).map { "\(leaf.dotted) \($0)" }
    }
    #expect(
      counts == [
        "areas \(Site.areasMax)", "buses \(Site.busesMax)", "cameras \(Site.camerasMax)",
        "controllers \(Site.controllersMax)",
        "controllers[0].card_formats 16", "doors \(Site.doorsMax)", "doors[0].readers 8",
        "holds \(Site.holdsMax)", "holds[0].barriers 64", "holds[0].doors 64", "holds[0].lamps 64",
        "inputs \(Site.inputsMax)",
        "lamps \(Site.lampsMax)", "lanes \(Site.lanesMax)",
        "lanes[0].access_points 2", "lanes[0].access_points[0].cameras 8",
        "lanes[0].access_points[0].readers 8", "lists \(Site.listsMax)",
        "look_alikes \(Site.lookAlikesMax)",
        "reader_lines \(Site.readerLinesMax)", "reader_lines[0].readers 32",
        "reader_lines[0].readers[0].card_formats 16", "rule_packs \(Site.rulePacksMax)",
        "sally_ports \(Site.holdsMax)", "sally_ports[0].barriers 2", "sally_ports[0].doors 8",
        "schedules \(Site.schedulesMax)", "terminals \(Site.terminalsMax)",
        "terminals[0].card_formats 16", "vehicle_kinds \(Site.vehicleKindsMax)",
        "visitor_keys \(Site.visitorKeysMax)",
      ])
    for leaf in schema.leaves {
      guard let count = leaf.rule["maxItems"] as? Int else { continue }
      let items = Node((0...count).map { _ in Node([(Node, Node)]()) })
      let refusal = "`\(leaf.dotted)` has \(count + 1) items, at most \(count) are served"
      let complaints = try folder.complaints(text(setting: items, at: leaf.path))
      #expect(
        complaints.contains { $0.contains(refusal) } || complaints.last?.contains("more errors") == true)
    }
  }

  /// What the schema writes as if/then, or as one of several ways.
  private static let requiredByCondition: Set = [
    "site.pseudonym_key", "reader_lines[0].readers[0].base_key", "doors[1].lock.profile",
    "lanes[0].barrier.profile", "inputs[2].profile", "inputs[2].point", "inputs[4].signal",
    "lamps[0].output.profile", "holds[0].state",
  ]

  @Test func requiredKeys_areTheCodes() throws {
    var count = 0
    // An item of a list of words is no key.
    for leaf in schema.leaves where leaf.path.last.flatMap({ Int($0) }) == nil {
      let complaints = try folder.complaints(text(setting: nil, at: leaf.path))
      let missing = complaints.filter { $0.contains("`\(leaf.dotted)` is missing.") }
      let isRequired = leaf.isRequired || Self.requiredByCondition.contains(leaf.dotted)
      #expect(missing.count == (isRequired ? 1 : 0), "\(leaf.dotted)")
      count += isRequired ? 1 : 0
    }
    #expect(count == 79)
  }

  @Test func keys_areTheCodes() throws {
    for mapping in schema.mappings {
      #expect(mapping.isClosed)
      let stranger = mapping.path + ["zzzzzzzzzzzzzzzz"]
      let complaints = try folder.complaints(text(setting: Node("x"), at: stranger))
      let known =
        "`\(SiteSchema.dotted(stranger))` is not known. Known here: \(mapping.keys.joined(separator: ", "))"
      #expect(complaints.contains { $0.hasSuffix(known) }, "\(mapping): \(complaints)")
    }
    #expect(schema.mappings.count == 56)
  }
}
