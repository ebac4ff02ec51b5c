/// A parsed XML or JSON document: a flat list of nodes that point into the bytes, nothing copied until
/// asked for.
struct FieldTree {
  /// Bytes `start..<end` of the document.
  struct Stretch {
    var start: Int32
    var end: Int32

    init(_ start: Int, _ end: Int) {
      self.start = Int32(clamping: start)
      self.end = Int32(clamping: end)
    }

    var range: Range<Int> { Int(start)..<Int(max(start, end)) }
    var count: Int { Int(end) - Int(start) }
  }

  enum Kind: UInt8 {
    /// XML element with child elements, or JSON object.
    case branch
    /// JSON array; a path walks through it to its elements.
    case list
    /// XML element with text only, or JSON string.
    case leaf
    /// XML attribute.
    case attribute
    /// JSON number, `true` or `false`.
    case literal
    case null
  }

  enum Format: String, CaseIterable { case xml, json }

  struct Node {
    var kind: Kind
    /// Local name or JSON key; empty for the elements of a list and for the document itself.
    var name: Stretch
    var isNameEscaped = false
    /// Raw text between the tags or quotes.
    var value: Stretch
    var isValueEscaped = false
    var firstChild: Int32 = -1
    var next: Int32 = -1
  }

  let bytes: [UInt8]
  let format: Format
  /// Node 0 is the document: the parent of the XML root element, or the outermost JSON value.
  var nodes: [Node]

  /// Children in document order, attributes first.
  func children(of node: Int32) -> Children { Children(tree: self, at: nodes[Int(node)].firstChild) }

  struct Children: Sequence, IteratorProtocol {
    let tree: FieldTree
    var at: Int32

    mutating func next() -> Int32? {
      guard at >= 0 else { return nil }
      defer { at = tree.nodes[Int(at)].next }
      return at
    }
  }
}

/// Adds nodes in document order and keeps the way back to the root, within the limits.
struct FieldTreeBuilder {
  private(set) var nodes: [FieldTree.Node] = []
  private var open: [(node: Int32, lastChild: Int32)] = []
  private let operation: CameraDecodingOperation

  init(operation: CameraDecodingOperation) {
    self.operation = operation
    nodes.reserveCapacity(128)
    open.reserveCapacity(8)
  }

  var depth: Int { open.count }
  /// The node that is open now; the builder is never asked before the document is open.
  var current: Int { Int(open[open.count - 1].node) }

  mutating func add(_ node: FieldTree.Node, offset: Int) throws(BodyFault) {
    guard nodes.count < CameraLimits.nodesMax else {
      throw BodyFault(
        operation: operation, cause: .tooLarge("\(CameraLimits.nodesMax) elements"), offset: offset)
    }
    let index = Int32(nodes.count)
    nodes.append(node)
    guard let top = open.last else { return }
    if top.lastChild >= 0 {
      nodes[Int(top.lastChild)].next = index
    } else {
      nodes[Int(top.node)].firstChild = index
    }
    open[open.count - 1].lastChild = index
    if node.kind != .attribute, nodes[Int(top.node)].kind == .leaf { nodes[Int(top.node)].kind = .branch }
  }

  /// Adds a node and makes it the parent of the next ones.
  mutating func enter(_ node: FieldTree.Node, offset: Int) throws(BodyFault) {
    guard open.count <= CameraLimits.depthMax else {
      throw BodyFault(
        operation: operation, cause: .tooLarge("\(CameraLimits.depthMax) levels"), offset: offset)
    }
    try add(node, offset: offset)
    open.append((Int32(nodes.count - 1), -1))
  }

  mutating func leave() { _ = open.popLast() }

  /// The text of the open element begins here.
  mutating func beginValue(at offset: Int) { nodes[current].value = FieldTree.Stretch(offset, offset) }

  mutating func endValue(at offset: Int) { nodes[current].value.end = Int32(clamping: offset) }

  mutating func markEscaped() { nodes[current].isValueEscaped = true }
}
