public import AccessModel

/// What a reader, controller or terminal told its driver: decoded and bounded, not yet interpreted by the
/// site's card formats.
public struct ReaderReport: Hashable, Sendable {
  public var device: DeviceID
  /// Which reader or door of a device that has several; nil for a device that has one.
  public var readerNumber: Int?
  public var fact: ReaderFact
  /// The device's own clock; nil where it has none.
  public var capturedAt: CivilTime?
  /// The device kept it while nobody listened.
  public var isReplay: Bool
  /// What the device decided by itself.
  public var deviceVerdict: DeviceVerdict?

  public init(
    device: DeviceID, readerNumber: Int? = nil, fact: ReaderFact, capturedAt: CivilTime? = nil,
    isReplay: Bool = false, deviceVerdict: DeviceVerdict? = nil
  ) {
    self.device = device
    self.readerNumber = readerNumber
    self.fact = fact
    self.capturedAt = capturedAt
    self.isReplay = isReplay
    self.deviceVerdict = deviceVerdict
  }
}

/// The kinds of thing that a reader reports.
public enum ReaderFact: Hashable, Sendable {
  /// A card as the bits that stand on it; its format is for the site's settings to say.
  case card(CardBits)
  /// A card as a number that the device has formed by itself; at most 32 digits or letters.
  case cardNumber(String)
  /// Keys in the order pressed: digits, `*` (clear) and `#` (enter). A secret: never logged.
  case keys(String)
  /// Text of a code that was scanned, at most `ReaderFact.textBytesMax`.
  case text(String)
  /// Somebody was recognised who enrolled there: the device's own number of them.
  case enrolled(String)
  /// A card that could not be read, in words for an operator; never a card.
  case misread(String)
  case tamper(isActive: Bool)
  case powerFault(isActive: Bool)
  /// An input of the reader itself, numbered from 0.
  case input(number: Int, isActive: Bool)
  /// The channel between the reader and us is not to be trusted, in words; nothing is taken from it.
  case channelRefused(String)
  /// What the device says of its own doors, as it wrote it: a fact for the record.
  case deviceEvent(String)

  public static let textBytesMax = 512
}

/// The bits of a card, first bit first.
public struct CardBits: Hashable, Sendable {
  public let count: Int
  /// Left-aligned: the first bit is the highest of the first byte; unused bits are 0.
  public let bytes: [UInt8]

  public static let countMax = 512

  /// Nil for no bit, more than `countMax`, or fewer bytes than the bits need.
  public init?(count: Int, bytes: [UInt8]) {
    guard count > 0, count <= Self.countMax, bytes.count >= (count + 7) / 8 else { return nil }
    var kept = Array(bytes.prefix((count + 7) / 8))
    let spare = kept.count * 8 - count
    kept[kept.count - 1] &= UInt8(truncatingIfNeeded: 0xFF << spare)
    self.count = count
    self.bytes = kept
  }

  /// The bit at a position from 0.
  public subscript(position: Int) -> Bool {
    position >= 0 && position < count && bytes[position / 8] >> UInt8(7 - position % 8) & 1 == 1
  }
}
