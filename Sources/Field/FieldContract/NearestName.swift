/// The name that was probably meant: the nearest one within three edits; nil when none is near.
public func nearestName(to name: String, among names: some Sequence<String>) -> String? {
  let distances = names.map { (name: $0, edits: editDistance($0, name)) }
  // Three edits turn any short word into any other.
  let editsMax = min(3, max(1, name.utf8.count / 2))
  return distances.filter { $0.edits <= editsMax }.min { ($0.edits, $0.name) < ($1.edits, $1.name) }?.name
}

/// Levenshtein distance over the first 64 bytes: names are short.
private func editDistance(_ left: String, _ right: String) -> Int {
  let (left, right) = (Array(left.utf8.prefix(64)), Array(right.utf8.prefix(64)))
  var row = Array(0...right.count)
  for (i, byte) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in right.enumerated() {
      let substitution = diagonal + (byte == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
    }
  }
  return row[right.count]
}
