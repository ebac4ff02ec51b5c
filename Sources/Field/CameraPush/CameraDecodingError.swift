public import AccessModel

/// Why a body was refused, or a decoder could not be set up.
public struct CameraDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was being done.
  public var operation: CameraDecodingOperation
  /// The camera that sent the body.
  public var device: DeviceID
  public var cause: CameraDecodingCause
  /// Byte of the body at which the trouble begins; nil where no byte is to blame.
  public var offset: Int?

  /// `reading XML from cam-north-in: the document ends too early (byte 312). NEXT STEP`
  public var description: String {
    let place = offset.map { " (byte \($0))" } ?? ""
    return "\(operation.rawValue) from \(device): \(cause)\(place). \(nextStep)"
  }

  /// What the operator can do about it.
  public var nextStep: String { cause.nextStep }
}

/// The steps of decoding.
public enum CameraDecodingOperation: String, Hashable, Sendable, CaseIterable {
  case readingBody = "reading the body"
  case readingMultipart = "reading multipart/form-data"
  case readingXML = "reading XML"
  case readingJSON = "reading JSON"
  case mapping = "mapping the fields"
  case settingUp = "setting up the decoder"
}

/// What was wrong.
public enum CameraDecodingCause: Hashable, Sendable, CustomStringConvertible {
  /// The document or the last boundary is not complete.
  case truncated
  /// Not well-formed; says what.
  case malformed(String)
  /// Well-formed, but never accepted from outside: a DTD, an entity of its own.
  case forbidden(String)
  /// Beyond a limit; says which.
  case tooLarge(String)
  /// Bytes that are not the text they claim to be.
  case encoding(String)
  /// One record says two different things where only one can be true.
  case contradictory(String)
  /// The time zone is not known to this machine.
  case unknownTimeZone(String)

  public var description: String {
    switch self {
    case .truncated: "the document ends too early"
    case .malformed(let what): "malformed: \(what)"
    case .forbidden(let what): "\(what) is not accepted"
    case .tooLarge(let what): "beyond the limit of \(what)"
    case .encoding(let what): "wrong text encoding: \(what)"
    case .contradictory(let what): "the record gives two values of \(what)"
    case .unknownTimeZone(let name): "time zone `\(name)` is not known"
    }
  }

  var nextStep: String {
    switch self {
    case .truncated: "Check the network path; the camera has to send the message again"
    case .malformed: "Check that the device's profile fits the camera and its firmware"
    case .forbidden: "Find out what sends this; a camera does not"
    case .tooLarge: "Lower the picture size or the reads in one message, or find out what sends this"
    case .encoding: "Set the camera's text encoding to UTF-8"
    case .contradictory: "Find out what sends this; the vehicle was not recorded"
    case .unknownTimeZone: "Write an IANA name such as Asia/Shanghai, and install tzdata"
    }
  }
}

/// What a reader found wrong, before the decoder says from whom it came.
struct BodyFault: Error {
  var operation: CameraDecodingOperation
  var cause: CameraDecodingCause
  var offset: Int?
}
