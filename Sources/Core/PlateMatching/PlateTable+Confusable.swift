internal import CVectorKernels

extension PlateTable {
  /// Entries exactly one edit from the read, best first, `countMax` at most.
  ///
  /// Whether there is such an entry is answered without any limit; only what is no better than the last of
  /// `countMax` is left out, and counted. An entry of the same plate is no confusable match: `exact` finds
  /// it.
  public func confusable(_ read: PlateEvidence, atMost countMax: Int) -> ConfusableMatches {
    let wanted = code(of: read.plate.country)
    let plate = PackedPlate(read.plate.text, alphabet)
    return ConfusableCollector.gathered(atMost: countMax, positions: count) { found in
      if packed.cellCount > 0 {
        if plate.count <= format.symbolsMax {
          collectPacked(plate, read, wanted, &found)
        } else if plate.count == format.symbolsMax + 1 {
          collectShorter(read, wanted, &found)
        }
      }
      if texts.count > 0 { collectTexts(read, wanted, &found) }
    }
  }

  /// Cells taken at once.
  private static let hitsMax = 64

  private func collectPacked(
    _ plate: PackedPlate, _ read: PlateEvidence, _ wanted: UInt16, _ found: inout ConfusableCollector
  ) {
    // A variant with a character that no entry has is no entry's.
    let places: UInt32 =
      plate.foreignCount == 0 ? .max : plate.foreignCount == 1 ? 1 &<< UInt32(plate.foreignAt) : 0
    let isWhole = plate.foreignCount == 0 && plate.count < format.symbolsMax
    let isBare = read.isBare
    withUnsafePointer(to: shelf) { shelf in
      withUnsafeTemporaryAllocation(of: cvk_probe.self, capacity: Int(CVK_VARIANTS_MAX)) { probes in
        withUnsafeTemporaryAllocation(of: cvk_hit.self, capacity: Self.hitsMax) { hits in
          let count = cvk_aim(shelf, plate.key, plate.count, places, isWhole, probes.baseAddress)
          var next = 0
          var taken: Int
          repeat {
            taken = cvk_hits(shelf, probes.baseAddress, count, &next, hits.baseAddress, Self.hitsMax)
            for index in 0..<taken { meet(hits[index], plate, read, isBare, wanted, &found) }
          } while taken == Self.hitsMax
        }
      }
    }
  }

  /// An entry that has the variant of a probe: one edit away, or two, or the same plate.
  @inline(__always)
  private func meet(
    _ hit: cvk_hit, _ plate: PackedPlate, _ read: PlateEvidence, _ isBare: Bool, _ wanted: UInt16,
    _ found: inout ConfusableCollector
  ) {
    let order = format.order(hit.cell)
    guard order < count, admits(format.country(hit.cell), wanted) else { return }
    let (place, new, missing) = (format.gap(hit.cell), format.symbol(hit.cell), Int(hit.place))
    if missing < 0 {
      if place >= 0 { addMissing(place, order, plate, new, read, &found) }
    } else if place < 0 {
      // Among equal neighbours the last is the one too many.
      var at = missing
      let old = PlatePacking.symbol(plate.key, at: at)
      while at &+ 1 < plate.count, PlatePacking.symbol(plate.key, at: at &+ 1) == old { at &+= 1 }
      addExtra(at, order, old, at > missing, read, &found)
    } else if place == missing {
      let old = PlatePacking.symbol(plate.key, at: place)
      if old != new { addSubstituted(place, order, old, new, read, isBare, &found) }
    } else if place < PlatePacking.symbolsMax {
      // Beside a run of equal symbols one substitution takes out different ones of the read and the entry.
      let listed = PlatePacking.inserting(PlatePacking.deleting(plate.key, at: missing), new, at: place)
      let at = PlatePacking.firstDifference(plate.key, listed)
      guard listed != plate.key, (listed ^ plate.key) &>> UInt64(truncatingIfNeeded: at &* 7) < 128 else {
        return
      }
      let old = PlatePacking.symbol(plate.key, at: at)
      addSubstituted(at, order, old, PlatePacking.symbol(listed, at: at), read, isBare, &found)
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
    _ isBare: Bool, _ found: inout ConfusableCollector
  ) {
    guard let listed = alphabet.scalar(new) else { return }
    let difference = PlateDifference.substituted(at: at, read: scalar(old, at, read), listed: listed)
    if isBare, let likeness = likenesses.likeness(old, new) {
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
      guard admits(record.country, wanted), let difference = PlateDifference.between(characters, listed)
      else {
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
