internal import AccessModel
internal import Foundation

/// The zone of a board's clock, which shows local time and knows no offset.
struct BoardZone: Sendable {
  private let zone: TimeZone

  /// Nil when the machine does not know the IANA name.
  init?(name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.zone = zone
  }

  /// What a right clock there shows.
  func fields(of time: CivilTime) -> CivilTime.Fields { (time + .seconds(offset(at: time))).fields }

  /// The hour that a clock change repeats counts as its first pass.
  func instant(_ fields: CivilTime.Fields) -> CivilTime? {
    guard let asUTC = CivilTime(fields) else { return nil }
    let before = offset(at: asUTC + .seconds(-86_400))
    let guess = asUTC + .seconds(-before)
    return asUTC + .seconds(-offset(at: guess))
  }

  private func offset(at time: CivilTime) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)))
  }
}
