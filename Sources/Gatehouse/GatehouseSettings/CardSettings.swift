internal import FieldContract

/// How the cards of a device are read that has decoded them by itself, or not.
public struct CardSettings: Hashable, Sendable {
  /// Names of card formats, in the order in which they are tried.
  public var formats: [String]
  public var numberForm: NumberForm
  /// The format behind the device's numbers; nil takes the first.
  public var numberFormat: String?

  /// How a device writes the number of a card; the page of CardFormats explains each.
  public enum NumberForm: String, Hashable, Sendable, CaseIterable {
    case asWritten = "as_written"
    case facilityDigits = "facility_digits"
    case decimal, hexadecimal
  }

  private static let formatsMax = 16

  /// Reads `card_formats` and `card_numbers` of a device.
  init(reading device: YAMLSection, form: NumberForm) {
    let names = device.words("card_formats", countMax: Self.formatsMax).map(\.0)
    formats = names.isEmpty ? ["h10301"] : names
    let section = device.sectionOrEmpty("card_numbers")
    numberForm = section.choice("form", default: form)
    numberFormat = section.string("format")
    section.finishWithAdvice()
  }
}
