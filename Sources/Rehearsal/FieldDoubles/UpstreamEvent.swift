internal import Foundation

/// One CloudEvent as the upstream received it.
public struct UpstreamEvent: Sendable {
  public var id: String
  public var source: String
  public var type: String
  public var stream: String
  public var sequence: Int64
  public var time: String
  /// The event's `data` as JSON.
  public var dataJSON: ArraySlice<UInt8>

  /// The members of `data`, as text.
  public var data: [String: String] { FlatJSON.fields(of: Data(dataJSON)) ?? [:] }
}
