/// One request that reads neighbouring bits or registers into a unit's image.
struct ReadRequest: Hashable, Sendable {
  var table: WireTable
  var address: Int
  var count: Int
  /// Where the first value goes in the image.
  var offset: Int

  /// Registers of one answer (Application Protocol V1.1b3 §6.3); bits could be more, a board has not.
  static let countMax = 125

  var words: String {
    count == 1 ? "\(table.rawValue) \(address)" : "\(table.plural) \(address)-\(address + count - 1)"
  }
}

/// The fewest requests that read a set of addresses, and where in the image each value lands.
struct ReadPlan: Hashable, Sendable {
  private(set) var requests: [ReadRequest] = []
  /// Size of the image that the requests fill.
  private(set) var imageCount: Int

  /// Joins addresses of one table whose holes are not larger than `gapMax`; the image begins at `offset`.
  init(_ addresses: [WireAddress], gapMax: Int, offset: Int = 0) {
    imageCount = offset
    for table in WireTable.allCases {
      let sorted = Set(addresses.lazy.filter { $0.table == table }.map(\.address)).sorted()
      for address in sorted {
        if let last = requests.indices.last, requests[last].table == table {
          let count = address - requests[last].address + 1
          let gap = count - requests[last].count - 1
          if gap <= gapMax, count <= ReadRequest.countMax {
            imageCount += count - requests[last].count
            requests[last].count = count
            continue
          }
        }
        requests.append(ReadRequest(table: table, address: address, count: 1, offset: imageCount))
        imageCount += 1
      }
    }
  }

  /// Index of an address in the image.
  func slot(_ wanted: WireAddress) -> Int? {
    for request in requests where request.table == wanted.table {
      let index = wanted.address - request.address
      if index >= 0, index < request.count { return request.offset + index }
    }
    return nil
  }
}
