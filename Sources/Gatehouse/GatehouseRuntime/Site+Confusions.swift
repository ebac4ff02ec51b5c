import GatehouseSettings
import PlateMatching

extension Site {
  /// What all cameras confuse, and what those of this site do.
  var confusions: ConfusionTable {
    .standard.adding(
      lookAlikes.compactMap { pair in
        guard let one = pair.one.unicodeScalars.first, let other = pair.other.unicodeScalars.first else {
          return nil
        }
        return ConfusionTable.Pair(one, other, pair.likeness)
      })
  }
}
