internal import AccessModel
public import FieldContract

/// What a kind of reader shows and how fast it may be asked: data from
/// `DeviceProfiles/reader/*/profile.yaml`.
public struct OSDPReaderProfile: Hashable, Sendable {
  /// What operators call this kind of reader.
  public let name: String
  /// Baud rates that its line is tried with, in this order, when the site names none.
  public let bauds: [Int]

  /// Time between two polls.
  let poll: Span
  /// How long it may take to begin an answer.
  let replyLimit: Span
  /// Readers that hang on it; their numbers are reported only when there are several.
  let readerCount: Int
  /// Lights that show a signal.
  let lights: [UInt8]
  let hasDisplay: Bool
  /// Whether its inputs are asked for after a connection.
  let hasInputs: Bool
  let signals: [ReaderSignal.Meaning: Indication]

  /// How one meaning is shown.
  struct Indication: Hashable, Sendable {
    var light: Light.Pattern?
    /// Nil: for good.
    var lightTenths: UInt16?
    var beeps: UInt8
    var beepTenths: UInt8
    var textSeconds: UInt8
  }

  /// Most lights of one reader.
  public static let lightsMax = 4

  /// Rates of OSDP 2.2 §5.2, and one more that readers in the field know.
  static let baudsKnown = [9600, 19200, 38400, 57600, 115_200, 230_400]

  /// Reads a profile; throws every error of the file at once.
  public init(file: String, text: String) throws(DocumentError) {
    let reader = ReaderProfileReader(document: try YAMLDocument(file: file, text: text))
    self = try reader.profile()
  }

  init(
    name: String, bauds: [Int], poll: Span, replyLimit: Span, readerCount: Int, lights: [UInt8],
    hasDisplay: Bool, hasInputs: Bool, signals: [ReaderSignal.Meaning: Indication]
  ) {
    self.name = name
    self.bauds = bauds
    self.poll = poll
    self.replyLimit = replyLimit
    self.readerCount = readerCount
    self.lights = lights
    self.hasDisplay = hasDisplay
    self.hasInputs = hasInputs
    self.signals = signals
  }
}

extension OSDPReaderProfile {
  /// What goes to the reader for a signal, in order.
  func commands(for signal: ReaderSignal) -> [Command] {
    guard let shown = signals[signal.meaning] else { return [] }
    let reader = UInt8(clamping: signal.readerNumber ?? 0)
    var commands: [Command] = []
    if let pattern = shown.light {
      commands += lights.map {
        .light(Light(reader: reader, light: $0, pattern: pattern, tenths: shown.lightTenths))
      }
    }
    if shown.beeps > 0 {
      let tenths = shown.beepTenths
      commands.append(
        .buzzer(Buzzer(reader: reader, onTenths: tenths, offTenths: tenths, count: shown.beeps)))
    }
    if hasDisplay, let text = signal.text {
      commands.append(.text(DisplayText(reader: reader, seconds: shown.textSeconds, text: text)))
    }
    return commands
  }
}
