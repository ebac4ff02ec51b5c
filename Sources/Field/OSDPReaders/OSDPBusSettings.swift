public import AccessModel

/// One OSDP line: how to reach it, and the readers on it.
public struct OSDPBusSettings: Hashable, Sendable {
  /// How the bytes travel.
  public enum Transport: Hashable, Sendable {
    /// RS-485, 8 data bits, no parity; the rates are tried in turn until a reader answers.
    case serial(path: String, bauds: [Int])
    /// A converter that passes the line's bytes on.
    case tcp(host: String, port: Int)
  }

  /// Name of the line in the log and in thread names.
  public let device: DeviceID
  public let transport: Transport
  public let readers: [OSDPReaderSettings]

  /// Most readers of one line; the address is the position on it.
  public static let readersMax = 32

  /// Further readers than `readersMax`, and a second one of an address, are left out: settings refuse them
  /// before. A serial line without rates takes those of its readers' profiles.
  public init(device: DeviceID, transport: Transport, readers: [OSDPReaderSettings]) {
    self.device = device
    var kept: [OSDPReaderSettings] = []
    for reader in readers where kept.count < Self.readersMax {
      if !kept.contains(where: { $0.address == reader.address }) { kept.append(reader) }
    }
    self.readers = kept
    switch transport {
    case .serial(let path, let bauds) where bauds.isEmpty:
      var rates: [Int] = []
      for rate in kept.flatMap(\.profile.bauds) where !rates.contains(rate) { rates.append(rate) }
      self.transport = .serial(path: path, bauds: rates.isEmpty ? [9600] : rates)
    case .serial, .tcp: self.transport = transport
    }
  }

  /// Rates to try; empty where the converter has its own.
  var bauds: [Int] {
    switch transport {
    case .serial(_, let bauds): bauds
    case .tcp: []
    }
  }

  /// As a log names the line.
  var words: String {
    switch transport {
    case .serial(let path, _): "osdp \(path)"
    case .tcp(let host, let port): "osdp tcp \(host):\(port)"
    }
  }
}

/// One reader on a line.
public struct OSDPReaderSettings: Hashable, Sendable {
  /// Whether the reader must prove itself, and by what.
  public enum Channel: Hashable, Sendable {
    /// A reader that still answers to `previous` only is given `key` and used from then on.
    case secure(key: OSDPBaseKey, previous: OSDPBaseKey? = nil)
    /// Everybody on the cable can read and forge cards: only where the site says so.
    case clear
  }

  public let device: DeviceID
  /// 0...126.
  public let address: UInt8
  public let profile: OSDPReaderProfile
  public let channel: Channel
  /// Doors whose strikes hang on this reader's outputs.
  public let outputs: [OSDPDoorOutput]

  /// An address above 126 becomes 126.
  public init(
    device: DeviceID, address: Int, profile: OSDPReaderProfile, channel: Channel,
    outputs: [OSDPDoorOutput] = []
  ) {
    self.device = device
    self.address = min(UInt8(clamping: address), Frame.addressMax)
    self.profile = profile
    self.channel = channel
    self.outputs = outputs
  }

  var isSecure: Bool {
    switch channel {
    case .secure: true
    case .clear: false
    }
  }
}

/// A door's lock on an output of a reader.
public struct OSDPDoorOutput: Hashable, Sendable {
  public let door: DoorID
  /// Numbered from 0.
  public let output: UInt8
  /// False for a magnet that holds while it has current.
  public let energisedReleases: Bool

  public init(door: DoorID, output: Int, energisedReleases: Bool = true) {
    self.door = door
    self.output = UInt8(clamping: output)
    self.energisedReleases = energisedReleases
  }
}
