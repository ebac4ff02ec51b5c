/// The recogniser that made a template: templates of two models never meet.
public struct TemplateModel: Hashable, Sendable, CustomStringConvertible {
  /// Components of a vector.
  public enum Dimension: Int, Hashable, Sendable, CaseIterable {
    case d128 = 128
    case d256 = 256
    case d512 = 512
  }

  /// Maker, name and version of the model, as the terminal or camera states them.
  public let identifier: String
  /// Components of each of its vectors.
  public let dimension: Dimension

  /// Longest identifier, in bytes of UTF-8.
  public static let identifierBytesMax = 64

  /// Refused with an empty or too long identifier.
  public init(identifier: String, dimension: Dimension) throws(TemplateMatchingError) {
    self.identifier = try TemplateMatchingError.checked(
      identifier, "model identifier", bytesMax: Self.identifierBytesMax)
    self.dimension = dimension
  }

  /// The way in for a number from outside: 128, 256 or 512.
  public init(identifier: String, components: Int) throws(TemplateMatchingError) {
    guard let dimension = Dimension(rawValue: components) else { throw .dimensionUnknown(components) }
    try self.init(identifier: identifier, dimension: dimension)
  }

  public var description: String { "\(identifier)/\(dimension.rawValue)" }
}
