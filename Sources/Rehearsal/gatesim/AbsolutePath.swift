import Foundation

/// Paths as the daemon needs them, whatever folder it runs in.
enum AbsolutePath {
  static func of(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
  }
}
