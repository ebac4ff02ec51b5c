/// Appends JSON to a byte buffer; the writer of every event, so it allocates nothing but the buffer.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8]
  private var needsComma = false

  public init(reserving capacity: Int = 512) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// `{ ... }`
  public mutating func object(_ content: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "{"))
    content(&self)
    close(UInt8(ascii: "}"))
  }

  /// `"name": { ... }`
  public mutating func object(_ name: StaticString, _ content: (inout JSONWriter) -> Void) {
    key(name)
    object(content)
  }

  /// `"name": [ ... ]`, each element written by `element`.
  public mutating func array<Elements: Sequence>(
    _ name: StaticString, _ elements: Elements, _ element: (inout JSONWriter, Elements.Element) -> Void
  ) {
    key(name)
    array(elements, element)
  }

  /// `[ ... ]`, each element written by `element`.
  public mutating func array<Elements: Sequence>(
    _ elements: Elements, _ element: (inout JSONWriter, Elements.Element) -> Void
  ) {
    open(UInt8(ascii: "["))
    for item in elements {
      element(&self, item)
    }
    close(UInt8(ascii: "]"))
  }

  /// A text member; left out when nil.
  public mutating func field(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  /// A whole number; left out when nil.
  public mutating func field(_ name: StaticString, _ value: (some BinaryInteger)?) {
    guard let value else { return }
    key(name)
    number(value.description)
  }

  /// A finite number; left out when nil or not finite.
  public mutating func field(_ name: StaticString, _ value: Double?) {
    guard let value, value.isFinite else { return }
    key(name)
    number(value.description)
  }

  public mutating func field(_ name: StaticString, _ value: Bool?) {
    guard let value else { return }
    key(name)
    number(value ? "true" : "false")
  }

  public mutating func field(_ name: StaticString, _ value: CivilTime?) {
    guard let value else { return }
    key(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: value.utf8)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Begins a member that is named by the site, not by us: its value is what is written next.
  public mutating func key(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A text value inside an array, or after `key`.
  public mutating func string(_ value: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var value = value
    value.withUTF8 { utf8 in
      for byte in utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
          bytes.append(UInt8(ascii: "\\"))
          bytes.append(byte)
        case 0..<0x20:
          bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u"), 0x30, 0x30])
          bytes.append(Self.hexDigit(byte >> 4))
          bytes.append(Self.hexDigit(byte & 15))
        default:
          bytes.append(byte)
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A member whose value is JSON already.
  public mutating func raw(_ name: StaticString, _ json: [UInt8]) {
    key(name)
    bytes.append(contentsOf: json)
    needsComma = true
  }

  private mutating func number(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
