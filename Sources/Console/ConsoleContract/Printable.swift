extension String {
  /// The text with control, line-breaking and direction-changing characters replaced, so that a plate or a
  /// reason from outside can neither forge a log line nor steer a terminal.
  public var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { Self.isPrintable($0) ? $0 : "\u{FFFD}" }))
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    // Persian and Indic spelling needs the two joiners; they steer nothing.
    if scalar == "\u{200C}" || scalar == "\u{200D}" { return true }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: false
    default: true
    }
  }
}
