public import AccessModel

/// Writes CloudEvents 1.0 in their JSON format.
public struct CloudEventEnvelope {
  /// One event; `data` is JSON already and goes in as it is, its schema named after the type.
  ///
  /// The extension `sequence` is padded to 20 digits, so that it sorts as text (CloudEvents extension
  /// "Sequence").
  public static func encode(
    id: String, source: String, stream: String, sequence: Int64, type: String, subject: String?,
    time: CivilTime, recordedAt: CivilTime, data: [UInt8]
  ) -> [UInt8] {
    var wire: [UInt8] = []
    wire.reserveCapacity(384 + data.count)
    append(#"{"specversion":"1.0","id":""#, to: &wire)
    append(escaping: id, to: &wire)
    append(#"","source":""#, to: &wire)
    append(escaping: source, to: &wire)
    append(#"","type":""#, to: &wire)
    append(escaping: type, to: &wire)
    if let subject {
      append(#"","subject":""#, to: &wire)
      append(escaping: subject, to: &wire)
    }
    append(#"","time":""#, to: &wire)
    wire.append(contentsOf: time.utf8)
    append(#"","recordedtime":""#, to: &wire)
    wire.append(contentsOf: recordedAt.utf8)
    append(#"","stream":""#, to: &wire)
    append(escaping: stream, to: &wire)
    append(#"","sequence":""#, to: &wire)
    append(padding: sequence, to: &wire)
    append(#"","datacontenttype":"application/json","dataschema":"urn:gatehouse:schema:"#, to: &wire)
    append(escaping: type, to: &wire)
    append(#":1","data":"#, to: &wire)
    wire.append(contentsOf: data)
    wire.append(UInt8(ascii: "}"))
    return wire
  }

  private static func append(_ literal: StaticString, to wire: inout [UInt8]) {
    wire.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  private static func append(padding sequence: Int64, to wire: inout [UInt8]) {
    var divisor: UInt64 = 10_000_000_000_000_000_000
    let value = UInt64(max(sequence, 0))
    while divisor > 0 {
      wire.append(UInt8(48 + value / divisor % 10))
      divisor /= 10
    }
  }

  /// RFC 8259 §7: quote, backslash and control characters.
  private static func append(escaping text: String, to wire: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        wire.append(UInt8(ascii: "\\"))
        wire.append(byte)
      case 0..<0x20:
        append(#"\u00"#, to: &wire)
        wire.append(48 + byte >> 4)
        let low = byte & 15
        wire.append(low < 10 ? 48 + low : 87 + low)
      default:
        wire.append(byte)
      }
    }
  }
}
