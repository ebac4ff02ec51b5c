/// One template of a known model: finite components, norm 1; prints its model and nothing else.
public struct TemplateVector: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The recogniser that made it.
  public let model: TemplateModel
  let values: [Float]

  /// How far from 1 a norm may be: what half precision on the way costs, and no more.
  public static let normTolerance = 0.001

  /// Refused unless it has the model's length, is finite and of norm 1.
  public init(model: TemplateModel, values: [Float]) throws(TemplateMatchingError) {
    try Self.check(values.span, model)
    self.model = model
    self.values = values
  }

  public var description: String { "template of \(model)" }
  /// Shows no component to whoever prints or dumps it.
  public var customMirror: Mirror { Mirror(self, children: []) }

  static func check(_ values: Span<Float>, _ model: TemplateModel) throws(TemplateMatchingError) {
    guard values.count == model.dimension.rawValue else {
      throw .wrongLength(model: model, found: values.count)
    }
    var sum = 0.0
    for index in values.indices {
      guard values[index].isFinite else { throw .notFinite(component: index) }
      sum += Double(values[index]) * Double(values[index])
    }
    let norm = sum.squareRoot()
    guard abs(norm - 1) <= normTolerance else { throw .notUnit(norm: norm, tolerance: normTolerance) }
  }
}
