internal import AccessModel

/// One kind of message: how it is recognised, what it means, where its fields are.
struct MessageRule: Sendable {
  enum Meaning: String, CaseIterable, Sendable { case reads, heartbeat, test, ignored }

  var meaning: Meaning
  var formats: [FieldTree.Format]
  /// Ways to the records; each record that meets the conditions is one read.
  var records: [FieldPath]
  /// Conditions with an absolute path: the same for every record.
  var documentConditions: [Condition]
  var recordConditions: [Condition]
  var fields: ReadRules

  /// A node that must be there, and the words of which it must hold one, if any are given.
  struct Condition: Sendable {
    var path: FieldPath
    var words: [[UInt8]]
  }
}

/// Where the fields of a read are. Words are in lower case; the first path that holds a value wins.
struct ReadRules: Sendable {
  struct Text: Sendable {
    var paths: [FieldPath] = []
    /// Words that mean "nothing".
    var none: [[UInt8]] = []
  }

  struct Plate: Sendable {
    var paths: [FieldPath] = []
    /// Words that mean "nothing".
    var none: [[UInt8]] = []
    var prefix = Prefix()
  }

  /// What some cameras write in front of a plate; dropped only where a plate begins behind it.
  struct Prefix: Sendable {
    var words: [[UInt8]] = []
    /// How such plates begin.
    var before: [[UInt8]] = []
  }

  enum Scale: String, CaseIterable, Sendable {
    case fraction, percent

    var full: Double { self == .percent ? 100 : 1 }
  }

  struct Confidence: Sendable {
    var paths: [FieldPath] = []
    var scale = Scale.fraction
  }

  struct Candidates: Sendable {
    var list: FieldPath
    var plate: FieldPath
    var confidence: FieldPath
    var scale: Scale
  }

  /// The value of a closed set that goes with each word.
  struct Words<Value: Sendable>: Sendable {
    var paths: [FieldPath] = []
    var words: [(word: [UInt8], value: Value)] = []
  }

  struct Time: Sendable {
    var path: FieldPath
    var form: WireTime
  }

  struct Image: Sendable {
    var path: FieldPath
    var role: EvidenceRole
  }

  var plate = Plate()
  var country = Text()
  var confidence = Confidence()
  /// Confidences of the single characters, separated by commas.
  var characters = Confidence()
  var candidates: Candidates?
  var direction = Words<TravelDirection>()
  var lane = Text()
  var vehicleKind = Text()
  var vehicleColour = Text()
  var vehicleMake = Text()
  var track = Text()
  var phase = Words<TrackPhase>()
  var replay = Words<Bool>()
  var times: [Time] = []
  var images: [Image] = []
}

/// What the pictures of a multipart body show, by the beginning of the part's name or file name.
struct PartRole: Sendable {
  /// In lower case.
  var name: [UInt8]
  var role: EvidenceRole
}
