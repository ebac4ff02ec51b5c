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
  /// Both words of a number come in one answer: two answers could be from before and after a carry.
  init(_ spans: [WireSpan], gapMax: Int, offset: Int = 0) {
    imageCount = offset
    for table in WireTable.allCases {
      let sorted = Set(spans.lazy.filter { $0.at.table == table })
        .sorted { ($0.at.address, $0.count) < ($1.at.address, $1.count) }
      for span in sorted {
        let address = span.at.address
        if let last = requests.indices.last, requests[last].table == table {
          let gap = address - requests[last].address - requests[last].count
          let count = max(address - requests[last].address + span.count, requests[last].count)
          if gap <= gapMax, count <= ReadRequest.countMax {
            imageCount += count - requests[last].count
            requests[last].count = count
            continue
          }
        }
        requests.append(ReadRequest(table: table, address: address, count: span.count, offset: imageCount))
        imageCount += span.count
      }
    }
  }

  init(_ addresses: [WireAddress], gapMax: Int, offset: Int = 0) {
    self.init(addresses.map { WireSpan(at: $0, count: 1) }, gapMax: gapMax, offset: offset)
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
