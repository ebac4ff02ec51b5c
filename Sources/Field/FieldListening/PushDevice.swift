public import AccessModel

/// A device that may push, and who answers it.
public struct PushDevice: Sendable {
  public var id: DeviceID
  public var secret: PushSecret
  public var place: PushPlace
  public var bodyBytesMax: Int
  /// Also the burst: a second's worth may come at once.
  public var ratePerSecondMax: Int
  /// Runs on the connection's event loop for a body of up to 64 KiB, else on the shared pool; must not block.
  public var handler: @Sendable (PushRequest) async -> PushAnswer

  public init(
    id: DeviceID, secret: PushSecret, place: PushPlace = .exact, bodyBytesMax: Int, ratePerSecondMax: Int,
    handler: @escaping @Sendable (PushRequest) async -> PushAnswer
  ) {
    self.id = id
    self.secret = secret
    self.place = place
    self.bodyBytesMax = bodyBytesMax
    self.ratePerSecondMax = ratePerSecondMax
    self.handler = handler
  }
}

/// Where a device's requests go.
public enum PushPlace: Hashable, Sendable {
  /// POST to `/field/v1/<device-id>`, and its token where it has one.
  case exact
  /// The same, and whatever the device appends: `/field/v1/<device-id>/<token>/dao`.
  case prefix
  /// GET and POST to `/iclock/...`, with this serial number as `SN` in the query.
  case serial(String)
}

/// What one device sent.
public struct PushRequest: Sendable {
  public var device: DeviceID
  public var method: String
  /// What the device appends to its own address, or the whole path at `/iclock/`; never its token.
  public var path: String
  /// Without the question mark.
  public var query: String
  public var contentType: String?
  /// As sent; the body is not decoded, for devices name encodings that they did not use.
  public var contentEncoding: String?
  public var body: [UInt8]

  public init(
    device: DeviceID, method: String = "POST", path: String = "", query: String = "",
    contentType: String?, contentEncoding: String?, body: [UInt8]
  ) {
    self.device = device
    self.method = method
    self.path = path
    self.query = query
    self.contentType = contentType
    self.contentEncoding = contentEncoding
    self.body = body
  }
}

/// What the device gets back.
public struct PushAnswer: Sendable {
  /// 200...599; anything else is sent as 500.
  public var status: Int
  public var contentType: String
  public var body: [UInt8]
  /// With 429 and 503, 1 s when nil.
  public var retryAfterSeconds: Int?

  public init(
    status: Int, contentType: String = "text/plain; charset=utf-8", body: [UInt8] = [],
    retryAfterSeconds: Int? = nil
  ) {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.retryAfterSeconds = retryAfterSeconds
  }
}
