internal import AccessModel

extension CameraDecoder {
  /// Maps one record; what cannot be used is left out and noted.
  func read(_ rules: ReadRules, _ tree: FieldTree, _ record: Int32) throws(BodyFault) -> DecodedRead {
    let fields = RecordFields(tree: tree, record: record)
    var notes = Notes()
    var read = PlateRead(device: device, plate: try plate(rules, fields, &notes))
    read.country = fields.word(rules.country)
    read.confidence = fields.confidence(rules.confidence, &notes)
    read.characterConfidences = characterConfidences(rules, fields, plate: read.plate, &notes)
    read.candidates = candidates(rules, fields, plate: read.plate)
    read.direction = fields.word(in: rules.direction) ?? .unknown
    read.laneNumber = fields.lane(rules.lane)
    read.vehicle = VehicleDescription(
      kind: fields.word(rules.vehicleKind), colour: fields.word(rules.vehicleColour),
      make: fields.word(rules.vehicleMake))
    read.track = TrackMark(
      id: fields.word(rules.track, scalarsMax: CameraLimits.trackScalarsMax),
      phase: fields.word(in: rules.phase) ?? .new)
    read.capturedAt = time(rules.times, fields, &notes)
    // Any mark of a replay counts: a late read must not pass for a live one.
    read.isReplay = rules.replay.paths.contains { path in
      let marks = tree.all(path, from: record, limit: 1) { node in
        guard let text = tree.text(node) else { return false }
        return rules.replay.words.contains { text.matches($0.word) }
      }
      return !marks.isEmpty
    }
    let images = images(rules.images, fields, &notes)
    return DecodedRead(read: read, images: images, notes: notes.words)
  }

  /// Two different plates in one record would let the sender choose which one opens: refused.
  private func plate(_ rules: ReadRules, _ fields: RecordFields, _ notes: inout Notes) throws(BodyFault)
    -> String?
  {
    for path in rules.plate.paths {
      var first: ArraySlice<UInt8>?
      let others = fields.tree.all(path, from: fields.record, limit: 1) { node in
        let text = fields.tree.text(node)
        guard let first else {
          first = text ?? []
          return false
        }
        return text?.elementsEqual(first) != true
      }
      guard let text = first, !text.isEmpty else { continue }
      if let other = others.first {
        throw BodyFault(
          operation: .mapping, cause: .contradictory("the plate"),
          offset: Int(fields.tree.nodes[Int(other)].value.start))
      }
      if rules.plate.none.contains(where: { text.matches($0) }) { return nil }
      let bare = rules.plate.prefix.dropped(from: text)
      let plate = bare.word(scalarsMax: PlateRead.plateLengthMax + 1)
      guard plate.unicodeScalars.count > PlateRead.plateLengthMax else { return plate.isEmpty ? nil : plate }
      notes.add("the plate is longer than \(PlateRead.plateLengthMax) characters and was cut")
      return bare.word(scalarsMax: PlateRead.plateLengthMax)
    }
    return nil
  }

  private func characterConfidences(
    _ rules: ReadRules, _ fields: RecordFields, plate: String?, _ notes: inout Notes
  ) -> [Double] {
    guard let plate, let text = fields.text(rules.characters.paths) else { return [] }
    let pieces = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let full = rules.characters.scale.full
    let values = pieces.prefix(PlateRead.plateLengthMax + 1).compactMap {
      $0.trimmed.decimal.map { $0 / full }
    }
    guard values.count == plate.count, values.count == pieces.count,
      values.allSatisfy({ (0...1).contains($0) })
    else {
      notes.add("the confidences of the characters do not fit the plate")
      return []
    }
    return values
  }

  private func candidates(_ rules: ReadRules, _ fields: RecordFields, plate: String?) -> [PlateCandidate] {
    guard let rule = rules.candidates else { return [] }
    var found: [PlateCandidate] = []
    for entry in fields.tree.all(rule.list, from: fields.record, limit: 4 * PlateRead.candidatesMax) {
      let inner = RecordFields(tree: fields.tree, record: entry)
      guard let text = inner.text([rule.plate])?.word(scalarsMax: PlateRead.plateLengthMax), text != plate,
        !text.isEmpty, found.count < PlateRead.candidatesMax
      else { continue }
      let confidence = inner.text([rule.confidence])?.decimal.map { $0 / rule.scale.full }
      found.append(
        PlateCandidate(plate: text, confidence: confidence.flatMap { (0...1).contains($0) ? $0 : nil }))
    }
    return found
  }

  private func time(_ rules: [ReadRules.Time], _ fields: RecordFields, _ notes: inout Notes) -> CivilTime? {
    for rule in rules {
      guard let text = fields.text([rule.path]) else { continue }
      if let time = rule.form.read(text, zone: zone) { return time }
      notes.add("the time `\(text.word(scalarsMax: 40))` cannot be read")
    }
    return nil
  }

  private func images(_ rules: [ReadRules.Image], _ fields: RecordFields, _ notes: inout Notes)
    -> [DecodedImage]
  {
    var images: [DecodedImage] = []
    var taken: [Int32] = []
    for rule in rules {
      for node in fields.tree.all(rule.path, from: fields.record, limit: CameraLimits.imagesPerReadMax)
      where !taken.contains(node) {
        taken.append(node)
        guard let text = fields.tree.text(node, bytesMax: CameraLimits.bodyBytesMax), !text.isEmpty else {
          continue
        }
        guard let bytes = Base64Text.decode(text), Self.isJPEG(bytes[...]) else {
          notes.add("a picture is not a JPEG in Base64 of at most \(CameraLimits.imageBytesMax) bytes")
          continue
        }
        if images.count < CameraLimits.imagesPerReadMax {
          images.append(DecodedImage(role: rule.role, bytes: bytes))
        }
      }
    }
    return images
  }

  /// Adds the JPEG parts of a multipart body, but none of those that the profile never keeps.
  func attachPictures(of multipart: MultipartBody, _ body: [UInt8], to read: inout DecodedRead) {
    let pictures = multipart.parts.filter { Self.isJPEG(body[$0.content]) }
    let kept = pictures.filter { part in !profile.droppedParts.contains { part.isNamed(with: $0) } }
    if kept.count < pictures.count {
      read.notes.insert("pictures of people, never kept: \(pictures.count - kept.count)", at: 0)
      read.notes = Array(read.notes.prefix(CameraLimits.notesPerReadMax))
    }
    for part in kept {
      guard part.content.count <= CameraLimits.imageBytesMax,
        read.images.count < CameraLimits.imagesPerReadMax
      else {
        if read.notes.count < CameraLimits.notesPerReadMax {
          read.notes.append("a picture of \(part.content.count) bytes is beyond the limits and was left out")
        }
        continue
      }
      let role = profile.partRoles.first {
        part.name.starts(with: $0.name) || part.fileName.starts(with: $0.name)
      }
      read.images.append(DecodedImage(role: role?.role ?? .other, bytes: Array(body[part.content])))
    }
  }
}

/// What could not be used, a few lines at most.
struct Notes {
  private(set) var words: [String] = []

  mutating func add(_ note: String) {
    if words.count < CameraLimits.notesPerReadMax { words.append(note) }
  }
}
