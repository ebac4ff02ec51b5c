internal import Foundation

/// The members of a JSON object as text: what a story prints and a check compares.
public enum FlatJSON {
  /// The objects of a text that has one on each line; other lines are passed over.
  public static func lines(of text: String) -> [[String: String]] {
    text.split(separator: "\n").compactMap { fields(of: Data($0.utf8)) }
  }

  /// Numbers as text, lists of texts joined by commas, members of objects as `outer.inner`; nil for
  /// anything but an object.
  static func fields(of bytes: Data) -> [String: String]? {
    guard let object = try? JSONSerialization.jsonObject(with: bytes) as? [String: Any] else { return nil }
    var fields: [String: String] = [:]
    add(object, prefix: "", to: &fields, depth: 0)
    return fields
  }

  private static let depthMax = 4

  private static func add(
    _ object: [String: Any], prefix: String, to fields: inout [String: String], depth: Int
  ) {
    guard depth < depthMax else { return }
    for (name, value) in object {
      switch value {
      case let text as String: fields[prefix + name] = text
      case let texts as [String]: fields[prefix + name] = texts.joined(separator: ",")
      case let number as NSNumber: fields[prefix + name] = number.stringValue
      case let inner as [String: Any]: add(inner, prefix: "\(prefix)\(name).", to: &fields, depth: depth + 1)
      default: continue
      }
    }
  }
}
