import Foundation

/// One text file of the repository.
struct TextFile {
  /// Relative to the repository's root.
  var path: String
  var lines: [Substring]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
  }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var isCode: Bool { [".swift", ".c", ".h", ".py", ".sh"].contains { path.hasSuffix($0) } }
  /// The house rules quote what they forbid.
  var isRule: Bool { path.hasPrefix("Tests/Tidy/") }

  /// Floor and room of a file under Sources/FLOOR/ROOM/.
  var room: (floor: String, name: String)? {
    let parts = path.split(separator: "/")
    guard parts.count >= 4, parts[0] == "Sources" else { return nil }
    return (String(parts[1]), String(parts[2]))
  }
}

/// The files of the working copy around this test.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let bytesMax = 1024 * 1024

  /// Every UTF-8 file of at most `bytesMax`, outside hidden, built and generated folders.
  static let files: [TextFile] = {
    let prefix = root.path(percentEncoded: false)
    var files: [TextFile] = []
    let all = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: [.isRegularFileKey, .fileSizeKey])
    while let url = all?.nextObject() as? URL {
      let name = url.lastPathComponent
      if (name.hasPrefix(".") && name != ".ci") || ["demo-site", "__pycache__"].contains(name) {
        all?.skipDescendants()
        continue
      }
      let values = try? url.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
      guard values?.isRegularFile == true, values?.fileSize ?? .max <= bytesMax,
        let text = try? String(contentsOf: url, encoding: .utf8)
      else { continue }
      files.append(
        TextFile(path: String(url.path(percentEncoded: false).dropFirst(prefix.count)), text: text))
    }
    return files.sorted { $0.path < $1.path }
  }()
}
