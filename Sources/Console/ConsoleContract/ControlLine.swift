#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The framing of the control socket: one JSON object a line, each line bounded.
public enum ControlLine {
  /// Carried as `"v"` by every line; changes only when old programs would misread new lines.
  public static let version = 1
  public static let requestBytesMax = 64 * 1024
  public static let responseBytesMax = 1024 * 1024
  /// Events sent for one request, not counting those that are followed.
  public static let eventsMax = 10_000
  public static let reasonCharactersMax = 256
  public static let laneCharactersMax = 64
  public static let wordCharactersMax = 128
  /// Longest time for which a reader's factory key is taken.
  public static let installSecondsMax = 3600
  /// Longest time for which any site lets an alarm be shelved.
  public static let shelveSecondsMax = 168 * 3600

  /// The line for a request, its newline included.
  public static func encode(_ request: ControlRequest) throws(ControlFault) -> [UInt8] {
    try line(request, bytesMax: requestBytesMax)
  }

  /// The line for a response, its newline included. An event that is too long is sent without its data.
  public static func encode(_ response: ControlResponse) throws(ControlFault) -> [UInt8] {
    do {
      return try line(response, bytesMax: responseBytesMax)
    } catch {
      guard case .event(var event) = response, event.data != nil else { throw error }
      event.data = nil
      return try line(ControlResponse.event(event), bytesMax: responseBytesMax)
    }
  }

  /// Reads a request from a line without its newline.
  public static func request(_ bytes: some Sequence<UInt8>) throws(ControlFault) -> ControlRequest {
    try value(bytes)
  }

  /// Reads a response from a line without its newline.
  public static func response(_ bytes: some Sequence<UInt8>) throws(ControlFault) -> ControlResponse {
    try value(bytes)
  }

  /// Any value as gatectl prints it under `--json`: one line, sorted snake_case keys, no newline.
  public static func json(_ value: some Encodable) throws(ControlFault) -> String {
    do {
      return String(decoding: try encoder().encode(value), as: UTF8.self)
    } catch {
      throw ControlFault(code: "unwritable", text: "a value has no JSON form: \(error)")
    }
  }

  /// Whether the text is one well-formed JSON value.
  public static func isJSON(_ text: String) -> Bool {
    struct Anything: Decodable { init(from decoder: any Decoder) {} }
    return (try? JSONDecoder().decode(Anything.self, from: Data(text.utf8))) != nil
  }

  private static func line(_ value: some Encodable, bytesMax: Int) throws(ControlFault) -> [UInt8] {
    let bytes = Array(try json(value).utf8)
    guard bytes.count < bytesMax else { throw .lineTooLong(bytesMax: bytesMax) }
    return bytes + [UInt8(ascii: "\n")]
  }

  private static func value<Value: Decodable>(_ bytes: some Sequence<UInt8>) throws(ControlFault) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Value.self, from: Data(bytes))
    } catch let fault as ControlFault {
      throw fault
    } catch {
      throw .unreadable
    }
  }

  private static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
