internal import AccessModel

/// One signal of a device: where it is read and what its bits mean.
public struct InputChannel: Hashable, Sendable {
  enum Form: Hashable {
    case contact(InputPoint)
    case value(AnalogueForm)
  }

  let form: Form
  /// On while the device itself says that the signal is not to be trusted.
  let fault: InputPoint?
  let debounce: Span

  /// Whether it says a value, and not only on or off.
  public var isAnalogue: Bool {
    switch form {
    case .contact: false
    case .value: true
    }
  }

  /// What its value is counted in, as an operator writes it; empty for a contact.
  public var unit: String {
    switch form {
    case .contact: ""
    case .value(let form): form.unit
    }
  }

  /// What must be read together, and how many neighbours each address has.
  var spans: [WireSpan] {
    let own =
      switch form {
      case .contact(let point): WireSpan(at: point.at, count: 1)
      case .value(let form): WireSpan(at: form.at, count: form.number.wordCount)
      }
    return [own] + (fault.map { [WireSpan(at: $0.at, count: 1)] } ?? [])
  }

  /// `word` answers what was read at an address.
  func reading(inverted: Bool, _ word: (WireAddress) -> UInt16) -> InputReading {
    if let fault, fault.isOn(word(fault.at)) {
      return .faulty("the device reports a fault of its sensor (\(fault.at.words)); look at the device")
    }
    switch form {
    case .contact(let point): return point.isOn(word(point.at)) != inverted ? .active : .inactive
    case .value(let form):
      return form.reading((0..<form.number.wordCount).map { word(form.at.shifted(by: $0)) })
    }
  }
}

/// Neighbouring addresses whose values belong together.
struct WireSpan: Hashable, Sendable {
  var at: WireAddress
  var count: Int
}
