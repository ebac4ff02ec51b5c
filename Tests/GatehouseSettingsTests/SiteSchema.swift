import Foundation
import Testing
import Yams

/// `config/site.schema.json`, walked: one entry for each key at its place in the example.
struct SiteSchema {
  struct Leaf: CustomTestStringConvertible {
    /// Keys and indices from the root: `["buses", "0", "tcp", "port"]`.
    var path: [String]
    var rule: [String: any Sendable]
    var isRequired: Bool

    /// As diagnostics write it: `buses[0].tcp.port`.
    var dotted: String { SiteSchema.dotted(path) }
    var testDescription: String { dotted }
  }

  struct Mapping: CustomTestStringConvertible {
    var path: [String]
    var keys: [String]
    var isClosed: Bool
    var testDescription: String { SiteSchema.dotted(path) }
  }

  var leaves: [Leaf] = []
  var mappings: [Mapping] = []
  private let definitions: [String: [String: any Sendable]]

  /// Where the example shows what its first item does not: the second bus is the serial one, and so on.
  private static let places = [
    "buses.0.rtu": ["buses", "1", "rtu"], "buses.0.rtu_over_tcp": ["buses", "2", "rtu_over_tcp"],
    "reader_lines.0.tcp": ["reader_lines", "1", "tcp"],
    "inputs.0.bus": ["inputs", "2", "bus"], "inputs.0.unit": ["inputs", "2", "unit"],
    "inputs.0.profile": ["inputs", "2", "profile"], "inputs.0.point": ["inputs", "2", "point"],
    "inputs.0.controller": ["inputs", "4", "controller"], "inputs.0.signal": ["inputs", "4", "signal"],
    "controllers.0.broadcast": ["controllers", "1", "broadcast"],
    "doors.0.lock.http": ["doors", "3", "lock", "http"],
    "doors.3.lock.http.tls.ca": ["lanes", "2", "barrier", "http", "tls", "ca"],
    "lanes.0.barrier.http": ["lanes", "2", "barrier", "http"],
    "lanes.2.barrier.http.tls.public_key_sha256": ["doors", "3", "lock", "http", "tls", "public_key_sha256"],
    "doors.0.lock.controller": ["doors", "2", "lock", "controller"],
    "doors.0.lock.number": ["doors", "2", "lock", "number"],
    "inputs.0.limits": ["inputs", "3", "limits"],
    "doors.0.lock.bus": ["doors", "1", "lock", "bus"], "doors.0.lock.unit": ["doors", "1", "lock", "unit"],
    "doors.0.lock.profile": ["doors", "1", "lock", "profile"],
    "doors.0.lock.channel": ["doors", "1", "lock", "channel"],
    "doors.0.lock.kind": ["doors", "1", "lock", "kind"],
    "lamps.0.output.reader": ["lamps", "1", "output", "reader"],
    "lamps.0.output.output": ["lamps", "1", "output", "output"],
    "lamps.0.output.http": ["lamps", "2", "output", "http"],
    "lamps.2.output.http.tls": ["doors", "3", "lock", "http", "tls"],
    "holds.0.while_alarm": ["holds", "1", "while_alarm"], "holds.0.of": ["holds", "1", "of"],
    "terminals.0.secret.basic": ["terminals", "1", "secret", "basic"],
    "terminals.0.secret.client_certificate": ["terminals", "2", "secret", "client_certificate"],
    "terminals.0.secret.none": ["terminals", "3", "secret", "none"],
    "terminals.0.serial": ["terminals", "3", "serial"],
    "cameras.0.secret.basic": ["cameras", "1", "secret", "basic"],
    "cameras.0.secret.client_certificate": ["cameras", "2", "secret", "client_certificate"],
  ]

  init() throws {
    let text = try Repository.text("config/site.schema.json")
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: any Sendable])
    definitions = root["$defs"] as? [String: [String: any Sendable]] ?? [:]
    try walk(root, at: [], isRequired: true)
  }

  static func dotted(_ path: [String]) -> String {
    path.reduce("") { text, key in
      Int(key) != nil ? "\(text)[\(key)]" : text.isEmpty ? key : "\(text).\(key)"
    }
  }

  private mutating func walk(_ rule: [String: any Sendable], at path: [String], isRequired: Bool) throws {
    var rule = rule
    if let reference = rule["$ref"] as? String {
      let target = try #require(definitions[reference.replacingOccurrences(of: "#/$defs/", with: "")])
      rule.merge(target) { own, _ in own }
    }
    let path = Self.places[path.joined(separator: ".")] ?? path
    if let properties = rule["properties"] as? [String: [String: any Sendable]] {
      mappings.append(
        Mapping(
          path: path, keys: properties.keys.sorted(), isClosed: rule["additionalProperties"] as? Bool == false
        ))
      let required = rule["required"] as? [String] ?? []
      for (key, rule) in properties.sorted(by: { $0.key < $1.key }) {
        try walk(rule, at: path + [key], isRequired: required.contains(key))
      }
    } else if let items = rule["items"] as? [String: any Sendable] {
      leaves.append(Leaf(path: path, rule: rule, isRequired: isRequired))
      try walk(items, at: path + ["0"], isRequired: false)
    } else {
      leaves.append(Leaf(path: path, rule: rule, isRequired: isRequired))
    }
  }
}

extension Node {
  /// This tree with a value put at a path; nil removes the key.
  func setting(_ value: Node?, at path: some Collection<String>) throws -> Node {
    guard let key = path.first else { return try #require(value) }
    if let index = Int(key) {
      var items = Array(try #require(sequence))
      items[index] = try items[index].setting(value, at: path.dropFirst())
      return Node(items)
    }
    var pairs = (mapping ?? Node.Mapping([])).map { ($0.key, $0.value) }
    let place = pairs.firstIndex { $0.0.string == key }
    if path.count == 1, value == nil {
      if let place { pairs.remove(at: place) }
      return Node(pairs)
    }
    let old = place.map { pairs[$0].1 } ?? Node([(Node, Node)]())
    let new = (Node(key), try old.setting(value, at: path.dropFirst()))
    if let place { pairs[place] = new } else { pairs.append(new) }
    return Node(pairs)
  }
}
