internal import AccessModel
internal import Synchronization
public import UplinkForwarding

/// Posts batches as `application/cloudevents-batch+json` over mutual TLS, on one kept connection and its
/// own queue.
public actor HTTPSTransport: UplinkTransport {
  private let handle: CurlHandle
  private let stopping: StopFlag
  private let executor = QueueExecutor(label: "gatehouse.uplink.https")

  /// libcurl blocks until the answer is there.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Reads no file and opens no connection: that happens at the first batch, and again whenever it must
  /// reconnect.
  public init(settings: HTTPSTransportSettings) throws(UplinkHTTPSError) {
    guard settings.isHTTPS else { throw .notHTTPS(url: settings.url) }
    stopping = StopFlag()
    handle = try CurlHandle(settings: settings, stopping: stopping)
  }

  public func send(_ batch: UplinkBatch) async -> UplinkReceipt {
    var body: [UInt8] = []
    body.reserveCapacity(batch.bytes)
    for event in batch.events {
      body.append(body.isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ","))
      body.append(contentsOf: event.wire)
    }
    body.append(UInt8(ascii: "]"))
    return handle.post(body)
  }

  public nonisolated func shutdown() { stopping.raise() }
}

/// Tells libcurl's progress callback to give up.
final class StopFlag: Sendable {
  private let raised = Atomic(false)

  var isRaised: Bool { raised.load(ordering: .relaxed) }

  func raise() { raised.store(true, ordering: .relaxed) }
}
