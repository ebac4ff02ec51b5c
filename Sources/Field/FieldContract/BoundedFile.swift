#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A small regular file, read whole; a pipe, a device or an endless file cannot stall or fill the daemon.
public struct BoundedFile: Hashable, Sendable {
  public var bytes: [UInt8]
  /// Permission bits, as `chmod` takes them.
  public var mode: UInt32

  /// Throws what an operator can act on; never blocks on a pipe.
  public init(path: String, bytesMax: Int) throws(BoundedFileError) {
    // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(reason: Self.reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(reason: Self.reason(errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .notRegular(kind: "a folder")
    default: throw .notRegular(kind: "no regular file")
    }
    mode = UInt32(status.st_mode & 0o7777)
    bytes = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(reason: Self.reason(errno))
      }
      guard bytes.count + count <= bytesMax else { throw .tooLarge(bytesMax: bytesMax) }
      bytes += buffer[..<count]
    }
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT, ENOTDIR: "there is no such file"
    case EACCES, EPERM: "it may not be read by this user"
    default: String(cString: strerror(code))
    }
  }
}

/// Why a file was not read.
public enum BoundedFileError: Error, Hashable, Sendable, CustomStringConvertible {
  case unreadable(reason: String)
  case notRegular(kind: String)
  case tooLarge(bytesMax: Int)

  public var description: String {
    switch self {
    case .unreadable(let reason): reason
    case .notRegular(let kind): "it is \(kind)"
    case .tooLarge(let bytesMax): "it is larger than \(bytesMax) bytes"
    }
  }
}
