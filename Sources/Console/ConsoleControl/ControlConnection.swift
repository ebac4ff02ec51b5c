internal import Glibc
internal import NIOCore
internal import NIOPosix

/// One accepted client: its lines in, our lines out, a deadline on both.
struct ControlConnection: Sendable {
  let channel: any Channel
  let items: AsyncStream<RequestLineHandler.Item>

  /// Prepares an accepted channel; call on its event loop.
  init(_ channel: any Channel, limits: ControlLimits) throws {
    let (items, continuation) = AsyncStream.makeStream(
      of: RequestLineHandler.Item.self, bufferingPolicy: .bufferingOldest(limits.requestsAheadMax))
    try channel.pipeline.syncOperations.addHandler(RequestLineHandler(items: continuation))
    self.channel = channel
    self.items = items
  }

  /// False once the client has gone; one that only stopped sending may still read.
  var isOpen: Bool { channel.isActive }

  /// Who connected, as the kernel noted it at connect().
  func peer() async throws -> OperatorIdentity {
    guard let socket = channel as? any SocketOptionProvider else { throw ChannelError.operationUnsupported }
    let peer: PeerCredential = try await socket.unsafeGetSocketOption(
      level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
    ).get()
    return try await NIOThreadPool.singleton.runIfActive { OperatorIdentity(peer) }
  }

  /// Returns once the kernel has the whole line, so nothing piles up for a client that does not read.
  func send(_ line: [UInt8], millisecondsMax: Int64) async throws {
    let buffer = channel.allocator.buffer(bytes: line)
    try await within(millisecondsMax) { try await channel.writeAndFlush(buffer) }
  }

  /// Runs an operation on this channel; closing the channel fails it when it takes too long.
  func within<Value>(_ millisecondsMax: Int64, _ operation: () async throws -> Value) async rethrows -> Value
  {
    let deadline = channel.eventLoop.scheduleTask(in: .milliseconds(millisecondsMax)) {
      channel.close(promise: nil)
    }
    defer { deadline.cancel() }
    return try await operation()
  }
}
