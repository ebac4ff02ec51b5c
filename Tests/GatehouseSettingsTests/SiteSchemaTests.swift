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
      let node = (value as? [String]).map { _ in Node([Node]()) } ?? Node("\(value)", Tag(.implicit), .plain)
      var written = try folder.load(text(setting: node, at: leaf.path))
      let omitted = try folder.load(text(setting: nil, at: leaf.path))
      written.layout.settingsVersion = omitted.layout.settingsVersion
      #expect(written == omitted, "\(leaf.dotted)")
    }
    #expect(count == 41)
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
    #expect(count == 26)
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
    #expect(count == 10)
  }

  @Test func counts_areTheCodes() throws {
    let counts = schema.leaves.compactMap { leaf in
      (leaf.rule["maxItems"] as? Int).map { "\(leaf.dotted) \($0)" }
    }
    #expect(
      counts == [
        "buses \(Site.busesMax)", "cameras \(Site.camerasMax)", "lanes \(Site.lanesMax)",
        "lanes[0].access_points 2", "lanes[0].access_points[0].cameras 8", "lists \(Site.listsMax)",
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

  @Test func requiredKeys_areTheCodes() throws {
    var count = 0
    for leaf in schema.leaves {
      let complaints = try folder.complaints(text(setting: nil, at: leaf.path))
      let missing = complaints.filter { $0.contains("`\(leaf.dotted)` is missing.") }
      // Required by a condition, which the schema writes as if/then.
      let isRequired = leaf.isRequired || leaf.dotted == "site.pseudonym_key"
      #expect(missing.count == (isRequired ? 1 : 0), "\(leaf.dotted)")
      count += isRequired ? 1 : 0
    }
    #expect(count == 25)
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
    #expect(schema.mappings.count == 18)
  }
}
