internal import GRDB
internal import GRDBSQLite

/// A value to bind.
enum SQLValue {
  case integer(Int64)
  case text(String)
  case bytes([UInt8])
  case null

  static func text(orNull text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
  static func bytes(orNull bytes: [UInt8]?) -> SQLValue { bytes.map { .bytes($0) } ?? .null }
  static func integer(orNull value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
}

/// A statement of GRDB's cache, bound and stepped through SQLite itself: GRDB's own way boxes each value,
/// which costs more than the insert.
struct SQLStatement {
  private let statement: Statement
  private var handle: OpaquePointer { statement.sqliteStatement }

  init(_ database: Database, _ sql: String) throws { statement = try database.cachedStatement(sql: sql) }

  /// Runs a statement without rows.
  func run(_ values: SQLValue...) throws {
    defer { sqlite3_reset(handle) }
    try bind(values)
    while try step() {}
  }

  /// Calls `row` for each row until it returns false.
  func forEach(_ values: SQLValue..., row: (SQLStatement) throws -> Bool) throws {
    try forEach(values, row: row)
  }

  func forEach(_ values: [SQLValue], row: (SQLStatement) throws -> Bool) throws {
    defer { sqlite3_reset(handle) }
    try bind(values)
    while try step(), try row(self) {}
  }

  /// What `row` makes of the first row; nil when there is none.
  func first<Answer>(_ values: SQLValue..., row: (SQLStatement) -> Answer) throws -> Answer? {
    defer { sqlite3_reset(handle) }
    try bind(values)
    return try step() ? row(self) : nil
  }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  func byteCount(_ column: Int32) -> Int { Int(sqlite3_column_bytes(handle, column)) }

  func bytes(_ column: Int32) -> [UInt8] {
    let start = sqlite3_column_blob(handle, column)
    return Array(UnsafeRawBufferPointer(start: start, count: byteCount(column)))
  }

  private func bind(_ values: [SQLValue]) throws {
    for (index, value) in values.enumerated() {
      let position = Int32(index + 1)
      let code =
        switch value {
        case .integer(let number): sqlite3_bind_int64(handle, position, number)
        case .text(var text): text.withUTF8 { Self.bindText(handle, position, $0) }
        case .bytes(let bytes): bytes.withUnsafeBytes { Self.bindBytes(handle, position, $0) }
        case .null: sqlite3_bind_null(handle, position)
        }
      guard code == SQLITE_OK else { throw failure(code) }
    }
  }

  private func step() throws -> Bool {
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw failure(code)
    }
  }

  private func failure(_ code: Int32) -> DatabaseError {
    let message = sqlite3_errmsg(sqlite3_db_handle(handle)).map { String(cString: $0) }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
  }

  /// SQLite copies the value, so no pointer outlives the call.
  private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

  private static func bindText(
    _ handle: OpaquePointer, _ position: Int32, _ text: UnsafeBufferPointer<UInt8>
  ) -> Int32 {
    text.withMemoryRebound(to: CChar.self) {
      // A null pointer would bind NULL instead of the empty text.
      guard let start = $0.baseAddress else { return sqlite3_bind_text(handle, position, "", 0, copied) }
      return sqlite3_bind_text(handle, position, start, Int32(clamping: $0.count), copied)
    }
  }

  private static func bindBytes(
    _ handle: OpaquePointer, _ position: Int32, _ bytes: UnsafeRawBufferPointer
  ) -> Int32 {
    guard let start = bytes.baseAddress, bytes.count > 0 else {
      return sqlite3_bind_zeroblob(handle, position, 0)
    }
    return sqlite3_bind_blob(handle, position, start, Int32(clamping: bytes.count), copied)
  }
}
