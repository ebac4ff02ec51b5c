public import AccessModel

/// What a camera knows of one plate: the reading, how sure it is of each character, and what else it
/// considered.
public struct PlateEvidence: Sendable {
  /// The plate as read, normalised.
  public let plate: NormalisedPlate
  /// Thousandths for each character of `plate.text`; empty where the camera does not say.
  let certainties: [Int]
  /// Other readings of the same length, each with its thousandths.
  let candidates: [(characters: [Unicode.Scalar], certainty: Int)]

  /// A reading alone.
  public init(_ plate: NormalisedPlate) {
    self.plate = plate
    certainties = []
    candidates = []
  }

  /// A read with all that the camera sent; nil when it holds no plate.
  public init?(_ read: PlateRead) {
    guard let text = read.plate, let plate = NormalisedPlate(text, country: read.country) else { return nil }
    self.plate = plate
    let count = plate.text.unicodeScalars.count
    certainties = Self.certainties(of: read.characterConfidences, text, count)
    candidates = read.candidates.prefix(PlateRead.candidatesMax).compactMap { candidate in
      guard let other = NormalisedPlate(candidate.plate, country: read.country) else { return nil }
      let characters = Array(other.text.unicodeScalars)
      guard characters.count == count, other.text != plate.text else { return nil }
      return (characters, candidate.confidence.map(Self.thousandths) ?? Self.certaintyUnstated)
    }
  }

  private static let certaintyUnstated = 500

  /// Some cameras count the separators of the plate, some do not; what fits neither says nothing.
  private static func certainties(of confidences: [Double], _ text: String, _ count: Int) -> [Int] {
    if confidences.count == count { return confidences.map(thousandths) }
    guard confidences.count == text.count else { return [] }
    let kept = zip(text, confidences).filter { character, _ in
      character.unicodeScalars.contains { PlateFolding.folded($0) != nil }
    }
    return kept.count == count ? kept.map { thousandths($0.1) } : []
  }

  static func thousandths(_ share: Double) -> Int {
    // Not a number, or out of range, is no certainty at all.
    share >= 0 && share <= 1 ? Int(share * 1000) : 0
  }
}

extension PlateEvidence {
  /// Whether the camera said nothing but the plate.
  var isBare: Bool { certainties.isEmpty && candidates.isEmpty }

  /// How much a difference looks like a mistake of reading, 1...1000.
  ///
  /// The table's likeness, raised by half of the doubt about the character read, and by half of what a
  /// candidate of the camera says for the character listed. `isBesideItsLike` is for a character too many
  /// or too few.
  func score(_ difference: PlateDifference, _ table: ConfusionTable, _ isBesideItsLike: Bool) -> Int {
    switch difference {
    case .substituted(let at, let read, let listed):
      var score = doubted(table.likeness(read: read, listed: listed), at)
      for candidate in candidates where candidate.characters[at] == listed {
        score = max(score, score + (1000 - score) * candidate.certainty / 2000)
      }
      return score
    case .extra(let at, let read):
      return doubted(Self.likeness(ofEdit: read, isBesideItsLike), at)
    case .missing(_, let listed):
      return Self.likeness(ofEdit: listed, isBesideItsLike)
    }
  }

  private func doubted(_ likeness: Int, _ at: Int) -> Int {
    guard at < certainties.count else { return likeness }
    return likeness + (1000 - likeness) * (1000 - certainties[at]) / 2000
  }

  private static func likeness(ofEdit character: Unicode.Scalar, _ isBesideItsLike: Bool) -> Int {
    let isNarrow = character == "1" || character == "I" || character == "L" || character == "T"
    return isBesideItsLike || isNarrow ? ConfusionTable.likelyEdit : ConfusionTable.edit
  }
}
