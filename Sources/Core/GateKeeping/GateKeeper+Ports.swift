import AccessModel

/// What stands between the two barriers of a sally port.
struct PortState: Equatable, Sendable {
  /// Vehicles, by passages that ended.
  var between = 0
  var since: Moment?
  /// Decisions of operators: whoever they let out has left, by whichever end.
  var releases: [String] = []

  static let releasesMax = 8
}

extension GateKeeper {
  /// A passage at one end of a sally port.
  mutating func count(_ passage: Passage) {
    guard !layout.sallyPorts.isEmpty, passage.ending != .notTaken,
      let place = places.lane(at: passage.accessPoint),
      let barrier = lanes[place.lane].lane.barrier?.id
    else { return }
    let isEntry = place.point.direction == .entry
    for index in layout.sallyPorts.indices {
      guard let end = layout.sallyPorts[index].barriers.firstIndex(of: barrier) else { continue }
      let isRelease = ports[index].releases.contains(passage.decision) && ports[index].between > 0
      let goesIn = (end == 0) == isEntry && !isRelease
      ports[index].releases.removeAll { $0 == passage.decision }
      ports[index].between = max(0, ports[index].between + (goesIn ? 1 : -1))
      ports[index].since = ports[index].between > 0 ? ledger.now.moment : nil
    }
  }

  /// An operator opens an end of a sally port.
  mutating func release(_ decision: String, by barrier: BarrierID) {
    for index in layout.sallyPorts.indices where layout.sallyPorts[index].barriers.contains(barrier) {
      if ports[index].releases.count >= PortState.releasesMax { ports[index].releases.removeFirst() }
      ports[index].releases.append(decision)
    }
  }

  /// The other end does not let on what stands between.
  mutating func refuseBetween(_ accessPoint: AccessPointID) {
    guard !layout.sallyPorts.isEmpty, let place = places.lane(at: accessPoint),
      let barrier = lanes[place.lane].lane.barrier?.id
    else { return }
    let isEntry = place.point.direction == .entry
    for index in layout.sallyPorts.indices where ports[index].between > 0 {
      // Only who leads out of the port stands between its ends.
      guard let end = layout.sallyPorts[index].barriers.firstIndex(of: barrier), (end == 0) != isEntry else {
        continue
      }
      trap(index)
    }
  }

  mutating func reviewPorts() {
    let isFire = layout.inputs.contains { $0.kind == .firePanel && inputs.isActive($0.id) }
    for index in layout.sallyPorts.indices {
      let port = layout.sallyPorts[index]
      let open =
        lanes.filter { lane in
          lane.barrier.map { port.barriers.contains($0.barrier.id) && $0.isOffGround } ?? false
        }.count + doors.filter { port.doors.contains($0.door.id) && $0.position == .open }.count
      if open > 1, !isFire {
        ledger.raise(
          .interlockBroken, Self.name(of: port), what: "both ends of \(Self.name(of: port)) stand open")
      } else {
        ledger.clear(.interlockBroken, Self.name(of: port))
      }
      if ports[index].between == 0 {
        ledger.clear(.vehicleTrapped, Self.name(of: port))
      } else if let since = ports[index].since, ledger.now.moment - since >= port.betweenMax {
        trap(index)
      }
    }
  }

  private mutating func trap(_ index: Int) {
    let name = Self.name(of: layout.sallyPorts[index])
    ledger.raise(
      .vehicleTrapped, name,
      what: "a vehicle stands between the barriers of \(name) and is not let on: open one of the two for it")
  }

  static func name(of port: SallyPort) -> String {
    (port.barriers.map(\.rawValue) + port.doors.map(\.rawValue)).joined(separator: "/")
  }

  var keptPorts: [KeptState.KeptPort] {
    zip(layout.sallyPorts, ports).filter { $0.1.between > 0 }
      .map { KeptState.KeptPort(name: Self.name(of: $0.0), between: $0.1.between) }
  }

  /// How long they have stood there, nobody knows after a restart: their time begins anew.
  mutating func restore(_ kept: [KeptState.KeptPort]) {
    for row in kept where row.between > 0 {
      guard let index = layout.sallyPorts.firstIndex(where: { Self.name(of: $0) == row.name }) else {
        continue
      }
      (ports[index].between, ports[index].since) = (row.between, ledger.now.moment)
    }
  }

  func isInPort(lane index: Int) -> Bool {
    guard let id = lanes[index].lane.barrier?.id else { return false }
    return layout.sallyPorts.contains { $0.barriers.contains(id) }
  }

  var portDeadline: Moment? {
    var first = Earliest()
    for index in layout.sallyPorts.indices {
      guard let since = ports[index].since,
        !ledger.isOpen(.vehicleTrapped, Self.name(of: layout.sallyPorts[index]))
      else { continue }
      first.take(since + layout.sallyPorts[index].betweenMax)
    }
    return first.moment
  }
}
