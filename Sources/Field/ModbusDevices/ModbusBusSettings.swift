public import AccessModel

/// One Modbus line: how to reach it and how patient to be.
public struct ModbusBusSettings: Hashable, Sendable {
  /// How the bytes travel.
  public enum Transport: Hashable, Sendable {
    case tcp(host: String, port: Int)
    case rtu(path: String, baud: Int, parity: Parity, stopBits: Int)
    /// Frames of a serial line, CRC included, through a device server that only passes bytes on.
    case rtuOverTCP(host: String, port: Int)
  }

  /// Parity bit of a serial line.
  public enum Parity: String, Hashable, Sendable, CaseIterable {
    case none, even, odd
  }

  /// Name of the line in health reports.
  public let device: DeviceID
  public let transport: Transport
  /// Time between two readings of a unit's inputs.
  public private(set) var poll: Span
  /// How long one request may take, and one connection attempt.
  public let responseTimeout: Span
  /// Further tries after the first one failed.
  public let retries: Int

  /// Values outside the limits are brought to the nearest limit, so that no caller can make the thread
  /// spin.
  public init(
    device: DeviceID, transport: Transport, poll: Span = .milliseconds(100),
    responseTimeout: Span = .milliseconds(500), retries: Int = 2
  ) {
    self.device = device
    self.transport = transport
    self.poll = min(max(poll, .milliseconds(10)), .seconds(60))
    self.responseTimeout = min(max(responseTimeout, .milliseconds(10)), .seconds(60))
    self.retries = min(max(retries, 0), 10)
  }

  /// The same line without a pause between readings, for measuring what it can do at most.
  package var unpaced: ModbusBusSettings {
    var settings = self
    settings.poll = .zero
    return settings
  }

  var isSerial: Bool {
    switch transport {
    case .tcp, .rtuOverTCP: false
    case .rtu: true
    }
  }

  /// Modbus TCP numbers its requests; without that a late answer passes for the one to a newer request.
  var hasTransactions: Bool {
    switch transport {
    case .tcp: true
    case .rtu, .rtuOverTCP: false
    }
  }

  /// 3.5 characters of 11 bits keep two serial frames apart (Modbus over Serial Line V1.02 §2.5.1.1).
  var silence: Span {
    switch transport {
    case .tcp: .zero
    case .rtu(_, let baud, _, _):
      max(Span(nanoseconds: 38_500_000_000 / Int64(max(baud, 1))), Self.shortestSilence)
    case .rtuOverTCP: Self.shortestSilence
    }
  }

  /// Above 19,200 baud, and behind a device server whose baud rate nobody knows here.
  private static let shortestSilence = Span(nanoseconds: 1_750_000)

  /// As a log, and `gatectl devices`, name the line.
  public var words: String {
    switch transport {
    case .tcp(let host, let port): "modbus tcp \(host):\(port)"
    case .rtu(let path, _, _, _): "modbus rtu \(path)"
    case .rtuOverTCP(let host, let port): "modbus rtu over tcp \(host):\(port)"
    }
  }
}

/// A barrier and where it stands on the bus.
public struct BarrierUnit: Hashable, Sendable {
  public let barrier: BarrierID
  /// Modbus unit identifier, 0...247.
  public let unit: Int
  public let profile: BarrierProfile

  public init(barrier: BarrierID, unit: Int, profile: BarrierProfile) {
    self.barrier = barrier
    self.unit = unit
    self.profile = profile
  }
}
