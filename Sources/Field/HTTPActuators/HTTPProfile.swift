internal import AccessModel
public import FieldContract

/// How a kind of device is told over HTTP to open: data from `DeviceProfiles/*/hikvision-*/profile.yaml`.
public struct HTTPProfile: Hashable, Sendable {
  /// What operators call this kind of device.
  public let name: String

  let contentType: String
  let success: SuccessRule
  let requests: [Verb: RequestTemplate]
  /// Asked now and then to know whether the device is there; must change nothing.
  let probe: RequestTemplate?
  /// How long an output stays on that has no clock of its own, for barriers.
  let pulse: Span

  /// What a request makes the device do.
  enum Verb: String, Hashable, CaseIterable {
    case raise, stop, release, hold, secure
    /// Ends what `raise` began, after the pulse.
    case raiseEnd = "raise_end"
  }

  /// Largest body of a request.
  public static let bodyBytesMax = 4 << 10

  /// Reads a profile; throws every error of the file at once.
  public init(file: String, text: String) throws(DocumentError) {
    self = try HTTPProfileReader(document: try YAMLDocument(file: file, text: text)).profile()
  }

  init(
    name: String, contentType: String, success: SuccessRule, requests: [Verb: RequestTemplate],
    probe: RequestTemplate?, pulse: Span
  ) {
    self.name = name
    self.contentType = contentType
    self.success = success
    self.requests = requests
    self.probe = probe
    self.pulse = pulse
  }

  /// Whether a door of this kind releases until it is told to secure: its device has no clock.
  var isTimedByUs: Bool { requests[.release]?.isTimedByUs ?? false }
}

/// One request with a place for the channel.
struct RequestTemplate: Hashable, Sendable {
  enum Method: String, Hashable, CaseIterable { case get = "GET", put = "PUT", post = "POST" }

  var method: Method
  var path: String
  var body: String
  /// A request of unknown fate may be sent again while its command is valid.
  var isRepeatable: Bool
  /// Gatehouse ends a release; otherwise the device does.
  var isTimedByUs: Bool

  /// The text in place of which the channel's number goes.
  static let channelMark = "{channel}"

  func filled(channel: Int) -> RequestTemplate {
    var filled = self
    filled.path = Self.fill(path, channel)
    filled.body = Self.fill(body, channel)
    return filled
  }

  private static func fill(_ text: String, _ channel: Int) -> String {
    let parts = text.split(separator: channelMark, omittingEmptySubsequences: false)
    return parts.joined(separator: String(channel))
  }
}

/// When an answer means that the command was taken.
struct SuccessRule: Hashable, Sendable {
  var statuses: Set<Int>
  /// An element that must be in the body with one of the values; nil looks at the status alone.
  var element: String?
  var values: Set<String>

  /// What was wrong with the answer, or nil when it says yes.
  func complaint(status: Int, body: [UInt8]) -> String? {
    guard statuses.contains(status) else { return "answered HTTP \(status)" }
    guard let element else { return nil }
    guard let value = ElementText.first(element, in: body) else {
      return "answered HTTP \(status) without `\(element)`"
    }
    return values.contains(value) ? nil : "answered `\(element)` \(ElementText.printable(value))"
  }
}
