internal import FieldContract
internal import Foundation

/// Where names of files in the site file point to.
struct FileLookup: Sendable {
  /// Absolute; relative names start here.
  var siteFolder: String
  /// systemd's `$CREDENTIALS_DIRECTORY`, asked first for bare names.
  var credentialsFolder: String?

  static func absolute(_ path: String, in folder: String) -> String {
    if path.hasPrefix("/") { return path }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  /// An ordinary file or folder: absolute, or relative to the site file.
  func path(_ name: String) -> String { Self.absolute(name, in: siteFolder) }

  /// A credential: a bare name is taken from the credentials folder when that has it.
  func credential(_ name: String) -> String {
    if let credentialsFolder, !name.contains("/") {
      let path = Self.absolute(name, in: credentialsFolder)
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    return path(name)
  }
}
