extension PlateTable {
  /// Entries exactly one edit from the read, best first, `countMax` at most.
  ///
  /// Whether there is such an entry is answered without any limit; only what is no better than the last of
  /// `countMax` is left out, and counted. An entry of the same plate is no confusable match: `exact` finds
  /// it.
  public func confusable(_ read: PlateEvidence, atMost countMax: Int) -> ConfusableMatches {
    var found = ConfusableCollector(atMost: countMax)
    let wanted = code(of: read.plate.country)
    let plate = PackedPlate(read.plate.text, alphabet)
    if packed.count > 0 {
      if plate.count <= PlatePacking.symbolsMax {
        collectPacked(plate, read, wanted, &found)
      } else if plate.count == PlatePacking.symbolsMax + 1 {
        collectShorter(plate, read, wanted, &found)
      }
    }
    if texts.count > 0 { collectTexts(read, wanted, &found) }
    return found.finish()
  }

  private func collectPacked(
    _ plate: PackedPlate, _ read: PlateEvidence, _ wanted: UInt16, _ found: inout ConfusableCollector
  ) {
    withUnsafeTemporaryAllocation(of: PlateShelf.Probe.self, capacity: PlatePacking.symbolsMax + 1) {
      probes in
      probes.initializeElement(at: 0, to: PlateShelf.Probe(key: plate.key, position: -1))
      var count = 1
      for position in 0..<plate.count {
        // Without either of two equal neighbours, what is left is the same.
        if position > 0, isDoubled(plate.key, position) { continue }
        let key = PlatePacking.deleting(plate.key, at: position)
        probes.initializeElement(at: count, to: PlateShelf.Probe(key: key, position: position))
        count += 1
      }
      packed.scan(UnsafeMutableBufferPointer(rebasing: probes[..<count])) { probe, id, key in
        guard let edit = Self.edit(from: plate, to: key, by: probe) else { return }
        add(edit, id, from: plate, read, wanted, &found)
      }
    }
  }

  /// Of a read of ten characters only entries of nine can be packed.
  private func collectShorter(
    _ plate: PackedPlate, _ read: PlateEvidence, _ wanted: UInt16, _ found: inout ConfusableCollector
  ) {
    let symbols = read.plate.text.unicodeScalars.map { alphabet.symbol($0) ?? PlatePacking.foreign }
    withUnsafeTemporaryAllocation(of: PlateShelf.Probe.self, capacity: symbols.count) { probes in
      var count = 0
      for position in symbols.indices where position == 0 || symbols[position] != symbols[position - 1] {
        var key: UInt64 = 0
        var shift: UInt64 = 0
        for (at, symbol) in symbols.enumerated() where at != position {
          key |= UInt64(symbol) &<< shift
          shift += UInt64(PlatePacking.symbolBits)
        }
        probes.initializeElement(at: count, to: PlateShelf.Probe(key: key, position: position))
        count += 1
      }
      packed.scan(UnsafeMutableBufferPointer(rebasing: probes[..<count])) { probe, id, key in
        guard key == probe.key else { return }
        add(.extra(lastEqual(symbols, probe.position)), id, from: plate, read, wanted, &found)
      }
    }
  }

  private func lastEqual(_ symbols: [UInt8], _ position: Int) -> Int {
    var last = position
    while last + 1 < symbols.count, symbols[last + 1] == symbols[position] { last += 1 }
    return last
  }

  /// The kind of an edit and the position of the character that it concerns.
  private enum Edit {
    case substituted(Int)
    case missing(Int)
    case extra(Int)
  }

  /// Nil unless the entry is one edit away and this probe is the one to find it, so that each is found once.
  @inline(__always)
  private static func edit(from read: PackedPlate, to key: UInt64, by probe: PlateShelf.Probe) -> Edit? {
    let at = PlatePacking.firstDifference(read.key, key)
    if probe.position < 0 {
      guard key != read.key, PlatePacking.deleting(key, at: at) == read.key else { return nil }
      return .missing(at)
    }
    guard at < PlatePacking.symbolsMax else { return nil }
    if key == probe.key { return .extra(at) }
    guard (key ^ read.key) &>> UInt64(truncatingIfNeeded: at &* 7) < 128,
      PlatePacking.deleting(read.key, at: at) == probe.key, at < read.count,
      PlatePacking.symbol(key, at: at) != 0
    else { return nil }
    return .substituted(at)
  }

  /// The entry and those of the same plate that follow it.
  private func add(
    _ edit: Edit, _ id: Int, from plate: PackedPlate, _ read: PlateEvidence, _ wanted: UInt16,
    _ found: inout ConfusableCollector
  ) {
    let key = packed.records[id].key
    let difference: PlateDifference
    let score: Int
    switch edit {
    case .substituted(let at):
      let (old, new) = (PlatePacking.symbol(plate.key, at: at), PlatePacking.symbol(key, at: at))
      guard let listed = alphabet.scalar(new) else { return }
      difference = .substituted(at: at, read: scalar(old, at, read), listed: listed)
      score = read.isBare ? likeness(old, new, difference) : read.score(difference, confusions, false)
    case .missing(let at):
      guard let listed = alphabet.scalar(PlatePacking.symbol(key, at: at)) else { return }
      difference = .missing(at: at, listed: listed)
      score = read.score(difference, confusions, at > 0 && isDoubled(key, at))
    case .extra(let at):
      let old = scalar(at < PlatePacking.symbolsMax ? PlatePacking.symbol(plate.key, at: at) : 0, at, read)
      difference = .extra(at: at, read: old)
      let before = at > 0 ? scalar(PlatePacking.symbol(plate.key, at: at - 1), at - 1, read) : nil
      score = read.score(difference, confusions, before == old)
    }
    var next = id
    repeat {
      if admits(packed.records[next].country, wanted) {
        found.add(position: packed.records[next].order, score: score, difference)
      }
      next += 1
    } while next < packed.count && packed.records[next].key == key
  }

  /// A character of the read; one that no entry has is looked up in its text.
  @inline(__always)
  private func scalar(_ symbol: UInt8, _ at: Int, _ read: PlateEvidence) -> Unicode.Scalar {
    if let known = alphabet.scalar(symbol) { return known }
    let characters = read.plate.text.unicodeScalars
    return characters[characters.index(characters.startIndex, offsetBy: at)]
  }

  @inline(__always)
  private func likeness(_ read: UInt8, _ listed: UInt8, _ difference: PlateDifference) -> Int {
    if let known = likenesses.likeness(read, listed) { return known }
    guard case .substituted(_, let read, let listed) = difference else { return 0 }
    return confusions.likeness(read: read, listed: listed)
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
    withUnsafeTemporaryAllocation(of: PlateShelf.Probe.self, capacity: characters.count + 1) { probes in
      probes.initializeElement(at: 0, to: PlateShelf.Probe(key: plateTextKey(characters), position: -1))
      var count = 1
      for position in characters.indices {
        if position > 0, characters[position] == characters[position - 1] { continue }
        let key = plateTextKey(characters, without: position)
        probes.initializeElement(at: count, to: PlateShelf.Probe(key: key, position: position))
        count += 1
      }
      texts.scan(UnsafeMutableBufferPointer(rebasing: probes[..<count])) { probe, id, _ in
        addText(characters, id, probe, read, wanted, &found)
      }
    }
  }

  private func addText(
    _ characters: [Unicode.Scalar], _ id: Int, _ probe: PlateShelf.Probe, _ read: PlateEvidence,
    _ wanted: UInt16, _ found: inout ConfusableCollector
  ) {
    let listed = text(id).compactMap(Unicode.Scalar.init)
    guard let difference = PlateDifference.between(characters, listed) else { return }
    var isBesideItsLike = false
    switch difference {
    case .substituted(let at, _, _):
      guard probe.position >= 0, plateTextKey(characters, without: at) == probe.key else { return }
    case .extra(let at, let scalar):
      guard probe.position >= 0, plateTextKey(characters, without: at) == probe.key else { return }
      isBesideItsLike = at > 0 && characters[at - 1] == scalar
    case .missing(let at, let scalar):
      guard probe.position < 0 else { return }
      isBesideItsLike = at > 0 && listed[at - 1] == scalar
    }
    let score = read.score(difference, confusions, isBesideItsLike)
    var next = id
    repeat {
      if admits(texts.records[next].country, wanted) {
        found.add(position: texts.records[next].order, score: score, difference)
      }
      next += 1
    } while next < texts.count && text(next).elementsEqual(text(id))
  }
}
