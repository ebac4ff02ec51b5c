internal import CVectorKernels

/// One set of instructions that the kernels were written for; all answer the same, bit for bit.
public enum VectorKernel: Int, Hashable, Sendable, CaseIterable {
  case scalar
  case avx2
  case avx512VNNI
  case neon
  case neonDotProduct

  /// What this program was built with and this processor has; slowest first.
  public static let available: [VectorKernel] = allCases.filter { cvk_is_available($0.level) }

  /// The fastest of `available`.
  public static let best: VectorKernel = available.last ?? .scalar

  var level: cvk_level {
    switch self {
    case .scalar: CVK_SCALAR
    case .avx2: CVK_AVX2
    case .avx512VNNI: CVK_AVX512_VNNI
    case .neon: CVK_NEON
    case .neonDotProduct: CVK_NEON_DOTPROD
    }
  }
}
