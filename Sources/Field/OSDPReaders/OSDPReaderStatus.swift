public import AccessModel

/// What is known of a reader now, for an operator's list of devices.
public struct OSDPReaderStatus: Hashable, Sendable {
  public var device: DeviceID
  public var isReady: Bool
  /// Whether what it says is proven by a secure channel.
  public var isSecure: Bool
  /// Vendor, model, serial number and firmware, as it says itself; nil until it has answered.
  public var identity: String?
}
