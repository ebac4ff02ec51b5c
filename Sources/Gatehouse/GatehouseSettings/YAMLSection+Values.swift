internal import AccessModel
internal import FieldContract
internal import Foundation

/// Kinds of value that several sections have.
extension YAMLSection {
  /// An id of at most 64 lower-case letters, digits and hyphens; reports what is none.
  func identifier<Kind>(_ key: String, default fallback: String? = nil) -> Identifier<Kind>? {
    let rule = "Use at most 64 lower-case letters, digits and hyphens, and no hyphen first"
    guard has(key) || fallback != nil else {
      missing(key, hint: rule)
      return nil
    }
    guard let text = string(key, default: fallback) else { return nil }
    if let identifier = Identifier<Kind>(checking: text) { return identifier }
    report(key, "`\(path(of: key))`: `\(text.prefix(80))` is no id", hint: rule)
    return nil
  }

  func seconds(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Span {
    .seconds(Int64(integer(key, default: fallback, in: range)))
  }

  func milliseconds(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Span {
    .milliseconds(Int64(integer(key, default: fallback, in: range)))
  }

  func hours(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Span {
    .seconds(Int64(integer(key, default: fallback, in: range)) * 3600)
  }

  func port(_ key: String = "port", default fallback: Int) -> Int {
    integer(key, default: fallback, in: 1...65535)
  }

  /// Printable text for people, of bounded length.
  func name(_ key: String, default fallback: String) -> String {
    let text = string(key, default: fallback) ?? fallback
    let isPrintable = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard !text.isEmpty, text.count <= 100, isPrintable else {
      report(key, "`\(path(of: key))` is no name", hint: "Write at most 100 characters on one line")
      return fallback
    }
    return text
  }

  /// An IP address or a host name, without scheme and port.
  func host(_ key: String, default fallback: String? = nil, hint: String) -> String? {
    guard has(key) || fallback != nil else {
      missing(key, hint: hint)
      return nil
    }
    guard let text = string(key, default: fallback) else { return nil }
    if HostName.isSound(text) { return text }
    report(
      key, "`\(path(of: key))`: `\(text.prefix(80))` is neither an IP address nor a host name",
      hint: "Write it without scheme and port; the port has a key of its own")
    return nil
  }

  /// An IPv4 address in dotted form; nil when absent or reported.
  func ipv4(_ key: String) -> String? {
    guard let text = string(key) else { return nil }
    if HostName.isIPv4(text) { return text }
    report(
      key, "`\(path(of: key))`: `\(text.prefix(80))` is no IPv4 address", hint: "Such as 192.168.1.70")
    return nil
  }

  /// A path, made absolute.
  func path(_ key: String, default fallback: String, within files: FileLookup) -> String {
    let text = string(key, default: fallback) ?? fallback
    guard !text.isEmpty, !text.contains("\0"), text.utf8.count <= 4095 else {
      report(key, "`\(path(of: key))` is no path", hint: "Write an absolute path, or one beside this file")
      return fallback
    }
    return files.path(text)
  }

  /// The one of these keys that is there; nil when reported. Keys that belong to another are refused.
  func way(_ ways: KeyValuePairs<String, [String]>, hint: String) -> String? {
    let given = ways.map(\.key).filter(has)
    guard let way = given.first, given.count == 1 else {
      let names = ways.map { "`\($0.key)`" }
      let list = names.dropLast().joined(separator: ", ") + " and \(names.last ?? "")"
      report(line: line, "`\(path)` must have exactly one of \(list)", hint: hint)
      return nil
    }
    for other in ways where other.key != way { refuse(other.value, beside: way) }
    return way
  }

  /// Reports keys that mean nothing beside another.
  func refuse(_ keys: [String], beside other: String) {
    for key in keys where has(key) {
      report(key, "`\(self.path(of: key))` has no meaning beside `\(other)`", hint: "Remove it")
    }
  }
}
