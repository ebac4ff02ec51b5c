public import FieldContract
internal import Foundation

/// One request of a terminal, as the listener received it.
public struct TerminalRequest: Hashable, Sendable {
  public var method: String
  /// Without the query: `/iclock/cdata`.
  public var path: String
  /// Without the question mark: `SN=1&table=rtlog`.
  public var query: String
  public var contentType: String?
  public var body: [UInt8]

  public init(
    method: String = "POST", path: String = "/", query: String = "", contentType: String? = nil,
    body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.contentType = contentType
    self.body = body
  }

  /// Value of a key of the query, percent-decoded; nil when absent, or when the query is too long.
  public func parameter(_ name: String) -> String? {
    guard query.utf8.count <= TerminalLimits.queryBytesMax else { return nil }
    for pair in query.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.first.map(String.init) == name else { continue }
      return halves.count > 1 ? String(halves[1]).removingPercentEncoding : ""
    }
    return nil
  }
}

/// What a terminal expects to hear once its reports are committed.
public struct TerminalReply: Hashable, Sendable {
  public var status: Int
  public var contentType: String
  public var body: String

  public init(status: Int = 200, contentType: String = "text/plain", body: String = "") {
    self.status = status
    self.contentType = contentType
    self.body = body
  }
}

/// What one request turned out to be.
public struct TerminalMessage: Hashable, Sendable {
  /// In the order of the body; empty for a heartbeat or what is of no use here.
  public var reports: [ReaderReport]
  public var reply: TerminalReply
  /// What was passed over, in a few words for a log: `heartbeat`, `VideoMotion`; no number of a card.
  public var notes: [String]

  public init(reports: [ReaderReport] = [], reply: TerminalReply = TerminalReply(), notes: [String] = []) {
    self.reports = reports
    self.reply = reply
    self.notes = notes
  }
}
