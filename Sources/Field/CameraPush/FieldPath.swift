/// A way through a `FieldTree`: `ANPR/licensePlate`, `Data/SimpleItem[@Name=text]/@Value`, `/epoch_time`,
/// `.`.
///
/// Steps are local names; `@` an attribute; `[child=value]` or `[@attribute=value]` picks among several;
/// a leading `/` starts at the document instead of the record. JSON arrays are walked through to their
/// elements.
struct FieldPath: Sendable {
  struct Step: Sendable {
    var name: [UInt8]
    var isAttribute: Bool
    var filter: Filter?
  }

  struct Filter: Sendable {
    var name: [UInt8]
    var isAttribute: Bool
    var value: [UInt8]
  }

  let isAbsolute: Bool
  let steps: [Step]

  static let stepsMax = 16

  /// Nil when the text is not a path.
  init?(_ text: String) {
    isAbsolute = text.hasPrefix("/")
    let rest = isAbsolute ? text.dropFirst() : text[...]
    if rest == "." || (isAbsolute && rest.isEmpty) {
      steps = []
      return
    }
    var steps: [Step] = []
    for piece in rest.split(separator: "/", omittingEmptySubsequences: false) {
      guard let step = Self.step(piece) else { return nil }
      steps.append(step)
    }
    guard steps.count <= Self.stepsMax else { return nil }
    self.steps = steps
  }

  private static func step(_ text: Substring) -> Step? {
    var name = text
    var filter: Filter?
    if let open = text.firstIndex(of: "[") {
      guard text.hasSuffix("]") else { return nil }
      name = text[..<open]
      let inside = text[text.index(after: open)...].dropLast()
      guard let equals = inside.firstIndex(of: "=") else { return nil }
      let key = inside[..<equals]
      guard let (bytes, isAttribute) = nameOf(key) else { return nil }
      filter = Filter(
        name: bytes, isAttribute: isAttribute, value: Array(inside[inside.index(after: equals)...].utf8))
    }
    guard let (bytes, isAttribute) = nameOf(name) else { return nil }
    return Step(name: bytes, isAttribute: isAttribute, filter: filter)
  }

  private static func nameOf(_ text: Substring) -> ([UInt8], Bool)? {
    let isAttribute = text.hasPrefix("@")
    let name = Array((isAttribute ? text.dropFirst() : text).utf8)
    return name.isEmpty || text.contains("]") ? nil : (name, isAttribute)
  }
}

extension FieldTree {
  /// The first node that the path leads to from a record.
  func first(_ path: FieldPath, from record: Int32) -> Int32? {
    var found: Int32?
    _ = walk(path, 0, path.isAbsolute ? 0 : record) { node in
      found = node
      return true
    }
    return found
  }

  /// Every node that the path leads to from a record, in document order, at most `limit`.
  func all(
    _ path: FieldPath, from record: Int32, limit: Int, where isWanted: (Int32) -> Bool = { _ in true }
  ) -> [Int32] {
    var found: [Int32] = []
    _ = walk(path, 0, path.isAbsolute ? 0 : record) { node in
      if isWanted(node) { found.append(node) }
      return found.count >= limit
    }
    return found
  }

  /// Recursion is bounded by `FieldPath.stepsMax` and by the depth limit of the readers. True means stop.
  private func walk(_ path: FieldPath, _ depth: Int, _ node: Int32, _ visit: (Int32) -> Bool) -> Bool {
    if nodes[Int(node)].kind == .list {
      for element in children(of: node) where walk(path, depth, element, visit) { return true }
      return false
    }
    if depth > 0, let filter = path.steps[depth - 1].filter, !passes(filter, node) { return false }
    guard depth < path.steps.count else { return visit(node) }
    let step = path.steps[depth]
    var child = nodes[Int(node)].firstChild
    while child >= 0 {
      if isNamed(child, step.name, isAttribute: step.isAttribute), walk(path, depth + 1, child, visit) {
        return true
      }
      child = nodes[Int(child)].next
    }
    return false
  }

  private func passes(_ filter: FieldPath.Filter, _ node: Int32) -> Bool {
    var child = nodes[Int(node)].firstChild
    while child >= 0 {
      if isNamed(child, filter.name, isAttribute: filter.isAttribute),
        nodes[Int(child)].value.count <= CameraLimits.filterBytesMax,
        text(child)?.elementsEqual(filter.value) == true
      {
        return true
      }
      child = nodes[Int(child)].next
    }
    return false
  }

  private func isNamed(_ node: Int32, _ name: [UInt8], isAttribute: Bool) -> Bool {
    let found = nodes[Int(node)]
    guard (found.kind == .attribute) == isAttribute else { return false }
    if found.isNameEscaped { return isEscapedName(found.name, name) }
    guard found.name.count == name.count else { return false }
    var at = Int(found.name.start)
    for byte in name {
      if bytes[at] != byte { return false }
      at += 1
    }
    return true
  }
}
