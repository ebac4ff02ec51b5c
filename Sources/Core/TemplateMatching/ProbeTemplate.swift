/// The template of whoever stands before the camera: one lookup consumes it, and its memory is overwritten.
///
/// It cannot be copied, stored in an array, printed or encoded (P10).
public struct ProbeTemplate: ~Copyable, Sendable {
  /// The recogniser that made it; it meets no other's templates.
  public let model: TemplateModel
  let memory: WipedMemory

  /// Takes the components out of `values` and overwrites them there, also when it refuses them.
  ///
  /// Another copy of the array, if the caller made one, is the caller's to overwrite.
  public init(model: TemplateModel, takingFrom values: inout [Float]) throws(TemplateMatchingError) {
    let memory = try WipedMemory(byteCount: values.count * MemoryLayout<Float>.stride)
    values.withUnsafeMutableBytes { source in
      memory.bytes.copyMemory(from: UnsafeRawBufferPointer(source))
      WipedMemory.wipe(source)
    }
    try self.init(model, memory)
  }

  /// Uses the lender's memory, which must outlive the probe and is overwritten when it ends.
  package init(
    model: TemplateModel, lent memory: UnsafeMutableBufferPointer<Float>
  ) throws(TemplateMatchingError) {
    try self.init(model, WipedMemory(lent: UnsafeMutableRawBufferPointer(memory)))
  }

  private init(_ model: TemplateModel, _ memory: consuming WipedMemory) throws(TemplateMatchingError) {
    let values = UnsafeBufferPointer(memory.bytes.assumingMemoryBound(to: Float.self))
    try TemplateVector.check(values.span, model)
    self.model = model
    self.memory = memory
  }
}

/// Up to `probesMax` probes of one model, looked up together; consumed and overwritten like each of them.
public struct ProbeBatch: ~Copyable, Sendable {
  /// The recogniser that made it; it meets no other's templates.
  public let model: TemplateModel
  /// Probes so far.
  public private(set) var count = 0
  let memory: WipedMemory

  /// Most probes of a batch.
  public static let probesMax = 16

  /// An empty batch with memory for `probesMax` probes.
  public init(model: TemplateModel) throws(TemplateMatchingError) {
    self.model = model
    memory = try WipedMemory(
      byteCount: Self.probesMax * model.dimension.rawValue * MemoryLayout<Float>.stride)
  }

  /// The probe is consumed, also when it is refused.
  public mutating func append(_ probe: consuming ProbeTemplate) throws(TemplateMatchingError) {
    guard probe.model == model else { throw .modelMismatch(gallery: model, found: probe.model) }
    guard count < Self.probesMax else { throw .tooManyProbes(max: Self.probesMax) }
    let bytes = probe.memory.bytes
    UnsafeMutableRawBufferPointer(rebasing: memory.bytes[(count * bytes.count)...])
      .copyMemory(from: UnsafeRawBufferPointer(bytes))
    count += 1
  }
}
