/// Several readings of one vehicle made into one: each character by a vote that confidence weighs.
///
/// A frame that misread one character is outvoted; a single frame of a plate neither opens nor alarms, unless
/// `framesMin` is 1 because the camera sends one message a vehicle.
public struct PlateFusion: Hashable, Sendable {
  /// The plate that the frames agree on so far.
  public struct Result: Hashable, Sendable {
    public let plate: NormalisedPlate
    /// Share of the vote for each character, thousandths.
    public let shares: [Int]
    /// Frames that read this plate exactly.
    public let frames: Int
    /// Whether the plate may be decided on and matched.
    public let isSettled: Bool
  }

  private struct Frame: Hashable, Sendable {
    var characters: [Unicode.Scalar]
    /// Thousandths, by character.
    var weights: [Int]
    var country: String?
  }

  /// Most frames of one vehicle; later ones take the place of the earliest.
  public static let framesMax = 32
  /// Least share of the vote that settles a character, thousandths.
  public static let shareMin = 600
  /// Weight of a character of which the camera says nothing.
  static let weightUnstated = 700

  private let framesMin: Int
  private var frames: [Frame] = []

  /// `framesMin` frames must have read each character of the result.
  public init(framesMin: Int = 2) { self.framesMin = min(max(framesMin, 1), Self.framesMax) }

  /// Takes another frame; `confidence` (0...1) stands for characters without one of their own.
  public mutating func add(_ read: PlateEvidence, confidence: Double? = nil) {
    let characters = Array(read.plate.text.unicodeScalars)
    let whole = confidence.map(PlateEvidence.thousandths) ?? Self.weightUnstated
    // A weight of zero would make a frame vanish: it was seen, however badly.
    let weights = characters.indices.map {
      max(1, $0 < read.certainties.count ? read.certainties[$0] : whole)
    }
    if frames.count == Self.framesMax { frames.removeFirst() }
    frames.append(
      Frame(characters: characters, weights: weights, country: read.plate.region ?? read.plate.country))
  }

  /// The fused plate; nil before the first frame.
  ///
  /// Frames vote on the length first, by the mean weight of their characters; then those of that length
  /// vote on each character. Equal votes go to the earlier frame, and settle nothing.
  public var result: Result? {
    guard let length = winner(frames.map { ($0.characters.count, mean($0)) }) else { return nil }
    let voters = frames.filter { $0.characters.count == length.value }
    var text = String.UnicodeScalarView()
    var shares: [Int] = []
    var isSettled = length.share >= Self.shareMin
    for at in 0..<length.value {
      guard let vote = winner(voters.map { ($0.characters[at], $0.weights[at]) }) else { return nil }
      text.append(vote.value)
      shares.append(vote.share)
      let isUnread = vote.value == "?" || vote.value == "*"
      if vote.share < Self.shareMin || vote.votes < framesMin || isUnread { isSettled = false }
    }
    let stated = winner(voters.compactMap { frame in frame.country.map { ($0, mean(frame)) } })
    let country = stated?.value
    // Two issuers are two plates.
    if let stated, stated.share < Self.shareMin { isSettled = false }
    guard let plate = NormalisedPlate(String(text), country: country) else { return nil }
    let agreeing = voters.filter { $0.characters.elementsEqual(text) }.count
    // Characters of different frames may make a plate that none of them saw.
    return Result(
      plate: plate, shares: shares, frames: agreeing, isSettled: isSettled && agreeing >= framesMin)
  }

  private func mean(_ frame: Frame) -> Int {
    frame.weights.reduce(0, +) / max(frame.weights.count, 1)
  }

  /// The value with most weight, the first of equals.
  private func winner<Value: Equatable>(
    _ votes: [(Value, Int)]
  ) -> (value: Value, share: Int, votes: Int)? {
    var sums: [(value: Value, weight: Int, votes: Int)] = []
    var total = 0
    for (value, weight) in votes {
      total += weight
      if let known = sums.firstIndex(where: { $0.value == value }) {
        sums[known].weight += weight
        sums[known].votes += 1
      } else {
        sums.append((value, weight, 1))
      }
    }
    guard var best = sums.first, total > 0 else { return nil }
    for sum in sums.dropFirst() where sum.weight > best.weight { best = sum }
    return (best.value, best.weight * 1000 / total, best.votes)
  }
}
