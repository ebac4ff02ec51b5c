/// One recorded event, as the operator reads it.
public struct EventLine: Hashable, Sendable, Codable {
  /// The journal's own number: rises with every event and survives restarts.
  public var id: Int64
  /// RFC 3339.
  public var time: String
  public var stream: String
  /// `gatehouse.<noun>.<fact>`.
  public var type: String
  public var lane: String?
  /// One line for people.
  public var summary: String
  /// The event's data as JSON text; absent where it would not fit into a line.
  public var data: String?

  public init(
    id: Int64, time: String, stream: String, type: String, lane: String? = nil, summary: String,
    data: String? = nil
  ) {
    self.id = id
    self.time = time
    self.stream = stream
    self.type = type
    self.lane = lane
    self.summary = summary
    self.data = data
  }

  /// The type without the `gatehouse.` that all of them begin with.
  public var shortType: Substring {
    type.hasPrefix("gatehouse.") ? type.dropFirst("gatehouse.".count) : type[...]
  }
}
