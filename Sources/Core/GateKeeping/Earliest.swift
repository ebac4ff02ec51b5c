import AccessModel

/// The earliest of many moments, found without gathering them.
struct Earliest {
  private(set) var moment: Moment?
  /// Only later ones count.
  private let after: Moment

  init(after: Moment = Moment(nanoseconds: .min)) { self.after = after }

  mutating func take(_ next: Moment?) {
    guard let next, next > after else { return }
    if let moment, moment <= next { return }
    moment = next
  }
}
