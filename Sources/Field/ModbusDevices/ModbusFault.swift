internal import AccessModel

/// Why a request or a connection failed; `words(on:)` adds the next step for an operator.
enum ModbusFault: Error, Hashable, Sendable {
  /// The line cannot be opened; the text is the system's.
  case unreachable(String)
  /// What libmodbus waits with cannot watch so high a descriptor.
  case crowded(openMax: Int)
  /// The other end closed the connection, or the serial device went away.
  case closed(String)
  case noAnswer
  /// On TCP the write may still be on its way: only closing the connection ends that.
  case unansweredWrite(unit: Int, WireAddress)
  /// Bad CRC, wrong unit, wrong transaction, wrong length, or no Modbus at all.
  case damaged(String)
  case exception(Int)
  /// Refused before anything was sent.
  case misconfigured(String)
  /// Another program has the serial port.
  case taken

  /// The line itself is gone: nothing more can be asked before it is opened again.
  var endsConnection: Bool {
    switch self {
    case .unreachable, .crowded, .closed, .unansweredWrite, .taken: true
    case .noAnswer, .damaged, .exception, .misconfigured: false
    }
  }

  /// The device answered, if only with a refusal: opening the line anew would not help.
  var provesConnection: Bool {
    switch self {
    case .exception: true
    case .unreachable, .crowded, .closed, .noAnswer, .unansweredWrite, .damaged, .misconfigured, .taken: false
    }
  }

  /// The same request would be refused again (exceptions 1 to 3 of Application Protocol V1.1b3 §7).
  var isFinal: Bool {
    switch self {
    case .exception(let code): (1...3).contains(code)
    case .misconfigured: true
    case .unreachable, .crowded, .closed, .noAnswer, .unansweredWrite, .damaged, .taken: false
    }
  }

  /// What failed and what to look at, without the device's name. `doing` is the request in words.
  func words(doing: String, settings: ModbusBusSettings) -> String {
    switch self {
    case .unreachable(let cause):
      settings.isSerial
        ? "cannot open: \(cause); check the adapter and the path"
        : "cannot connect: \(cause); check power, cable and address"
    case .crowded(let openMax):
      "cannot open: the process has \(openMax) files and connections open, more than Modbus can work "
        + "beside; close what needs none (`ss -tnp` shows who is connected), then restart the service"
    case .closed(let cause):
      settings.isSerial
        ? "the line went away: \(cause); check the adapter"
        : "connection lost: \(cause); the device restarted or serves too many clients"
    case .noAnswer:
      "no answer within \(settings.responseTimeout.milliseconds) ms (\(settings.retries + 1) tries); "
        + (settings.isSerial
          ? "check power, wiring A/B, baud rate and unit number" : "check power and cable")
    case .unansweredWrite(let unit, let at):
      "unit \(unit) did not answer the write of \(at.words) within "
        + "\(settings.responseTimeout.milliseconds) ms, the line is opened anew; check power and cable"
    case .damaged(let cause):
      "damaged answer (\(cause)) \(doing); "
        + (settings.isSerial ? "check wiring, termination and baud rate" : "check what else answers there")
    case .exception(let code):
      "exception \(code) (\(Self.name(of: code))) \(doing); \(Self.advice(on: code))"
    case .misconfigured(let cause):
      "\(cause); correct the site file"
    case .taken:
      "another program holds the port, perhaps gatehoused; `fuser -v` on its path says which. Two masters "
        + "would disturb each other"
    }
  }

  private static func name(of code: Int) -> String {
    let names = [
      "illegal function", "illegal data address", "illegal data value", "device failure", "acknowledge",
      "device busy", "negative acknowledge", "memory parity", "not defined", "gateway path unavailable",
      "gateway target did not answer",
    ]
    return names.indices.contains(code - 1) ? names[code - 1] : "not in the standard"
  }

  private static func advice(on code: Int) -> String {
    switch code {
    case 1...3: "compare the profile's addresses with the device's manual"
    case 10, 11: "check the device behind the gateway"
    default: "look at the device"
    }
  }
}
