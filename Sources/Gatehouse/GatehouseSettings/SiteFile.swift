public import FieldContract
internal import Foundation

/// The site file: YAML in, a checked `Site` or every error at once out.
public enum SiteFile {
  /// Reads and checks the file and the files that it names.
  ///
  /// `environment` is asked for `CREDENTIALS_DIRECTORY` (systemd's LoadCredential) only.
  public static func load(path: String, environment: [String: String]) throws(DocumentError) -> Site {
    let document = try YAMLDocument(path: path)
    let absolute = FileLookup.absolute(path, in: FileManager.default.currentDirectoryPath)
    let reading = SiteReading(
      files: FileLookup(
        siteFolder: (absolute as NSString).deletingLastPathComponent,
        credentialsFolder: environment["CREDENTIALS_DIRECTORY"]))
    let site = Site(reading: document.root, within: reading, version: version(of: document.text))
    try document.finish()
    guard let site else {
      // A reader that answers nil has reported why; this is for the day on which one forgets.
      throw DocumentError([
        Diagnostic(file: path, line: 1, what: "the site file is incomplete", hint: "Compare with the example")
      ])
    }
    return site
  }

  /// Names one edition of the file: FNV-1a, 64 bits, in hexadecimal; tells editions apart, signs nothing.
  static func version(of text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
