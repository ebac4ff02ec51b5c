import AccessModel
import PlateMatching
import RulePacks

/// Where everything of a site is, found once for all steps: made anew with settings, lists and rule packs.
final class PlaceIndex: Sendable {
  /// By the position of the lane, then of the access point in it.
  let lanes: [[LanePlace]]
  /// Looked up only.
  private let cameras: [DeviceID: [Camera]]
  private let doorReaders: [DeviceID: [DoorPlace]]
  private let laneReaders: [DeviceID: [(reader: LaneReader, place: LanePlace)]]
  private let lanePlaces: [AccessPointID: LanePlace]
  private let doorPlaces: [AccessPointID: DoorPlace]

  private struct Camera {
    let laneNumber: Int?
    let direction: TravelDirection?
    let framesMin: Int
    /// Nil when no lane has the access point.
    let place: LanePlace?
  }

  init(_ layout: SiteLayout, _ lists: [PlateIndex], _ rules: RuleBook) {
    lanes = layout.lanes.indices.map { lane in
      layout.lanes[lane].accessPoints.indices.map { LanePlace(layout, lane, $0, lists, rules) }
    }
    let lanePlaces = Dictionary(lanes.joined().map { ($0.point.id, $0) }) { first, _ in first }
    let doors = layout.doors.indices.flatMap { door in
      layout.doors[door].readers.map { DoorPlace(layout, door, $0) }
    }
    let laneReaders = lanes.joined().flatMap { place in place.point.readers.map { ($0, place) } }
    cameras = Dictionary(grouping: layout.cameras) { $0.device }.mapValues { assignments in
      assignments.map {
        Camera(
          laneNumber: $0.laneNumber, direction: $0.direction, framesMin: $0.framesMin,
          place: lanePlaces[$0.accessPoint])
      }
    }
    doorReaders = Dictionary(grouping: doors) { $0.reader.device }
    self.laneReaders = Dictionary(grouping: laneReaders) { $0.0.device }
    self.lanePlaces = lanePlaces
    doorPlaces = Dictionary(doors.map { ($0.reader.accessPoint, $0) }) { first, _ in first }
  }

  /// Where a read belongs, and how many frames must agree on it: by the first assignment that fits.
  func camera(of read: PlateRead) -> (place: LanePlace, framesMin: Int)? {
    guard let cameras = cameras[read.device] else { return nil }
    for camera in cameras {
      let movesThisWay =
        camera.direction == nil || read.direction == .unknown || camera.direction == read.direction
      guard movesThisWay, camera.laneNumber == nil || camera.laneNumber == read.laneNumber else { continue }
      return camera.place.map { ($0, camera.framesMin) }
    }
    return nil
  }

  func door(of presented: CredentialPresented) -> DoorPlace? {
    doorReaders[presented.device]?.first {
      $0.reader.readerNumber == nil || $0.reader.readerNumber == presented.readerNumber
    }
  }

  func lane(of presented: CredentialPresented) -> LanePlace? {
    laneReaders[presented.device]?.first {
      $0.reader.readerNumber == nil || $0.reader.readerNumber == presented.readerNumber
    }?.place
  }

  func door(at accessPoint: AccessPointID) -> DoorPlace? { doorPlaces[accessPoint] }

  func lane(at accessPoint: AccessPointID) -> LanePlace? { lanePlaces[accessPoint] }
}

/// An access point of a lane, and all that settings, lists and rule packs say of it.
final class LanePlace: Sendable {
  /// Positions of the lane, and of the access point in it.
  let lane: Int
  let accessPoint: Int
  let laneID: LaneID
  let hasBarrier: Bool
  let point: AccessPoint
  let areas: AreaRules
  /// Lists that are asked, in the order of the site file.
  let watchlists: [PlateIndex]
  let memberships: [PlateIndex]
  /// Their editions, each once.
  let editions: [ListEdition]
  /// Positions of the rule packs that are asked, and names of those that the site does not have.
  let packs: [Int]
  let missingPacks: [String]

  init(_ layout: SiteLayout, _ lane: Int, _ accessPoint: Int, _ lists: [PlateIndex], _ rules: RuleBook) {
    let point = layout.lanes[lane].accessPoints[accessPoint]
    self.lane = lane
    self.accessPoint = accessPoint
    laneID = layout.lanes[lane].id
    hasBarrier = layout.lanes[lane].barrier != nil
    self.point = point
    areas = AreaRules(from: point.from, to: point.to, layout.areas)
    watchlists = point.watchlists.compactMap { id in lists.first { $0.edition.list == id } }
    memberships = point.memberships.compactMap { id in lists.first { $0.edition.list == id } }
    var editions: [ListEdition] = []
    for list in watchlists + memberships where !editions.contains(list.edition) {
      editions.append(list.edition)
    }
    self.editions = editions
    packs = rules.packs.indices.filter { point.rulePacks.contains(rules.packs[$0].id.rawValue) }
    missingPacks = point.rulePacks.filter { name in
      !rules.packs.contains { $0.id.rawValue == name }
    }
  }
}

/// A reader of a door, and all that the settings say of it.
final class DoorPlace: Sendable {
  /// Position of the door.
  let door: Int
  let id: DoorID
  let reader: DoorReader
  let areas: AreaRules

  init(_ layout: SiteLayout, _ door: Int, _ reader: DoorReader) {
    self.door = door
    id = layout.doors[door].id
    self.reader = reader
    areas = AreaRules(from: reader.from, to: reader.to, layout.areas)
  }
}
