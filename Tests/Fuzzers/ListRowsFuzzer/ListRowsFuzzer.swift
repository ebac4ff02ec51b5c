import AccessModel
import Glibc

@testable import WatchlistCache

/// A signed list of any bytes: nothing crashes, and no byte of its rows is lost between two chunks.
@_cdecl("LLVMFuzzerTestOneInput")
public func listRowsFuzzer(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let content = Array(UnsafeBufferPointer(start: start, count: count))
  if let found = ListRows(content), let rows = found.rows {
    precondition(found.head.count == content.count - rows.count)
    var next: Int? = rows.lowerBound
    var covered = 0
    while let place = next {
      let chunk = ListRows.chunk(of: content, from: place, to: rows.upperBound)
      covered += chunk.rows.count + (chunk.next == nil ? 0 : 1)
      next = chunk.next
    }
    precondition(covered == rows.count)
  }
  let source = ListSource(list: "l", file: "list.json", signature: "list.json.sig", publicKey: "key.pem")
  var entries: [WatchlistEntry] = []
  if let reading = try? WatchlistFile.read(source, content, take: { entries.append($0) }) {
    precondition(entries.count + reading.quarantinedCount == reading.rowCount)
  }
  return 0
}

/// With SEEDS set to a folder, composes what mutation starts from.
@_cdecl("LLVMFuzzerInitialize")
public func listRowsSeeds(_ count: UnsafeMutablePointer<CInt>, _ words: UnsafeMutableRawPointer) -> CInt {
  guard let folder = getenv("SEEDS").map({ String(cString: $0) }) else { return 0 }
  let head = #"{"list":"l","version":"1","issued_at":"2026-11-24T03:00:00Z","issuer":"i","entries":["#
  let row =
    #"{"id":"a","plate":"粤B12345|A1","country":"CHN","purpose":"court_order","action":"alert","#
    + #""authority":"x","reference":"y","valid_until":"2027-01-01T00:00:00Z"}"#
  for (number, rows) in ["", row, "\(row),\(row),7", #"{"id":"],\"{"}"#].enumerated() {
    guard let file = fopen("\(folder)/seed-\(number)", "w") else { continue }
    fputs(head + rows + "]}", file)
    fclose(file)
  }
  return 0
}
