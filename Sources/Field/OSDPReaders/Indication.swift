/// A light of a reader: what it shows for a while, and what for good (OSDP 2.2 §6.11).
struct Light: Hashable, Sendable {
  /// Colours in the order of the standard.
  enum Colour: UInt8, Hashable, Sendable {
    case off, red, green, amber, blue, magenta, cyan, white
  }

  /// Two colours in turn; the same twice is steady.
  struct Pattern: Hashable, Sendable {
    var colour: Colour
    var isBlinking = false

    /// On time, off time (tenths of a second), on colour, off colour.
    var bytes: [UInt8] {
      isBlinking
        ? [2, 2, colour.rawValue, Colour.off.rawValue] : [10, 0, colour.rawValue, colour.rawValue]
    }
  }

  var reader: UInt8
  var light: UInt8
  var pattern: Pattern
  /// Tenths of a second, after which the lasting colour comes back; nil makes this the lasting one.
  var tenths: UInt16?

  var bytes: [UInt8] {
    let nothing = [UInt8](repeating: 0, count: 5)
    guard let tenths else {
      // Code 1 cancels what is shown for a while, else the lasting colour would wait for it.
      return [reader, light, 1] + [UInt8](repeating: 0, count: 6) + [1] + pattern.bytes
    }
    return [reader, light, 2] + pattern.bytes + littleEndian(tenths) + nothing
  }
}

/// A tone of a reader (OSDP 2.2 §6.12).
struct Buzzer: Hashable, Sendable {
  var reader: UInt8
  /// Tenths of a second.
  var onTenths: UInt8
  var offTenths: UInt8
  /// 0 would sound until the next command: never sent.
  var count: UInt8

  var bytes: [UInt8] { [reader, 2, onTenths, offTenths, max(count, 1)] }
}

/// Words on a reader's display (OSDP 2.2 §6.13).
struct DisplayText: Hashable, Sendable {
  var reader: UInt8
  /// Shown so long; 0 for good.
  var seconds: UInt8
  /// Printable ASCII, at most `bytesMax`.
  var characters: [UInt8]

  static let bytesMax = 32

  init(reader: UInt8, seconds: UInt8, text: String) {
    self.reader = reader
    self.seconds = seconds
    // A display knows no more than ASCII; what it does not know is shown as a question mark.
    characters = text.unicodeScalars.prefix(Self.bytesMax).map { scalar in
      (0x20...0x7E).contains(scalar.value) ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "?")
    }
  }

  /// Row 1, column 1; without wrapping.
  var bytes: [UInt8] {
    [reader, seconds == 0 ? 1 : 3, seconds, 1, 1, UInt8(truncatingIfNeeded: characters.count)] + characters
  }
}
