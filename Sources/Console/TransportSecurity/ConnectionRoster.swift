package import NIOCore
internal import Synchronization

/// The open connections of one listener: bounds their number, and lets them end together.
package final class ConnectionRoster: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    /// Open connections by the peer's address; those that have none count together.
    var peers: [String: Int] = [:]
    var whenEmpty: [EventLoopPromise<Void>] = []
  }

  private let connectionsMax: Int
  private let perPeerMax: Int
  private let state = Mutex(State())

  package init(_ limits: ConnectionLimits) {
    connectionsMax = limits.connectionsMax
    perPeerMax = limits.connectionsPerPeerMax
  }

  package var count: Int { state.withLock { $0.channels.count } }

  /// False when the house, or the peer's share of it, is full; otherwise the channel counts until it closes.
  package func admit(_ channel: any Channel) -> Bool {
    let peer = channel.remoteAddress?.ipAddress ?? ""
    let admitted = state.withLock { state in
      let ofPeer = state.peers[peer] ?? 0
      guard state.channels.count < connectionsMax, ofPeer < perPeerMax else { return false }
      state.channels[ObjectIdentifier(channel)] = channel
      state.peers[peer] = ofPeer + 1
      return true
    }
    if admitted { channel.closeFuture.whenComplete { _ in self.remove(channel, of: peer) } }
    return admitted
  }

  /// Asks every connection to end after the request that it is serving.
  package func quiesce() {
    for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
  }

  /// Cuts every connection.
  package func cut() {
    for channel in channels { channel.close(promise: nil) }
  }

  /// Succeeds once no connection is open.
  package func whenEmpty(_ promise: EventLoopPromise<Void>) {
    let isEmpty = state.withLock { state in
      if !state.channels.isEmpty { state.whenEmpty.append(promise) }
      return state.channels.isEmpty
    }
    if isEmpty { promise.succeed() }
  }

  private var channels: [any Channel] { state.withLock { Array($0.channels.values) } }

  private func remove(_ channel: any Channel, of peer: String) {
    let waiting: [EventLoopPromise<Void>] = state.withLock { state in
      state.channels[ObjectIdentifier(channel)] = nil
      let ofPeer = (state.peers[peer] ?? 1) - 1
      state.peers[peer] = ofPeer > 0 ? ofPeer : nil
      guard state.channels.isEmpty else { return [] }
      defer { state.whenEmpty = [] }
      return state.whenEmpty
    }
    for promise in waiting { promise.succeed() }
  }
}
