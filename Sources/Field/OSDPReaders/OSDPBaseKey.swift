/// A reader's own key, from which each session's keys are made; shown by nothing.
public struct OSDPBaseKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  let bytes: [UInt8]

  /// Length of a key.
  public static let byteCount = 16

  /// Nil unless these are 16 bytes, and not the default key that everybody knows.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount, bytes != Self.installation.bytes else { return nil }
    self.bytes = bytes
  }

  private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// SCBK-D (OSDP 2.2 §D.1.2): no secret; used once, on an operator's command, to hand over a real key.
  static let installation = OSDPBaseKey(unchecked: Array(0x30...0x3F))

  public var description: String { "base key (not shown)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
