public import AccessModel
internal import Foundation
internal import Synchronization

/// JPEGs beside the journal, in `<folder>/evidence`, under a byte quota; the oldest make room for the
/// newest.
///
/// Files are not synchronised to disk: after a power cut the newest images may be missing or cut short,
/// while the events that name them are whole. A file that was being written when the daemon died is
/// removed at open.
public final class EvidenceStore: Sendable {
  public static let imageBytesMax = 16 << 20
  /// Bounds the index in memory, whatever the quota.
  public static let filesMax = 100_000

  private struct File {
    var name: String
    var bytes: Int
  }

  /// Files by name, which is by time.
  private struct Index {
    var files: [File] = []
    var bytes = 0
  }

  private let folder: String
  private let bytesMax: Int
  private let index: Mutex<Index>

  /// Opens or creates the store in the journal's folder; `bytesMax` is the quota.
  public init(folder: String, bytesMax: Int) throws(EvidenceError) {
    self.folder = folder + "/evidence"
    self.bytesMax = bytesMax
    guard mkdir(self.folder, 0o700) == 0 || errno == EEXIST else {
      throw EvidenceError("create the evidence folder", self.folder)
    }
    index = Mutex(try Self.scanned(self.folder))
    makeRoom()
  }

  /// Bytes and files kept now.
  public var usage: (bytes: Int, files: Int) { index.withLock { ($0.bytes, $0.files.count) } }

  /// Keeps one image and returns its file name, which sorts by time.
  ///
  /// `role` is lower-case letters, such as `plate`.
  public func store(_ bytes: [UInt8], role: String, at time: CivilTime) throws(EvidenceError) -> String {
    guard bytes.count <= min(Self.imageBytesMax, bytesMax) else {
      throw EvidenceError("keep an image", folder, cause: "\(bytes.count) bytes are over the limit")
    }
    let random = String(UInt64.random(in: .min ... .max), radix: 16)
    let padded = String(repeating: "0", count: 16 - random.count) + random
    let name = "\(Self.stamp(time))-\(padded)-\(role).jpg"
    guard Self.isName(name) else {
      throw EvidenceError("keep an image", folder, cause: "'\(role)' is not a role")
    }
    try write(bytes, name: name)
    index.withLock { index in
      index.files.insert(File(name: name, bytes: bytes.count), at: Self.position(of: name, in: index.files))
      index.bytes += bytes.count
    }
    makeRoom()
    return name
  }

  /// Deletes images by name; one that is not there, or is not a name of this store, is left alone. Answers
  /// those that are still there, with the first cause.
  @discardableResult
  public func delete(_ names: [String]) -> (left: [String], cause: EvidenceError?) {
    var left: [String] = []
    var cause: EvidenceError?
    for name in names where Self.isName(name) {
      guard unlink("\(folder)/\(name)") == 0 || errno == ENOENT else {
        cause = cause ?? EvidenceError("delete \(name)", folder)
        left.append(name)
        continue
      }
      index.withLock { index in
        let position = Self.position(of: name, in: index.files)
        guard position < index.files.count, index.files[position].name == name else { return }
        index.bytes -= index.files.remove(at: position).bytes
      }
    }
    return (left, cause)
  }

  /// Names of the images kept at or after a time, oldest first.
  public func names(since time: CivilTime) -> [String] {
    let stamp = Self.stamp(time)
    return index.withLock { index in
      index.files[Self.position(of: stamp, in: index.files)...].map(\.name)
    }
  }

  /// Where an image lies; nil for a text that is not a name of this store.
  public func path(of name: String) -> String? { Self.isName(name) ? "\(folder)/\(name)" : nil }

  /// Gives up the oldest images, so many bytes of them or all; answers what went.
  public func shed(bytes: Int) -> (files: Int, bytes: Int) {
    let oldest = index.withLock { index in
      var rest = bytes
      let going = index.files.prefix { file in
        defer { rest -= file.bytes }
        return rest > 0
      }
      index.files.removeFirst(going.count)
      index.bytes -= going.reduce(0) { $0 + $1.bytes }
      return going
    }
    for file in oldest { unlink("\(folder)/\(file.name)") }
    return (oldest.count, oldest.reduce(0) { $0 + $1.bytes })
  }

  private func makeRoom() {
    let surplus = index.withLock { index in
      var count = 0
      while count < index.files.count,
        index.bytes > bytesMax || index.files.count - count > Self.filesMax
      {
        index.bytes -= index.files[count].bytes
        count += 1
      }
      defer { index.files.removeFirst(count) }
      return index.files.prefix(count).map(\.name)
    }
    // A file that cannot be deleted is found and tried again at the next start.
    for name in surplus { unlink("\(folder)/\(name)") }
  }

  private func write(_ bytes: [UInt8], name: String) throws(EvidenceError) {
    let path = "\(folder)/\(name)"
    let partial = path + Self.partialSuffix
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw EvidenceError("create an image", folder) }
    let failure = bytes.withUnsafeBytes { rest -> Int32 in
      var rest = rest[...]
      while !rest.isEmpty {
        let written = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return errno }
        rest = rest.dropFirst(written)
      }
      return 0
    }
    close(descriptor)
    guard failure == 0, rename(partial, path) == 0 else {
      let cause = failure == 0 ? errno : failure
      unlink(partial)
      throw EvidenceError("write an image", folder, cause: String(cString: strerror(cause)))
    }
  }
}

extension EvidenceStore {
  private static let partialSuffix = ".partial"

  /// What the name of an image begins with that was kept at this time.
  public static func stamp(_ time: CivilTime) -> String {
    time.description.filter { $0.isLetter || $0.isNumber }
  }

  /// `20261124T032100000Z-<16 hexadecimal digits>-<role>.jpg`: nothing in it can leave the folder.
  private static func isName(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 19, parts[1].utf8.count == 16, parts[2].hasSuffix(".jpg")
    else { return false }
    let role = parts[2].dropLast(4)
    return parts[0].utf8.allSatisfy { (48...57).contains($0) || $0 == 84 || $0 == 90 }
      && parts[1].utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
      && (1...16).contains(role.utf8.count) && role.utf8.allSatisfy { (97...122).contains($0) }
  }

  /// Where a name stands, or would stand, among sorted files.
  private static func position(of name: String, in files: [File]) -> Int {
    var (low, high) = (0, files.count)
    while low < high {
      let middle = (low + high) / 2
      if files[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func scanned(_ folder: String) throws(EvidenceError) -> Index {
    guard let stream = opendir(folder) else { throw EvidenceError("list the evidence folder", folder) }
    defer { closedir(stream) }
    var index = Index()
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(partialSuffix), isName(String(name.dropLast(partialSuffix.count))) {
        unlink("\(folder)/\(name)")
      }
      var status = stat()
      guard isName(name), stat("\(folder)/\(name)", &status) == 0 else { continue }
      index.files.append(File(name: name, bytes: Int(status.st_size)))
      index.bytes += Int(status.st_size)
    }
    index.files.sort { $0.name < $1.name }
    return index
  }
}

/// Why an image could not be kept or deleted.
public struct EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ operation: String, _ folder: String, cause: String = String(cString: strerror(errno))) {
    description =
      "cannot \(operation) in \(folder): \(cause)."
      + " Check that the daemon's user owns it and that the disk has room (df -h, df -i)"
  }
}
