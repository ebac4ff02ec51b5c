public import AccessModel
public import GateKeeping

/// An input as the ring has it: whole, or by name where it is large, and without any secret.
///
/// A `.note` is not in the ring: it moves nothing, and the journal has it.
public enum RecordedInput: Sendable {
  case input(GateInput)
  /// Somebody typed a PIN: of whom, in place of its hash; nil for one that nobody has.
  case pin(ReceivedCredential, PINHolder?)
  /// A list of credentials, by its edition.
  case credentials(ListEdition?)
  case calendar
  case rulePacks
  /// Lists of plates, by their editions.
  case lists([ListEdition])
  /// Settings, by version and digest.
  case layout(RecordedSettings, lists: [ListEdition])
}

/// Which settings a keeper had.
public struct RecordedSettings: Hashable, Sendable {
  /// `SiteLayout.settingsVersion`.
  public var version: String
  /// Of the whole layout: profiles and releases change it as well.
  public var digest: UInt64

  public init(_ layout: SiteLayout) {
    version = layout.settingsVersion
    // FNV-1a, 64 bits, over the description of the value: equal within one release, which is what is asked.
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in String(describing: layout).utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    self.digest = digest
  }

  init(version: String, digest: UInt64) {
    self.version = version
    self.digest = digest
  }
}
