internal import AccessModel
internal import NIOHTTP1
internal import Synchronization
internal import TransportSecurity

/// One device's door: its secret, and its allowance, which outlives a reload.
final class DeviceDoor: Sendable {
  let device: PushDevice
  private let bucket: Mutex<TokenBucket>

  init(_ device: PushDevice, succeeding former: DeviceDoor?) {
    self.device = device
    if let former, former.device.ratePerSecondMax == device.ratePerSecondMax {
      bucket = Mutex(former.bucket.withLock { $0 })
    } else {
      bucket = Mutex(TokenBucket(ratePerSecond: device.ratePerSecondMax))
    }
  }

  func take(at now: Moment) -> Span? { bucket.withLock { $0.take(at: now) } }
}

/// Decides from the head of a request alone whether its body is worth reading.
struct FieldDoor: Sendable {
  static let path = "/field/v1/"
  static let serialPath = "/iclock/"

  enum Decision {
    /// `path` is what the handler may know of it.
    case admit(DeviceDoor, path: String, expectsContinue: Bool)
    case refuse(Refusal)
  }

  private let doors: [String: DeviceDoor]
  private let doorsBySerial: [String: DeviceDoor]

  init(_ devices: [PushDevice], succeeding former: FieldDoor?) {
    doors = Dictionary(
      devices.map { ($0.id.rawValue, DeviceDoor($0, succeeding: former?.doors[$0.id.rawValue])) },
      uniquingKeysWith: { first, _ in first })
    doorsBySerial = Dictionary(
      doors.values.compactMap { door in
        guard case .serial(let serial) = door.device.place else { return nil }
        return (serial, door)
      }, uniquingKeysWith: { first, _ in first })
  }

  func decide(_ head: HTTPRequestHead, peer: PeerCertificate?, now: Moment) -> Decision {
    let path = head.uri.prefix { $0 != "?" }
    switch find(head, path: path) {
    case .failure(let refusal): return .refuse(refusal)
    case .success(let found):
      if let refusal = check(found.door.device, token: found.token, head.headers, peer) {
        return .refuse(refusal)
      }
      if let wait = found.door.take(at: now) {
        var refusal = Refusal(.rate, found.door.device.id)
        refusal.retryAfterSeconds = Int(clamping: wait.nanoseconds / 1_000_000_000 + 1)
        return .refuse(refusal)
      }
      return checkBody(head, found)
    }
  }

  /// A device's door, and how the path names it.
  private struct Found {
    var door: DeviceDoor
    var token: Substring
    var path: String
  }

  private func find(_ head: HTTPRequestHead, path: Substring) -> Result<Found, Refusal> {
    if path.hasPrefix(Self.serialPath) {
      guard head.method == .POST || head.method == .GET else { return .failure(Refusal(.method)) }
      guard let serial = serial(in: head.uri.dropFirst(path.count + 1)),
        let door = doorsBySerial[String(serial)]
      else { return .failure(Refusal(.unknownDevice)) }
      return .success(Found(door: door, token: "", path: String(path)))
    }
    guard path.hasPrefix(Self.path) else { return .failure(Refusal(.unknownPath)) }
    guard head.method == .POST else { return .failure(Refusal(.method)) }
    let tail = path.dropFirst(Self.path.count)
    let id = tail.prefix { $0 != "/" }
    guard let door = doors[String(id)] else { return .failure(Refusal(.unknownDevice)) }
    let rest = tail.dropFirst(id.count + 1)
    switch door.device.place {
    case .exact: return .success(Found(door: door, token: rest, path: ""))
    case .prefix:
      guard case .pathToken = door.device.secret else {
        return .success(Found(door: door, token: "", path: String(tail.dropFirst(id.count))))
      }
      let token = rest.prefix { $0 != "/" }
      return .success(Found(door: door, token: token, path: String(rest.dropFirst(token.count))))
    case .serial: return .failure(Refusal(.unknownDevice))
    }
  }

  private func serial(in query: Substring) -> Substring? {
    query.split(separator: "&").first { $0.hasPrefix("SN=") }?.dropFirst(3)
  }

  private func check(
    _ device: PushDevice, token: Substring, _ headers: HTTPHeaders, _ peer: PeerCertificate?
  ) -> Refusal? {
    switch device.secret {
    case .pathToken(let secret):
      if isSame(percentDecoded(token.utf8), as: secret) { return nil }
      return Refusal(.wrongSecret, device.id, challenge: "PathToken realm=\"field\"")
    case .basic(let user, let password):
      let expected = Array(user.utf8) + [UInt8(ascii: ":")] + password
      if let given = basicCredentials(headers), isSame(given, as: expected) { return nil }
      return Refusal(.wrongSecret, device.id, challenge: "Basic realm=\"field\", charset=\"UTF-8\"")
    case .clientCertificate(let name):
      return peer?.isNamed(name) == true ? nil : Refusal(.wrongCertificate, device.id)
    case .unproven: return nil
    }
  }

  private func basicCredentials(_ headers: HTTPHeaders) -> [UInt8]? {
    guard let field = headers.first(name: "authorization"), field.utf8.count <= 1024 else { return nil }
    let parts = field.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "basic" else { return nil }
    return base64Decoded(parts[1].utf8.filter { $0 != UInt8(ascii: " ") })
  }

  private func checkBody(_ head: HTTPRequestHead, _ found: Found) -> Decision {
    let door = found.door
    if let length = head.headers.first(name: "content-length") {
      // The decoder let only digits through; what does not fit an Int is too large all the same.
      guard let bytes = Int(length), bytes <= door.device.bodyBytesMax else {
        return .refuse(Refusal(.bodyTooLarge, door.device.id))
      }
    } else if head.method == .POST, !head.headers.contains(name: "transfer-encoding") {
      return .refuse(Refusal(.lengthMissing, door.device.id))
    }
    guard let expected = head.headers.first(name: "expect") else {
      return .admit(door, path: found.path, expectsContinue: false)
    }
    guard expected.lowercased() == "100-continue" else {
      return .refuse(Refusal(.expectation, door.device.id))
    }
    return .admit(door, path: found.path, expectsContinue: head.version.minor >= 1)
  }
}
