/// What a panel told a reader, as the reader's end of the line saw it.
public struct ReaderCommand: Equatable, Sendable {
  /// The reader's address.
  public var address: Int
  /// `output`, `led`, `buzzer`, `text`, `keyset` or `comset`.
  public var name: String
  public var fields: [String: String]

  /// OSDP's control codes of an output.
  private static let permanentOff = "1"
  private static let permanentOn = "2"
  private static let temporaryOn = "5"

  /// nil for a line that is no command.
  init?(line: String) {
    let words = line.split(separator: " ")
    guard words.count >= 3, words[1] == "command", let address = Int(words[0]) else { return nil }
    self.address = address
    name = String(words[2])
    fields = words.dropFirst(3).reduce(into: [:]) { fields, word in
      let parts = word.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { fields[String(parts[0])] = String(parts[1]) }
    }
  }

  /// For how long the lock on its output is released; nil when it is not.
  public var releasedMilliseconds: Int? {
    guard name == "output", fields["control_code"] == Self.temporaryOn else { return nil }
    return fields["timer_count"].flatMap { Int($0) }.map { $0 * 100 }
  }

  /// Whether a lamp on this output was told to burn, or not to; nil for any other command.
  public func lights(output: Int) -> Bool? {
    guard name == "output", fields["output_no"] == "\(output)" else { return nil }
    return fields["control_code"] == Self.permanentOn
      ? true : fields["control_code"] == Self.permanentOff ? false : nil
  }

  /// The lock on its output holds again.
  public var isSecuring: Bool { name == "output" && fields["control_code"] == Self.permanentOff }
}
