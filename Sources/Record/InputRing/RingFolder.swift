internal import Glibc

/// The folder of the segments: `<number>.inputs`, the newest with the highest number.
public struct RingFolder: Sendable {
  /// A segment on disk.
  public struct File: Hashable, Sendable {
    public var number: UInt64
    public var path: String
    public var bytes: Int
  }

  public let path: String
  private static let ending = ".inputs"

  public init(_ path: String) { self.path = path }

  /// Oldest first.
  public func files() throws(InputRingError) -> [File] {
    guard let entries = opendir(path) else { throw .system(file: path, operation: "open", code: errno) }
    defer { closedir(entries) }
    var files: [File] = []
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasSuffix(Self.ending), let number = UInt64(name.dropLast(Self.ending.count)) else {
        continue
      }
      var status = stat()
      guard lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      files.append(File(number: number, path: "\(path)/\(name)", bytes: Int(status.st_size)))
    }
    return files.sorted { $0.number < $1.number }
  }

  /// Removes every segment: the site keeps no inputs any more.
  public func clear() {
    for file in (try? files()) ?? [] { unlink(file.path) }
  }

  func file(_ number: UInt64) -> String {
    let digits = String(number)
    return "\(path)/" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits + Self.ending
  }
}
