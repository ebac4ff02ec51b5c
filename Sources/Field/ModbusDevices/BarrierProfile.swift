internal import AccessModel
public import FieldContract

/// What a kind of barrier board looks like on the wire: data from `DeviceProfiles/barrier/*/profile.yaml`.
public struct BarrierProfile: Hashable, Sendable {
  /// What operators call this kind of board.
  public let name: String

  let raise: OutputPoint
  let lower: OutputPoint?
  let stop: OutputPoint?
  let openLimit: InputPoint?
  let closedLimit: InputPoint?
  let presence: [InputPoint]
  let arming: InputPoint?
  let passage: InputPoint?
  let fault: InputPoint?
  /// Whether the outputs can be read; some boards answer an exception.
  let readsBackOutputs: Bool
  /// Largest hole of unused addresses that one request may span.
  let gapMax: Int

  /// Most presence loops of one barrier.
  public static let presenceLoopsMax = 8

  /// Reads a profile; throws every error of the file at once.
  public init(file: String, text: String) throws(DocumentError) {
    let reader = BarrierProfileReader(document: try YAMLDocument(file: file, text: text))
    self = try reader.profile()
  }

  init(
    name: String, raise: OutputPoint, lower: OutputPoint?, stop: OutputPoint?, openLimit: InputPoint?,
    closedLimit: InputPoint?, presence: [InputPoint], arming: InputPoint?, passage: InputPoint?,
    fault: InputPoint?, readsBackOutputs: Bool, gapMax: Int
  ) {
    self.name = name
    self.raise = raise
    self.lower = lower
    self.stop = stop
    self.openLimit = openLimit
    self.closedLimit = closedLimit
    self.presence = presence
    self.arming = arming
    self.passage = passage
    self.fault = fault
    self.readsBackOutputs = readsBackOutputs
    self.gapMax = gapMax
  }

  /// Whether a passage can be confirmed and a lower command be allowed (P4).
  public var hasPresenceLoop: Bool { !presence.isEmpty }

  func output(_ action: BarrierAction) -> OutputPoint? {
    switch action {
    case .raise: raise
    case .lower: lower
    case .stop: stop
    }
  }

  /// A board without a stop output still stops when letting go of a held output stops the motion.
  func canPerform(_ action: BarrierAction) -> Bool {
    guard action == .stop, stop == nil else { return output(action) != nil }
    return [raise, lower].contains { $0?.pulse == nil && $0?.off != nil } && raise.at != lower?.at
  }

  /// All inputs in the order in which `sensed` reads them.
  var inputs: [InputPoint] {
    [openLimit, closedLimit, fault, arming, passage].compactMap { $0 } + presence
  }

  /// Outputs whose state matters before the first command.
  var readBackAddresses: [WireAddress] {
    guard readsBackOutputs else { return [] }
    var addresses: [WireAddress] = []
    for output in [raise, lower, stop].compactMap({ $0 }) where output.off != nil {
      if !addresses.contains(output.at) { addresses.append(output.at) }
    }
    return addresses
  }
}
