public import AccessModel

/// What one body of a camera turned out to be.
public enum CameraMessage: Hashable, Sendable {
  /// At least one, in the order of the body.
  case reads([DecodedRead])
  /// The camera says that it is alive.
  case heartbeat
  /// Somebody pressed the camera's test button.
  case test
  /// Well-formed, but neither of those: what it was, in a few words.
  case ignored(String)
}

/// One vehicle of a body; `read.images` is empty until somebody stores the pictures.
public struct DecodedRead: Hashable, Sendable {
  public var read: PlateRead
  /// JPEGs, at most `CameraLimits.imagesPerReadMax`. Pictures that travel beside several reads go with the
  /// first.
  public var images: [DecodedImage]
  /// What could not be used (a time, a number, a picture), for the log; no plate in it.
  public var notes: [String]

  public init(read: PlateRead, images: [DecodedImage] = [], notes: [String] = []) {
    self.read = read
    self.images = images
    self.notes = notes
  }
}

/// A JPEG as it arrived.
public struct DecodedImage: Hashable, Sendable {
  public var role: EvidenceRole
  public var bytes: [UInt8]

  public init(role: EvidenceRole, bytes: [UInt8]) {
    self.role = role
    self.bytes = bytes
  }
}

/// What the camera expects in the body of a 2xx answer.
public struct CameraAnswer: Hashable, Sendable {
  public var contentType: String
  public var body: [UInt8]

  public init(contentType: String = "text/plain", body: [UInt8] = []) {
    self.contentType = contentType
    self.body = body
  }
}
