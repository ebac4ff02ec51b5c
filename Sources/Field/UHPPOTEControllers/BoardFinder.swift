public import AccessModel
internal import Foundation

/// A board that answered a search.
public struct FoundBoard: Hashable, Sendable {
  public let serial: UInt32
  /// Where its answer came from.
  public let endpoint: BoardEndpoint
  /// Six bytes in hexadecimal.
  public let hardwareAddress: String
  /// Four digits, as `0892`.
  public let firmware: String
}

/// Looks for boards on a network by broadcast.
public enum BoardFinder {
  /// Most boards that one search takes.
  public static let boardsMax = 256

  /// Asks everybody at a broadcast address and waits so long for answers; sorted by serial number.
  public static func find(
    at broadcast: BoardEndpoint, for span: Span, clock: @escaping @Sendable () -> Moment
  ) async throws(UHPPOTEError) -> [FoundBoard] {
    let result = await withCheckedContinuation { continuation in
      // On a thread of its own: the wait blocks.
      Thread { continuation.resume(returning: search(broadcast, span, clock)) }.start()
    }
    return try result.get()
  }

  private static func search(
    _ broadcast: BoardEndpoint, _ span: Span, _ clock: @Sendable () -> Moment
  ) -> Result<[FoundBoard], UHPPOTEError> {
    do {
      let link = try BoardLink(port: 0, isBroadcast: true)
      try link.send(BoardRequest.device.message(serial: 0), to: broadcast)
      let deadline = clock() + min(max(span, .milliseconds(10)), .seconds(30))
      var found: [UInt32: FoundBoard] = [:]
      while clock() < deadline, found.count < boardsMax {
        link.wait(atMost: deadline - clock())
        while clock() < deadline, let datagram = link.receive() {
          guard let message = BoardMessage(datagram: datagram.bytes), message.function == .device else {
            continue
          }
          found[message.serial] = FoundBoard(message, from: datagram.from)
        }
      }
      return .success(found.values.sorted { $0.serial < $1.serial })
    } catch {
      return .failure(error)
    }
  }
}

extension FoundBoard {
  init(_ message: BoardMessage, from endpoint: BoardEndpoint) {
    serial = message.serial
    self.endpoint = endpoint
    hardwareAddress = (20..<26).map { Self.hexadecimal(message[byte: $0]) }.joined(separator: ":")
    firmware = (26..<28).map { Self.hexadecimal(message[byte: $0]) }.joined()
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
