public import FieldContract

/// How one kind of camera writes its messages: data, read from a `profile.yaml`.
public struct CameraProfile: Sendable {
  /// The profile's folder name, as the site file gives it.
  public let name: String
  let answer: CameraAnswer
  /// Where to look for words that say what an unused message was.
  let summaries: [FieldPath]
  /// Beginnings of multipart names or file names, and what such a picture shows.
  let partRoles: [PartRole]
  /// Words in the names of multipart pictures that are never kept, because they show people.
  let droppedParts: [ByteFinder]
  let messages: [MessageRule]

  /// Reads a profile; throws every error of the file at once.
  public init(file: String, text: String) throws(DocumentError) {
    let document = try YAMLDocument(file: file, text: text)
    let root = document.root
    name = root.requiredString("name", hint: "Write the name of the profile's folder") ?? ""
    answer = root.section("answer").map(CameraAnswer.init(reading:)) ?? CameraAnswer()
    summaries = root.paths("summary")
    partRoles = root.sections("part_images").compactMap(PartRole.init(reading:))
    droppedParts = root.strings("drop_parts").filter { !$0.isEmpty }
      .map { ByteFinder($0.utf8.lowercasedASCII) }
    messages = root.sections("messages").compactMap(MessageRule.init(reading:))
    if messages.isEmpty { root.missing("messages", hint: "A profile describes at least one kind of message") }
    root.finish()
    try document.finish()
  }
}
