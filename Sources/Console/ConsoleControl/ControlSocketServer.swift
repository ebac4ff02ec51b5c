internal import ConsoleContract
internal import Glibc
public import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The operator's way in: a Unix socket on which gatectl asks and commands.
public struct ControlSocketServer: Sendable {
  private let path: String
  private let mode: UInt32
  private let group: String?
  private let provider: any ConsoleProvider
  private let limits: ControlLimits
  private let log: Logger

  /// `group` owns the socket file beside the daemon's user; nil leaves the daemon's own group.
  public init(
    path: String, mode: UInt32 = 0o660, group: String? = nil, provider: any ConsoleProvider,
    limits: ControlLimits = ControlLimits(), log: Logger
  ) {
    self.path = path
    self.mode = mode
    self.group = group
    self.provider = provider
    self.limits = limits
    self.log = log
  }

  /// Serves until cancelled, then closes every connection and removes the socket file.
  /// Throws a `ControlSocketError` when the socket cannot be opened.
  public func run(whenListening: @Sendable () async -> Void = {}) async throws {
    let file = try SocketFile(path: path, mode: mode, group: group)
    defer { file.remove() }
    let (connections, accepted) = AsyncStream.makeStream(
      of: ControlConnection.self, bufferingPolicy: .bufferingOldest(Int(SocketFile.backlogConnectionsMax)))
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let connection = try ControlConnection(channel, limits: limits)
          guard case .enqueued = accepted.yield(connection) else { throw ChannelError.ioOnClosedChannel }
        }
      }
      .withBoundSocket(file.descriptor).get()
    log.info("control socket open", metadata: ["path": "\(path)"])
    listener.closeFuture.whenComplete { _ in accepted.finish() }
    await whenListening()
    await serve(connections)
    try? await listener.close()
    guard Task.isCancelled else {
      throw ControlSocketError.system(operation: "accept", path: path, cause: "the socket was closed")
    }
  }

  /// Until cancelled, or until nothing more can be accepted.
  private func serve(_ connections: AsyncStream<ControlConnection>) async {
    let open = OpenConnections()
    await withDiscardingTaskGroup { tasks in
      for await connection in connections {
        let count = open.count.add(1, ordering: .relaxed).newValue
        tasks.addTask {
          await serve(connection, isOneTooMany: count > limits.connectionsMax)
          open.count.subtract(1, ordering: .relaxed)
        }
      }
      tasks.cancelAll()
    }
  }

  private func serve(_ connection: ControlConnection, isOneTooMany: Bool) async {
    await withTaskCancellationHandler {
      do {
        if isOneTooMany {
          try await refuse(connection)
        } else {
          let session = ControlSession(
            connection: connection, provider: provider, caller: try await connection.peer(), limits: limits)
          try await session.run()
        }
      } catch {
        log.debug("control connection lost", metadata: ["cause": "\(error)"])
      }
      try? await connection.channel.close()
    } onCancel: {
      connection.channel.close(promise: nil)
    }
  }

  private func refuse(_ connection: ControlConnection) async throws {
    log.warning("control connection refused", metadata: ["connections_max": "\(limits.connectionsMax)"])
    let refusal = try ControlLine.encode(.fault(.tooManyConnections(limits.connectionsMax)))
    try await connection.send(refusal, millisecondsMax: limits.stalledMillisecondsMax)
  }
}

/// Counts the connections being served.
private final class OpenConnections: Sendable {
  let count = Atomic(0)
}
