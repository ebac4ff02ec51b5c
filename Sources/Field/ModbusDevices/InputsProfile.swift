public import FieldContract

/// What a kind of input board or sensor looks like on the wire: data from
/// `DeviceProfiles/inputs/*/profile.yaml`.
public struct InputsProfile: Hashable, Sendable {
  /// What operators call this kind of device.
  public let name: String
  /// Its channels, in the order of the file.
  public let channelNames: [String]

  let gapMax: Int
  private let channels: [String: InputChannel]

  /// Most channels of one device.
  public static let channelsMax = 128

  /// Reads a profile; throws every error of the file at once.
  public init(file: String, text: String) throws(DocumentError) {
    self = try InputsProfileReader(document: try YAMLDocument(file: file, text: text)).profile()
  }

  init(name: String, channels: [(name: String, channel: InputChannel)], gapMax: Int) {
    self.name = name
    channelNames = channels.map(\.name)
    self.channels = Dictionary(channels.map { ($0.name, $0.channel) }) { first, _ in first }
    self.gapMax = gapMax
  }

  /// One signal of the device; nil when it has none of this name.
  public func channel(_ name: String) -> InputChannel? { channels[name] }
}
