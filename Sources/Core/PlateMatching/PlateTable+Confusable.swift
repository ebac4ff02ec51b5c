extension PlateTable {
  /// Entries exactly one edit from the read, best first, `countMax` at most.
  ///
  /// Whether there is such an entry is answered without any limit; only what is no better than the last of
  /// `countMax` is left out, and counted. An entry of the same plate is no confusable match: `exact` finds
  /// it.
  public func confusable(_ read: PlateEvidence, atMost countMax: Int) -> ConfusableMatches {
    var found = ConfusableCollector(atMost: countMax, positions: count)
    let wanted = code(of: read.plate.country)
    let plate = PackedPlate(read.plate.text, alphabet)
    if packed.cellCount > 0 {
      if plate.count <= format.symbolsMax {
        collectPacked(plate, read, wanted, &found)
      } else if plate.count == format.symbolsMax + 1 {
        collectShorter(read, wanted, &found)
      }
    }
    if texts.count > 0 { collectTexts(read, wanted, &found) }
    return found.finish()
  }

  /// One variant of a read, on its way to its cells.
  private struct Probe {
    /// The variant in packed symbols.
    let key: UInt64
    let tag: UInt64
    /// Which symbol of the read is missing in it; -1 for none.
    let place: Int
    let row: Int
    var (start, end): (Int, Int)
    /// Only to have it on its way.
    var cell: UInt64 = 0
  }

  /// In stages, so that the row numbers of all probes, then the cells behind them, are on their way before
  /// any is looked at.
  private func collectPacked(
    _ plate: PackedPlate, _ read: PlateEvidence, _ wanted: UInt16, _ found: inout ConfusableCollector
  ) {
    withUnsafeTemporaryAllocation(of: Probe.self, capacity: PlatePacking.symbolsMax + 1) { probes in
      var count = 0
      forEachVariant(of: plate) { key, code, place in
        let (row, tag) = format.place(code)
        let (start, end) = packed.row(row)
        probes.initializeElement(
          at: count, to: Probe(key: key, tag: tag, place: place, row: row, start: start, end: end))
        count &+= 1
      }
      for index in 0..<count where probes[index].start < probes[index].end {
        probes[index].cell = packed.cells[probes[index].start]
      }
      for index in 0..<count {
        let probe = probes[index]
        var at = probe.start
        while at < probe.end {
          let cell = packed.cells[at]
          if cell ^ probe.tag < format.limit { meet(cell, probe, plate, read, wanted, &found) }
          at &+= 1
        }
      }
    }
  }

  /// Calls `body` with each different variant of a read of at most `format.symbolsMax` symbols that entries
  /// may have: its packed symbols, its number, and which symbol is missing, -1 for none.
  @inline(__always)
  private func forEachVariant(of plate: PackedPlate, _ body: (UInt64, UInt64, Int) -> Void) {
    let base = format.base
    // The number of what stands behind a place, one place nearer; and of what stands before it.
    var (behind, before): (UInt64, UInt64) = (0, 0)
    var power: UInt64 = 1
    for place in 1..<max(plate.count, 1) {
      behind &+= UInt64(PlatePacking.symbol(plate.key, at: place)) &* power
      power &*= base
    }
    var symbol = PlatePacking.symbol(plate.key, at: 0)
    if plate.foreignCount == 0, plate.count < format.symbolsMax {
      body(plate.key, UInt64(symbol) &+ base &* behind, -1)
    }
    power = 1
    var last: UInt8 = 0
    for place in 0..<plate.count {
      let isKnown = plate.foreignCount == 0 || plate.foreignCount == 1 && plate.foreignAt == place
      // Without either of two equal neighbours, what is left is the same.
      if isKnown, symbol != last {
        body(PlatePacking.deleting(plate.key, at: place), before &+ behind, place)
      }
      before &+= UInt64(symbol) &* power
      last = symbol
      symbol = place &+ 1 < plate.count ? PlatePacking.symbol(plate.key, at: place &+ 1) : 0
      behind &-= UInt64(symbol) &* power
      power &*= base
    }
  }

  /// An entry that has the variant of a probe: one edit away, or two, or the same plate.
  @inline(__always)
  private func meet(
    _ cell: UInt64, _ probe: Probe, _ plate: PackedPlate, _ read: PlateEvidence, _ wanted: UInt16,
    _ found: inout ConfusableCollector
  ) {
    let order = format.order(cell)
    guard order < count, admits(format.country(cell), wanted) else { return }
    let (place, new) = (format.gap(cell), format.symbol(cell))
    if probe.place < 0 {
      if place >= 0 { addMissing(place, order, plate, new, read, &found) }
    } else if place < 0 {
      let at = PlatePacking.firstDifference(plate.key, probe.key)
      let isBesideItsLike = at > 0 && isDoubled(plate.key, at)
      addExtra(at, order, PlatePacking.symbol(plate.key, at: at), isBesideItsLike, read, &found)
    } else if place == probe.place {
      let old = PlatePacking.symbol(plate.key, at: place)
      if old != new { addSubstituted(place, order, old, new, read, &found) }
    } else if place < PlatePacking.symbolsMax {
      // Beside a run of equal symbols one substitution takes out different ones of the read and the entry.
      let listed = PlatePacking.inserting(probe.key, new, at: place)
      guard listed != plate.key else { return }
      let at = PlatePacking.firstDifference(plate.key, listed)
      guard (listed ^ plate.key) &>> UInt64(truncatingIfNeeded: at &* 7) < 128 else { return }
      addSubstituted(
        at, order, PlatePacking.symbol(plate.key, at: at), PlatePacking.symbol(listed, at: at), read, &found)
    }
  }

  /// Of a read one longer than the longest that packs, only entries with one symbol less can be packed.
  private func collectShorter(_ read: PlateEvidence, _ wanted: UInt16, _ found: inout ConfusableCollector) {
    let symbols = read.plate.text.unicodeScalars.map { alphabet.symbol($0) ?? PlatePacking.foreign }
    for place in symbols.indices where place == 0 || symbols[place] != symbols[place - 1] {
      var key: UInt64 = 0
      var shift: UInt64 = 0
      var isKnown = true
      for (at, symbol) in symbols.enumerated() where at != place {
        if symbol == PlatePacking.foreign { isKnown = false }
        key |= UInt64(symbol) &<< shift
        shift += UInt64(PlatePacking.symbolBits)
      }
      guard isKnown else { continue }
      var last = place
      while last + 1 < symbols.count, symbols[last + 1] == symbols[place] { last += 1 }
      forEachEntry(of: key) { cell in
        let order = format.order(cell)
        guard order < count, admits(format.country(cell), wanted) else { return }
        addExtra(last, order, symbols[place], last > place, read, &found)
      }
    }
  }
}

extension PlateTable {
  @inline(__always)
  private func addSubstituted(
    _ at: Int, _ order: UInt32, _ old: UInt8, _ new: UInt8, _ read: PlateEvidence,
    _ found: inout ConfusableCollector
  ) {
    guard let listed = alphabet.scalar(new) else { return }
    let difference = PlateDifference.substituted(at: at, read: scalar(old, at, read), listed: listed)
    if read.isBare, let likeness = likenesses.likeness(old, new) {
      found.add(position: order, score: likeness, difference)
    } else {
      found.add(position: order, score: read.score(difference, confusions, false), difference)
    }
  }

  @inline(__always)
  private func addExtra(
    _ at: Int, _ order: UInt32, _ old: UInt8, _ isBesideItsLike: Bool, _ read: PlateEvidence,
    _ found: inout ConfusableCollector
  ) {
    let difference = PlateDifference.extra(at: at, read: scalar(old, at, read))
    found.add(position: order, score: read.score(difference, confusions, isBesideItsLike), difference)
  }

  @inline(__always)
  private func addMissing(
    _ place: Int, _ order: UInt32, _ plate: PackedPlate, _ new: UInt8, _ read: PlateEvidence,
    _ found: inout ConfusableCollector
  ) {
    guard place < PlatePacking.symbolsMax, let listed = alphabet.scalar(new) else { return }
    let key = PlatePacking.inserting(plate.key, new, at: place)
    let at = PlatePacking.firstDifference(plate.key, key)
    let isBesideItsLike = at > 0 && isDoubled(key, at)
    let difference = PlateDifference.missing(at: at, listed: listed)
    found.add(position: order, score: read.score(difference, confusions, isBesideItsLike), difference)
  }

  /// A character of the read; one that no entry has is looked up in its text.
  @inline(__always)
  private func scalar(_ symbol: UInt8, _ at: Int, _ read: PlateEvidence) -> Unicode.Scalar {
    if let known = alphabet.scalar(symbol) { return known }
    let characters = read.plate.text.unicodeScalars
    return characters[characters.index(characters.startIndex, offsetBy: at)]
  }

  @inline(__always)
  private func isDoubled(_ key: UInt64, _ position: Int) -> Bool {
    PlatePacking.symbol(key, at: position) == PlatePacking.symbol(key, at: position &- 1)
  }
}

extension PlateTable {
  /// Longer plates, and plates with characters beyond the alphabet.
  private func collectTexts(_ read: PlateEvidence, _ wanted: UInt16, _ found: inout ConfusableCollector) {
    let characters = Array(read.plate.text.unicodeScalars)
    collectTexts(of: plateTextKey(characters), isWhole: true, characters, read, wanted, &found)
    for place in characters.indices where place == 0 || characters[place] != characters[place - 1] {
      let key = plateTextKey(characters, without: place)
      collectTexts(of: key, isWhole: false, characters, read, wanted, &found)
    }
  }

  private func collectTexts(
    of key: UInt64, isWhole: Bool, _ characters: [Unicode.Scalar], _ read: PlateEvidence, _ wanted: UInt16,
    _ found: inout ConfusableCollector
  ) {
    texts.forEachPlate(of: key) { record, text in
      let listed = text.compactMap(Unicode.Scalar.init)
      guard admits(record.country, wanted), let difference = PlateDifference.between(characters, listed) else {
        return
      }
      var isBesideItsLike = false
      // Another probe may find the same entry: this one counts only if it is the one to.
      switch difference {
      case .substituted(let at, _, _):
        guard !isWhole, plateTextKey(characters, without: at) == key else { return }
      case .extra(let at, let scalar):
        guard !isWhole, plateTextKey(characters, without: at) == key else { return }
        isBesideItsLike = at > 0 && characters[at - 1] == scalar
      case .missing(let at, let scalar):
        guard isWhole else { return }
        isBesideItsLike = at > 0 && listed[at - 1] == scalar
      }
      let score = read.score(difference, confusions, isBesideItsLike)
      found.add(position: record.order, score: score, difference)
    }
  }
}
