import Foundation
import GRDBSQLite
import Synchronization

/// A disk that fails at a chosen write or sync: SQLite's own Unix file system, with two doors of each
/// file watched.
///
/// One process has one default file system, so tests that use it are serialised, and files outside the
/// armed folder are left alone.
enum FaultyDisk {
  private struct Plan {
    var folder = ""
    /// Writes and syncs that still succeed; nil fails nothing.
    var remaining: Int?
    /// What the failing operation answers.
    var code = SQLITE_OK
    var hasFailed = false
    var watched: Set<UInt> = []
  }

  private static let plan = Mutex(Plan())

  /// Makes it the default of every connection opened from now on.
  static let install: Bool = {
    guard let unix = sqlite3_vfs_find(nil) else { return false }
    original.withLock { $0 = UInt(bitPattern: unix) }
    let copy = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    copy.initialize(to: unix.pointee)
    copy.pointee.pNext = nil
    copy.pointee.zName = UnsafePointer(strdup("gatehouse-faulty"))
    copy.pointee.xOpen = { _, name, file, flags, outFlags in FaultyDisk.opened(name, file, flags, outFlags) }
    return sqlite3_vfs_register(copy, 1) == SQLITE_OK
  }()

  private static let original = Mutex<UInt>(0)
  /// Methods as SQLite gave them, by the file they belong to.
  private static let methods = Mutex<[UInt: UInt]>([:])

  /// Watches the files that are opened in a folder from now on.
  static func watch(folder: String) { plan.withLock { $0.folder = folder } }

  /// Fails operation number `count` (from 0) on the watched files, and every one after it until disarmed.
  static func arm(after count: Int, code: Int32) {
    plan.withLock { ($0.remaining, $0.code, $0.hasFailed) = (count, code, false) }
  }

  /// Whether the armed failure happened.
  static func disarm() -> Bool {
    plan.withLock {
      $0.remaining = nil
      return $0.hasFailed
    }
  }

  private static func opened(
    _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    let unix = original.withLock { UnsafeMutablePointer<sqlite3_vfs>(bitPattern: $0) }
    guard let unix, let file, let open = unix.pointee.xOpen else { return SQLITE_CANTOPEN }
    let code = open(unix, name, file, flags, outFlags)
    guard code == SQLITE_OK, let given = file.pointee.pMethods else { return code }
    let key = UInt(bitPattern: file)
    let watched = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    watched.initialize(to: given.pointee)
    watched.pointee.xWrite = { file, bytes, count, offset in
      let failure = FaultyDisk.next(file)
      guard failure == SQLITE_OK, let given = FaultyDisk.given(file) else { return failure }
      return given.pointee.xWrite(file, bytes, count, offset)
    }
    watched.pointee.xSync = { file, flags in
      let failure = FaultyDisk.next(file)
      guard failure == SQLITE_OK, let given = FaultyDisk.given(file) else { return failure }
      return given.pointee.xSync(file, flags)
    }
    methods.withLock { $0[key] = UInt(bitPattern: given) }
    let path = name.map { String(cString: $0) } ?? ""
    plan.withLock {
      if !$0.folder.isEmpty, path.hasPrefix($0.folder) {
        $0.watched.insert(key)
      } else {
        $0.watched.remove(key)
      }
    }
    file.pointee.pMethods = UnsafePointer(watched)
    return code
  }

  private static func given(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafePointer<sqlite3_io_methods>?
  {
    methods.withLock { $0[UInt(bitPattern: file)].flatMap { UnsafePointer(bitPattern: $0) } }
  }

  private static func next(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Int32 {
    plan.withLock {
      guard let remaining = $0.remaining, $0.watched.contains(UInt(bitPattern: file)) else {
        return SQLITE_OK
      }
      guard remaining == 0 else {
        $0.remaining = remaining - 1
        return SQLITE_OK
      }
      $0.hasFailed = true
      return $0.code
    }
  }
}
