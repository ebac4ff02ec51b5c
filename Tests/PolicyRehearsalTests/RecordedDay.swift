import AccessModel
import Foundation
import GateKeeping
import InputRing
import PlateMatching
import PolicyRehearsal
import Synchronization

/// A lane and a door with some hours of traffic, driven as the gate loop drives its keeper, and recorded.
final class RecordedDay {
  static let epoch = CivilTime(milliseconds: 1_795_000_000_000)

  let path = FileManager.default.temporaryDirectory.appending(path: "recorded-day-\(UUID())").path
  var folder: RingFolder { RingFolder(path) }
  let site: ReplaySite
  /// What was decided, in order.
  private(set) var decisions: [AccessDecision] = []

  private var keeper: TracedKeeper
  private let ring: RingWriter
  private var seconds: Int64 = 0
  private var isOpen = false
  private var presence = LoopState.clear
  private var answers: [GateInput] = []
  private let kept = Mutex<[KeptState]>([])

  init(segmentBytes: Int = 16 << 20) {
    site = Self.site()
    let now = Self.now(0)
    let first = GateKeeper(layout: site.layout, run: 3, now: now)
    var limits = RingWriter.Limits(bytes: 64 << 20, retention: .seconds(86_400))
    limits.segmentBytes = segmentBytes
    keeper = TracedKeeper(first, isTracing: true)
    kept.withLock { $0 = [KeptState()] }
    ring = RingWriter(
      folder: RingFolder(path), limits: limits, layout: site.layout,
      opening: SegmentOpening(run: 3, isRunStart: true, numbersUsed: 0, kept: [0, 0]), at: now,
      onTrouble: { _ in })
    turn([.lists(site.lists), .credentials(site.register), .calendar(site.calendar)])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static func now(_ seconds: Int64) -> Now {
    Now(
      moment: Moment(nanoseconds: 7_000_000_000 + seconds * 1_000_000_000), civil: epoch + .seconds(seconds))
  }

  func kept(at start: SegmentStart) -> KeptState {
    let index = start.opening.kept.reduce(0) { $0 << 8 | Int($1) }
    return kept.withLock { $0[index] }
  }

  static func site(
    whenUnknown: UnknownPlatePolicy = .deny, memberships: [ListID] = ["residents"]
  ) -> ReplaySite {
    let barrier = Barrier(id: "boom", device: "io", passageMax: .seconds(20), closeDelay: .seconds(1))
    let lane = Lane(
      id: "north", name: "North", barrier: barrier,
      accessPoints: [
        AccessPoint(
          id: "north-in", direction: .entry, memberships: memberships, watchlists: ["stolen"],
          whenUnknown: whenUnknown)
      ])
    let door = Door(
      id: "vault", device: "io", contact: "vault-contact",
      readers: [
        DoorReader(device: "pad", accessPoint: "vault-in", asksFor: .credentialAndPIN, takesVisitors: true)
      ])
    let layout = SiteLayout(
      source: "urn:test", lanes: [lane], cameras: [CameraAssignment(device: "cam", accessPoint: "north-in")],
      doors: [door], inputs: [InputPoint(id: "vault-contact", kind: .doorContact, device: "io")],
      settingsVersion: "\(whenUnknown) \(memberships)")
    func list(_ id: ListID, _ plate: String, _ purpose: ListPurpose, _ action: PermittedAction) -> PlateIndex
    {
      PlateIndex(
        edition: ListEdition(list: id, version: "1", issuedAt: epoch + .seconds(-60)),
        entries: [
          WatchlistEntry(
            id: plate, plate: plate, purpose: purpose, action: action, authority: "Estate", reference: "r",
            validUntil: epoch + .seconds(1_000_000))
        ])
    }
    let credential = Credential(
      id: "C1", holder: "K. Li", identifiers: [CredentialIdentifier(.card, "26:1-2")], pin: "hash-1111",
      duressPIN: "hash-9999", validUntil: epoch + .seconds(1_000_000), doors: ["vault"])
    return ReplaySite(
      layout: layout,
      lists: [
        list("residents", "A1", .membership, .admit), list("guests", "G1", .membership, .admit),
        list("stolen", "S1", .stolenVehicle, .alert),
      ],
      register: CredentialRegister(
        edition: ListEdition(list: "staff", version: "4", issuedAt: epoch), credentials: [credential]),
      calendar: .empty)
  }

  /// One turn of the loop, a second after the last.
  func turn(_ inputs: [GateInput] = []) {
    seconds += 1
    let now = Self.now(seconds)
    var effects: [GateEffect] = []
    let sensed = BarrierSensed(
      barrier: "boom", openLimit: isOpen, closedLimit: !isOpen, presence: presence, at: now.moment)
    for input in answers + [.barrierSensed(sensed)] + inputs { effects += keeper.step(input, at: now) }
    if let deadline = keeper.nextDeadline, deadline <= now.moment { effects += keeper.step(.tick, at: now) }
    answers = []
    for effect in effects {
      perform(effect)
      guard case .record(let event) = effect, case .accessDecided(let decision) = event.fact else { continue }
      decisions.append(decision)
    }
    guard let traced = keeper.takeTurn(at: now) else { return }
    ring.append(traced, thenOpen: ring.wantsOpening ? opening() : nil, at: now.moment)
    // At the pace of a real loop the queue is never behind.
    if seconds % 16 == 0 { ring.settle() }
  }

  /// A vehicle stands before the camera and, where the boom goes up, passes.
  func arrive(_ plate: String) {
    let now = Self.now(seconds + 1)
    turn([
      .plateRead(
        ReceivedRead(read: PlateRead(device: "cam", plate: plate, capturedAt: now.civil), receivedAt: now))
    ])
    presence = isOpen ? .occupied : .clear
    turn()
    presence = .clear
    for _ in 0..<45 { turn() }
  }

  /// A card, then a PIN some seconds later.
  func show(card: String, pin hash: String?) {
    turn([shown(.card, card)])
    turn()
    if let hash { turn([shown(.pin, hash)]) }
    for _ in 0..<20 { turn() }
  }

  func order(_ order: DoorOrder) {
    turn([
      .operatorSetsDoor(
        OperatorDoorOrder(
          number: 1, door: "vault", order: order, operatorName: "wu", reason: nil,
          askedAt: Self.now(seconds + 1).moment))
    ])
  }

  /// Some of everything, and then all is on disk.
  func live(hours: Int = 1) {
    for round in 0..<hours * 10 {
      arrive("A1")
      arrive("ZZ\(round)")
      arrive("G1")
      arrive("S1")
      show(card: "26:1-2", pin: round % 3 == 0 ? "hash-0000" : "hash-1111")
      show(card: "26:9-9", pin: nil)
      show(card: "26:1-2", pin: round % 4 == 0 ? nil : "hash-9999")
      if round % 5 == 0 { order(.release) }
    }
    ring.close()
  }

  private func shown(_ kind: CredentialIdentifier.Kind, _ value: String) -> GateInput {
    let presented = CredentialPresented(device: "pad", identifier: CredentialIdentifier(kind, value))
    return .credentialPresented(ReceivedCredential(presented, receivedAt: Self.now(seconds + 1)))
  }

  private func perform(_ effect: GateEffect) {
    switch effect {
    case .command(let command):
      answers.append(
        .commandOutcome(
          CommandOutcome(
            number: command.number, barrier: command.barrier, action: command.action, result: .written)))
      isOpen = command.action == .raise
    case .doorCommand(let command):
      answers.append(
        .doorOutcome(
          DoorOutcome(number: command.number, door: command.door, action: command.action, result: .written)))
    case .lampCommand, .record, .signal, .operatorAnswer: break
    }
  }

  private func opening() -> SegmentOpening {
    let index = kept.withLock { kept in
      kept.append(keeper.keptState)
      return kept.count - 1
    }
    return SegmentOpening(
      run: 3, isRunStart: false, numbersUsed: keeper.numbersUsed,
      kept: [UInt8(index >> 8), UInt8(index & 255)])
  }
}
