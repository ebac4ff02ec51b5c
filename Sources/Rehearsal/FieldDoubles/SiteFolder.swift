internal import Foundation

/// Files of a rehearsal's folder.
enum SiteFolder {
  static func create(_ path: String) throws(RehearsalError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { throw failure(path, error) }
  }

  static func write(_ text: String, to path: String, isSecret: Bool = false) throws(RehearsalError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    } catch { throw failure(path, error) }
    if isSecret { try protect(path) }
  }

  /// Readable by its owner alone.
  static func protect(_ path: String) throws(RehearsalError) {
    do {
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } catch { throw failure(path, error) }
  }

  private static func failure(_ path: String, _ error: any Error) -> RehearsalError {
    .file(path: path, reason: "\(error.localizedDescription) Check that the folder exists and can be written")
  }

  /// Seconds since a file was written; nil when it is not there.
  static func age(of path: String) -> Double? {
    let written = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    return written.map { -$0.timeIntervalSinceNow }
  }
}
