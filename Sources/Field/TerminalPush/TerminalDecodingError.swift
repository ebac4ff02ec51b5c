public import AccessModel

/// Why a request was refused, or a decoder could not be set up.
public struct TerminalDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
  public var device: DeviceID
  public var cause: Cause
  /// Byte of the body at which the trouble begins; nil where no byte is to blame.
  public var offset: Int?

  /// What was wrong.
  public enum Cause: Hashable, Sendable {
    case truncated
    case malformed(String)
    case tooLarge(String)
    case encoding
    case missing(String)
    case unknownTimeZone(String)
  }

  /// `terminal-1: the message ends too early (byte 312). NEXT STEP`
  public var description: String {
    let place = offset.map { " (byte \($0))" } ?? ""
    return switch cause {
    case .truncated:
      "\(device): the message ends too early\(place). Check the network; the terminal has to send it again"
    case .malformed(let what):
      "\(device): malformed: \(what)\(place). Check that the profile fits the terminal and its firmware"
    case .tooLarge(let what):
      "\(device): beyond the limit of \(what)\(place). Find out what sends this, or turn pictures off"
    case .encoding: "\(device): the text is not valid UTF-8\(place). Set the terminal to UTF-8"
    case .missing(let what):
      "\(device): an access record without \(what)\(place). Check that the profile fits the terminal"
    case .unknownTimeZone(let name):
      "\(device): time zone `\(name)` is not known. Write an IANA name such as Asia/Shanghai, install tzdata"
    }
  }
}

/// What a reader found wrong, before the decoder says from whom it came.
struct BodyFault: Error {
  var cause: TerminalDecodingError.Cause
  var offset: Int?
}
