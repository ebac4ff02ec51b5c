public import AccessModel

/// Exact plates of one list edition: normalised plate to the entries that name it.
public struct PlateIndex: Sendable {
  public let edition: ListEdition
  /// Entries in the order of the list; looked up by position.
  private let entries: [WatchlistEntry]
  private let positions: [String: [Int32]]

  /// Most entries of one list.
  public static let entriesMax = 10_000_000

  /// Entries beyond `entriesMax` are the caller's error and stop the build.
  public init(edition: ListEdition, entries: [WatchlistEntry]) {
    precondition(entries.count <= Self.entriesMax, "a list holds at most \(Self.entriesMax) entries")
    self.edition = edition
    self.entries = entries
    var positions: [String: [Int32]] = [:]
    positions.reserveCapacity(entries.count)
    for (position, entry) in entries.enumerated() {
      positions[entry.plate, default: []].append(Int32(position))
    }
    self.positions = positions
  }

  public var count: Int { entries.count }

  private static func isAlpha3(_ code: String) -> Bool {
    code.utf8.count == 3 && code.utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }

  /// Entries that name exactly this plate, in the order of the list.
  ///
  /// A read without a country meets every entry of the plate; an entry without a country meets every
  /// read. A vendor's own country number is no country: only ISO 3166-1 alpha-3 codes can tell two plates
  /// apart.
  public func exact(_ plate: String, country: String?) -> [WatchlistEntry] {
    guard let found = positions[plate] else { return [] }
    return found.map { entries[Int($0)] }.filter { entry in
      guard let wanted = entry.country, let country, Self.isAlpha3(country) else { return true }
      return wanted == country
    }
  }
}
