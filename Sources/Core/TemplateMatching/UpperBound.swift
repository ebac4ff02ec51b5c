// The bound, and why it is exact.
//
// For a probe q and an entry x the score S is what `cvk_score` computes: products of floats are exact in
// double precision, so only its additions round: |S - <q,x>| <= 2^-47 |q| |x| (36 roundings of 2^-53 at
// most).
//
// The entry is coded as x = a + b + r: a and b are on the grids of the coarse and the fine plane, exact in
// double precision. Of what is missed only the norms |x - a| and |r| are kept, computed in double precision
// and rounded up. The probe is coded as q = t k + e with integers k in -127...127. By Cauchy and Schwarz
//
//   coarse:  <q,x> = t <k,a> + <e,a> + <q,x - a>     <=  t <k,a> + |e| |a| + |q| |x - a|
//   fine:    <q,x> = t <k,a + b> + <e,a + b> + <q,r> <=  t <k,a + b> + |e| |a + b| + |q| |r|
//
// with |a| <= |x| + |x - a| and |a + b| <= |x| + |r|. On a grid, t <k,a> = (t / 2) step (2 <k,u> - 15 sum k):
// the bracket is an integer below 2^20, exact in 32 bits and as a float. An entry is left out only if its
// bound is below the cutoff: the threshold or, once k are found, the worst of the best k. Whoever may equal
// the cutoff stays in, so ties are settled by position among true scores, and the answer is the brute
// force's.
//
// Rounding. The coarse bound is taken in single precision: `unit` is rounded once, two products and one sum
// follow, and `norm` is rounded up before one product and the same sum: at most 4 roundings of 2^-24 of
// (|q| + |e|) |a| and 2 of |q| |x - a|. 8 of each are granted. All else is in double precision, with fewer
// than 32 roundings of 2^-53 of such sizes: 2^-40 of them is granted, which covers the score's own error too.

/// What one probe adds to the sums of its codes to make them bounds of scores.
struct UpperBound {
  /// t / 2.
  let unit: Double
  /// 15 times the sum of the probe's codes.
  let bias: Int32
  /// At least |q|.
  let norm: Double
  /// What is added to the coarse estimate beside |q| |x - a|: |e| |a| and what is granted for rounding.
  let coarseMargin: Double
  /// The same for the fine estimate beside |q| |r|.
  let fineMargin: Double

  /// `missed` is the sum of squares of e, `squares` that of q.
  init(step: Double, codeSum: Int32, squares: Double, missed: Double, extremes: GalleryStorage.Extremes) {
    unit = step / 2
    bias = 15 * codeSum
    norm = Self.norm(ofSquares: squares)
    let error = Self.norm(ofSquares: missed)
    let coarse = extremes.norm + extremes.coarseResidual
    let fine = extremes.norm + extremes.fineResidual
    let sizes = (norm + error) * coarse + norm * extremes.coarseResidual
    let doubleSlack = 0x1p-40 * ((norm + error) * (coarse + fine) + norm * fine)
    coarseMargin = error * coarse + 0x1p-21 * sizes + doubleSlack + 0x1p-100
    fineMargin = error * fine + doubleSlack
  }

  /// Single precision's cutoff: never above what is meant.
  func coarseCut(_ cutoff: Double) -> Float { Float(cutoff - coarseMargin).nextDown }

  /// The estimate t <k,a> of a sum of coarse codes.
  func estimate(_ sum: Int32, _ step: Float) -> Double { unit * Double(step) * Double(2 * sum - bias) }

  /// Never below the norm whose squares were summed in double precision over at most 512 terms.
  static func norm(ofSquares sum: Double) -> Double { sum.squareRoot() * (1 + 0x1p-40) + 0x1p-45 }
}
