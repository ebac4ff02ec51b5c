internal import Foundation
internal import Synchronization

extension Journal {
  /// Events recorded since the journal was made, and the bytes that it takes on disk with its log.
  public func usage() -> (events: Int64, bytes: Int64) {
    let bytes = [file, file + "-wal"].reduce(Int64(0)) { sum, path in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + ((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
    }
    return (eventsRecorded.load(ordering: .relaxed), bytes)
  }
}
