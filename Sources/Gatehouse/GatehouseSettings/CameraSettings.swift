public import AccessModel
internal import FieldContract

/// A camera that pushes plate reads.
public struct CameraSettings: Hashable, Sendable {
  public var id: DeviceID
  /// Folder below `DeviceProfiles/camera`.
  public var profile: String
  public var secret: CameraSecret
  /// IANA name; used where the camera sends local time without a zone.
  public var timeZone: String
  public var untimedReads: UntimedReads
  public var bodyBytesMax: Int
  public var ratePerSecondMax: Int

  init?(reading section: YAMLSection, within reading: SiteReading) {
    let id: DeviceID? = section.identifier("id")
    if let id { reading.devices.declare(id.rawValue, as: "camera", in: section) }
    let profile = reading.profiles.profile("profile", of: .camera, in: section)
    let secret = CameraSecret(of: section, within: reading)
    timeZone = section.timeZone("time_zone", default: "UTC")
    untimedReads = section.choice("untimed_reads", default: .historical)
    bodyBytesMax = section.integer("body_bytes_max", default: 8_388_608, in: 4096...16_777_216)
    ratePerSecondMax = section.integer("rate_per_second_max", default: 50, in: 1...1000)
    section.finishWithAdvice()
    guard let id, let profile, let secret else { return nil }
    (self.id, self.profile, self.secret) = (id, profile, secret)
  }
}

/// What a read without a capture time is (P2).
public enum UntimedReads: String, Hashable, Sendable, CaseIterable {
  /// Recorded, and moves nothing.
  case historical
  /// Taken as seen when it came: for cameras on a network that cannot delay.
  case live
}
