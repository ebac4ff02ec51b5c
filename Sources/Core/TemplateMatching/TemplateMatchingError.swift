/// Why a template, a gallery or a lookup was refused; never carries a component of a template.
public enum TemplateMatchingError: Error, Hashable, Sendable, CustomStringConvertible {
  case textMissing(field: String)
  case textTooLong(field: String, bytesMax: Int)
  case dimensionUnknown(Int)
  case wrongLength(model: TemplateModel, found: Int)
  /// NaN or infinity at this component.
  case notFinite(component: Int)
  /// The zero vector included.
  case notUnit(norm: Double, tolerance: Double)
  case endNotAfterStart(field: String)
  case authorisationTooLong(daysMax: Int)
  /// Who passes as a member has consented: that is an enrolment, not an authorisation.
  case membershipNeedsConsent
  case modelMismatch(gallery: TemplateModel, found: TemplateModel)
  case tooManyEntries(max: Int)
  case tooManyProbes(max: Int)
  case matchesOutOfRange(asked: Int, max: Int)
  case thresholdNotANumber
  case outOfMemory(bytes: Int)

  public var description: String {
    switch self {
    case .textMissing(let field): "template: \(field) is empty. Fill it in where the template was issued"
    case .textTooLong(let field, let bytesMax):
      "template: \(field) is longer than \(bytesMax) bytes. Shorten it where the template was issued"
    case .dimensionUnknown(let found):
      "template: \(found) components. Use a model of 128, 256 or 512"
    case .wrongLength(let model, let found):
      "template: \(found) components for model \(model). Check which model the sender runs"
    case .notFinite(let component):
      "template: component \(component) is no finite number. Check the sender's extraction"
    case .notUnit(let norm, let tolerance):
      "template: norm \(norm) is not 1 within \(tolerance). Have the sender normalise its templates"
    case .endNotAfterStart(let field):
      "template: its end is not after \(field). Correct the dates where it was issued"
    case .authorisationTooLong(let daysMax):
      "template: authorised for more than \(daysMax) days. Have the authority renew it instead"
    case .membershipNeedsConsent:
      "template: membership under an authority. Enrol the holder with recorded consent instead"
    case .modelMismatch(let gallery, let found):
      "template: of model \(found), for a gallery of \(gallery). Enrol again with the gallery's model"
    case .tooManyEntries(let max): "gallery: more than \(max) entries. Remove what has ended"
    case .tooManyProbes(let max): "lookup: more than \(max) probes in a batch. Split it"
    case .matchesOutOfRange(let asked, let max): "lookup: \(asked) matches asked for. Ask for 1 to \(max)"
    case .thresholdNotANumber: "lookup: the threshold is no number. Correct it in the site file"
    case .outOfMemory(let bytes):
      "template: no memory for \(bytes) bytes. Give the box more, or shorten the list"
    }
  }

  static func checked(
    _ text: String, _ field: String, bytesMax: Int
  ) throws(TemplateMatchingError) -> String {
    guard text.contains(where: { !$0.isWhitespace }) else { throw .textMissing(field: field) }
    guard text.utf8.count <= bytesMax else { throw .textTooLong(field: field, bytesMax: bytesMax) }
    return text
  }
}
