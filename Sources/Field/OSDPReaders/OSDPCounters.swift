/// What happened on a line since its start, for metrics.
public struct OSDPCounters: Hashable, Sendable {
  public var framesSent = 0
  public var framesReceived = 0
  /// Damaged or unreadable.
  public var framesBad = 0
  /// Whole frames that answered nothing: late repeats, echoes, another address.
  public var framesIgnored = 0
  /// Requests that nobody answered in time.
  public var timeouts = 0
  public var busyReplies = 0
  public var naks = 0
  /// Secure channels that came up.
  public var channelsOpened = 0
  /// Channels, or attempts at one, that were refused as not to be trusted.
  public var channelsRefused = 0
  /// Cards, key strokes and codes taken.
  public var readsTaken = 0
}

extension OSDPCounters {
  mutating func add(_ other: OSDPCounters) {
    framesSent += other.framesSent
    framesReceived += other.framesReceived
    framesBad += other.framesBad
    framesIgnored += other.framesIgnored
    timeouts += other.timeouts
    busyReplies += other.busyReplies
    naks += other.naks
    channelsOpened += other.channelsOpened
    channelsRefused += other.channelsRefused
    readsTaken += other.readsTaken
  }
}
