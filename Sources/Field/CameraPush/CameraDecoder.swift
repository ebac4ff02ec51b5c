public import AccessModel
internal import FieldContract

/// Turns the HTTP bodies of one camera into reads, by its profile. Pure: no clock, no input, no output.
public struct CameraDecoder: Sendable {
  let profile: CameraProfile
  let device: DeviceID
  let zone: LocalZone

  /// `timeZone` is the IANA name of the zone in which the device writes local times without an offset.
  public init(profile: CameraProfile, device: DeviceID, timeZone: String) throws(CameraDecodingError) {
    guard let zone = LocalZone(name: timeZone) else {
      throw CameraDecodingError(operation: .settingUp, device: device, cause: .unknownTimeZone(timeZone))
    }
    self.profile = profile
    self.device = device
    self.zone = zone
  }

  /// What the vendor expects in the body of a 2xx answer.
  public var answer: CameraAnswer { profile.answer }

  /// Decodes one complete body; throws for what is broken, never for what is merely not a read.
  public func decode(contentType: String?, body: [UInt8]) throws(CameraDecodingError) -> CameraMessage {
    do {
      return try message(contentType, body)
    } catch {
      throw CameraDecodingError(
        operation: error.operation, device: device, cause: error.cause, offset: error.offset)
    }
  }

  private func message(_ contentType: String?, _ body: [UInt8]) throws(BodyFault) -> CameraMessage {
    guard body.count <= CameraLimits.bodyBytesMax else {
      throw BodyFault(operation: .readingBody, cause: .tooLarge("\(CameraLimits.bodyBytesMax) bytes"))
    }
    let whole = 0..<body.count
    if let tree = try document(body, whole) { return try message(of: tree) }
    if let boundary = MultipartBody.boundary(contentType: contentType, body: body) {
      return try message(of: MultipartBody(body, boundary: boundary), body)
    }
    if body.allSatisfy({ $0 <= 0x20 }) { return .ignored("an empty body") }
    if Self.isJPEG(body[...]) { return .ignored("a picture without a message") }
    if body.first(where: { $0 > 0x20 }) == UInt8(ascii: "-") {
      throw BodyFault(operation: .readingMultipart, cause: .truncated, offset: body.count)
    }
    throw BodyFault(
      operation: .readingBody, cause: .malformed("neither XML nor JSON nor multipart/form-data"), offset: 0)
  }

  /// Reads what begins like XML or JSON; nil for anything else.
  private func document(_ body: [UInt8], _ range: Range<Int>) throws(BodyFault) -> FieldTree? {
    var start = range.lowerBound
    if let isBigEndian = DocumentText.utf16Mark(body, range) {
      start += isBigEndian ? 3 : 2
    } else {
      if body[range].starts(with: [0xEF, 0xBB, 0xBF]) { start += 3 }
      while start < range.upperBound, body[start] <= 0x20 { start += 1 }
    }
    guard start < range.upperBound else { return nil }
    switch body[start] {
    case UInt8(ascii: "<"): return try XMLReader.read(body, range)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return try JSONReader.read(body, range)
    default: return nil
    }
  }

  /// All documents of the body in their order; pictures go with the first read.
  private func message(of multipart: MultipartBody, _ body: [UInt8]) throws(BodyFault) -> CameraMessage {
    var reads: [DecodedRead] = []
    var other: CameraMessage?
    for part in multipart.parts {
      guard let tree = try document(body, part.content) else { continue }
      switch try message(of: tree) {
      case .reads(let more): reads += more
      case let message: other = other ?? message
      }
    }
    guard !reads.isEmpty else { return other ?? .ignored("a multipart body without a message") }
    guard reads.count <= CameraLimits.readsMax else { throw Self.tooManyReads }
    attachPictures(of: multipart, body, to: &reads[0])
    return .reads(reads)
  }

  private func message(of tree: FieldTree) throws(BodyFault) -> CameraMessage {
    for rule in profile.messages where rule.formats.contains(tree.format) {
      // Asked once: a body may hold thousands of records.
      guard tree.meets(rule.documentConditions, at: 0) else { continue }
      var records: [Int32] = []
      for path in rule.records where records.count <= CameraLimits.readsMax {
        records += tree.all(path, from: 0, limit: CameraLimits.readsMax + 1) {
          tree.meets(rule.recordConditions, at: $0)
        }
      }
      if records.isEmpty { continue }
      switch rule.meaning {
      case .reads:
        guard records.count <= CameraLimits.readsMax else { throw Self.tooManyReads }
        var reads: [DecodedRead] = []
        for record in records { reads.append(try read(rule.fields, tree, record)) }
        return .reads(reads)
      case .heartbeat: return .heartbeat
      case .test: return .test
      case .ignored: return .ignored(summary(of: tree))
      }
    }
    return .ignored(summary(of: tree))
  }

  /// `xml EventNotificationAlert: VMD`, `json: alpr_results`
  private func summary(of tree: FieldTree) -> String {
    let found = profile.summaries.lazy.compactMap { tree.first($0, from: 0) }
      .compactMap { tree.text($0)?.word(scalarsMax: 60) }.first { !$0.isEmpty }
    var words = tree.format.rawValue
    if tree.format == .xml || found == nil, let first = tree.children(of: 0).first(where: { _ in true }) {
      words += " " + tree.name(first).word(scalarsMax: 40)
    }
    if let found { words += ": " + found }
    return words
  }

  static func isJPEG(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.starts(with: [0xFF, 0xD8, 0xFF]) }

  private static var tooManyReads: BodyFault {
    BodyFault(operation: .mapping, cause: .tooLarge("\(CameraLimits.readsMax) reads in one body"))
  }
}

extension FieldTree {
  func meets(_ conditions: [MessageRule.Condition], at record: Int32) -> Bool {
    conditions.allSatisfy { condition in
      guard let node = first(condition.path, from: record) else { return false }
      guard !condition.words.isEmpty else { return true }
      guard let text = text(node) else { return false }
      return condition.words.contains { text.matches($0) }
    }
  }
}
