internal import Glibc

/// Who asks, as the kernel says it of the process that connected (`SO_PEERCRED`, unix(7)).
public struct OperatorIdentity: Hashable, Sendable, CustomStringConvertible {
  public let userID: UInt32
  /// The account's name, or `uid:1234` where the box does not know it.
  public let name: String
  public let processID: Int32

  public init(userID: UInt32, name: String, processID: Int32) {
    self.userID = userID
    self.name = name
    self.processID = processID
  }

  public var description: String { name }

  /// Asks the name service, which may block for as long as a directory server is slow.
  init(_ peer: PeerCredential) {
    self.init(userID: peer.user, name: Self.accountName(of: peer.user), processID: peer.process)
  }

  private static let accountBytesMax = 64 * 1024

  static func accountName(of user: UInt32) -> String {
    var bytes = 1024
    while bytes <= accountBytesMax {
      var code: Int32 = 0
      let name: String? = withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes) { room in
        guard let start = room.baseAddress else { return nil }
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        code = getpwuid_r(user, &entry, start, bytes, &found)
        return found?.pointee.pw_name.map { String(cString: $0) }
      }
      if let name, !name.isEmpty { return name }
      guard code == ERANGE else { break }
      bytes *= 2
    }
    return "uid:\(user)"
  }
}

/// The kernel's `struct ucred`, which Glibc shows only under `_GNU_SOURCE`.
struct PeerCredential: Hashable, Sendable {
  var process: Int32 = 0
  var user: UInt32 = 0
  var group: UInt32 = 0
}
