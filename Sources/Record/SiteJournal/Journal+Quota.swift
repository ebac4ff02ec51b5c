internal import GRDB

extension Journal {
  /// For rehearsals of a full disk: the file may not grow beyond its size of now, until it may again. What
  /// needs another page is refused as `full`.
  package func holdSize(_ isHeld: Bool) throws(JournalError) {
    do {
      try pool.writeWithoutTransaction { database in
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        try database.execute(sql: "PRAGMA max_page_count = \(isHeld ? pages : Int(Int32.max))")
      }
    } catch { throw JournalError(error, operation: "set the quota", file: file) }
  }
}
