internal import Glibc

/// A listening Unix socket and its file; `listen` comes last, so nobody connects before mode and group
/// stand.
struct SocketFile {
  let path: String
  let descriptor: Int32
  private let device: dev_t
  private let inode: ino_t

  static let backlogConnectionsMax: Int32 = 32

  /// Opens the socket; a file left behind by a dead process is replaced, anything else is not.
  init(path: String, mode: mode_t, group: String?) throws(ControlSocketError) {
    let address = try Self.address(path)
    let groupID: gid_t? = if let group { try Self.groupID(group) } else { nil }
    try Self.removeStale(path, address)
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure("socket", path) }
    do throws(ControlSocketError) {
      // On Linux the socket's own mode, less the umask, becomes the file's at bind: it is never wider.
      guard fchmod(descriptor, mode) == 0 else { throw Self.failure("fchmod", path) }
      guard Self.call(bind, descriptor, address) == 0 else { throw Self.failure("bind", path) }
      guard chmod(path, mode) == 0 else { throw Self.failure("chmod", path) }
      if let groupID, chown(path, uid_t.max, groupID) != 0 { throw Self.failure("chown", path) }
      guard listen(descriptor, Self.backlogConnectionsMax) == 0 else { throw Self.failure("listen", path) }
      var entry = stat()
      guard lstat(path, &entry) == 0 else { throw Self.failure("stat", path) }
      (device, inode) = (entry.st_dev, entry.st_ino)
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
  }

  /// Removes the file, unless another process has put its own in the same place meanwhile.
  func remove() {
    var entry = stat()
    guard lstat(path, &entry) == 0, entry.st_dev == device, entry.st_ino == inode else { return }
    unlink(path)
  }

  private static func removeStale(_ path: String, _ address: sockaddr_un) throws(ControlSocketError) {
    var entry = stat()
    guard lstat(path, &entry) == 0 else { return }
    guard entry.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    let probe = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard probe >= 0 else { throw failure("socket", path) }
    defer { close(probe) }
    // Only a refusal proves that nobody listens; a full backlog (EAGAIN) or a foreign file (EACCES) does
    // not.
    guard call(connect, probe, address) != 0, errno == ECONNREFUSED else { throw .alreadyServed(path: path) }
    guard unlink(path) == 0 || errno == ENOENT else { throw failure("unlink", path) }
  }

  private static func address(_ path: String) throws(ControlSocketError) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytesMax = MemoryLayout.size(ofValue: address.sun_path) - 1
    let bytes = Array(path.utf8)
    guard bytes.count <= bytesMax else { throw .pathTooLong(path: path, bytesMax: bytesMax) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }

  private static func call(
    _ operation: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32,
    _ address: sockaddr_un
  ) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        operation(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private static func groupID(_ name: String) throws(ControlSocketError) -> gid_t {
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    // A group's record lists its members, so it can be long.
    var buffer = [CChar](repeating: 0, count: 256 * 1024)
    let code = getgrnam_r(name, &entry, &buffer, buffer.count, &found)
    guard code == 0, found != nil else { throw .unknownGroup(name) }
    return entry.gr_gid
  }

  private static func failure(_ operation: String, _ path: String) -> ControlSocketError {
    .system(operation: operation, path: path, cause: String(cString: strerror(errno)))
  }
}
