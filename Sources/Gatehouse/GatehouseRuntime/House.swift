import AccessModel
import ConsoleContract
import Dispatch
import FieldContract
import FieldListening
import Foundation
import GateKeeping
import GatehouseSettings
import ModbusDevices
import ShellOrder
import SiteJournal
import Synchronization
import TransportSecurity
import UplinkHTTPS
import WatchlistCache

/// All the rooms joined: one site that runs, until it is told to stop.
final class House: Sendable {
  static let version = "0.1.0"

  let journal: Journal
  let board = SiteBoard()
  let inbox = Inbox()
  let uplink: UplinkDesk
  let log: EventLog
  let notice: ServiceNotice
  let startedAt = SystemClock.now()
  let settingsFile: String
  let environment: [String: String]

  private let recorder: EventRecorder
  private let evidence: EvidenceStore
  private let dispatch = FieldDispatch()
  private let loop: GateLoop
  private let inputs: InputRecorder?
  let buses: BusFleet
  let readers: ReaderFleet
  private let readerDesk: ReaderDesk
  private let controllers: ControllerFleet
  private let httpDevices: HTTPFleet
  let lists: ListDesk
  let credentials: CredentialDesk
  let rulePacks: RulePackDesk
  private let current: Mutex<Supplies>
  private let listener = Mutex<FieldListener?>(nil)
  private let openingNumber = Atomic<UInt64>(0)
  private let reloading = ReloadGate()
  /// What the listener serves with for its whole life; a reload renews its files.
  private let listenerTLS: ServerTLS?
  let housekeeping: Housekeeping
  let box: BoxDesk

  var site: Site { current.withLock { $0.site } }
  var supplies: Supplies { current.withLock { $0 } }
  var door: FieldDoor { FieldDoor(inbox: inbox) }

  /// Opens the journal and prepares everything; nothing runs and nothing is written to the field yet (P5).
  init(_ supplies: Supplies, file: String, environment: [String: String]) throws {
    let site = supplies.site
    let source = site.layout.source
    settingsFile = file
    self.environment = environment
    log = EventLog(plates: site.logPlates)
    notice = ServiceNotice(environment: environment)
    let starts = BoxStarts.noting(in: site.journal.folder, at: startedAt)
    journal = try Journal(folder: site.journal.folder) { $0.cloudEvent(source: source) }
    evidence = try EvidenceStore(folder: site.journal.folder, bytesMax: Int(site.journal.evidenceBytesMax))
    recorder = EventRecorder(journal: journal, privacy: supplies.privacy, isForwarding: site.uplink != nil)
    uplink = UplinkDesk(journal: journal, inbox: inbox, log: log)
    box = BoxDesk(journal: journal, inbox: inbox, log: log, limits: site.watch, starts: starts)
    lists = ListDesk(
      inbox: inbox, log: log,
      folder: ListIndexFolder(site.journal.folder + "/lists", confusions: site.confusions))
    buses = BusFleet(door: FieldDoor(inbox: inbox))
    readerDesk = ReaderDesk(door: FieldDoor(inbox: inbox))
    readers = ReaderFleet(desk: readerDesk)
    controllers = ControllerFleet(desk: readerDesk)
    httpDevices = HTTPFleet(door: FieldDoor(inbox: inbox))
    credentials = CredentialDesk(inbox: inbox, log: log)
    rulePacks = RulePackDesk(inbox: inbox, log: log)
    current = Mutex(supplies)
    listenerTLS = supplies.tls
    housekeeping = Housekeeping(journal: journal, evidence: evidence, log: log, startedAt: startedAt)
    let start = SiteStart(from: journal, at: startedAt.civil)
    if !start.isKeptReadable {
      log.say(3, "how doors were set, and alarms, before the restart cannot be read: look at each door")
    }
    let (board, uplink, log, notice, housekeeping) = (board, uplink, log, notice, housekeeping)
    let keeper = start.keeper(of: supplies.layout, now: startedAt)
    inputs = InputRecorder(site, keeper: keeper, at: startedAt, log: log)
    loop = GateLoop(
      keeper: keeper, inbox: inbox, recorder: recorder, dispatch: dispatch, board: board,
      onEvents: { events in
        board.note(events)
        log.write(events)
        uplink.wake(for: events)
      },
      onOutage: { error in
        board.journalFailed(error)
        log.say(2, "ALARM journalUnavailable: \(error)")
        if case .full = error { housekeeping.shedPictures() }
      },
      onRecovery: { factsLost in
        let loss = factsLost == 0 ? "nothing was lost" : "\(factsLost) facts of the outage are LOST"
        log.say(factsLost == 0 ? 5 : 2, "the journal commits again; \(loss)")
      },
      onTurn: { notice.loopTurned(atNanoseconds: SystemClock.moment().nanoseconds) }, inputs: inputs)
  }

  /// Starts the loop, the lists, the uplink and the buses, in this order.
  func start() async throws {
    board.expect(Self.devices(of: site), at: startedAt.civil)
    loop.start()
    note(.siteStarted(version: Self.version, settingsVersion: site.layout.settingsVersion))
    _ = inbox.offer(.input(.lists(lists.adopt(site.lists))))
    adoptCredentials(supplies)
    try await uplink.adopt(site.uplink)
    adoptField(supplies)
    keepCards(supplies)
  }

  /// After both the controllers and the list of credentials are there.
  private func keepCards(_ supplies: Supplies) {
    controllers.keep(credentials.loaded, by: supplies.readers.cardChoices, at: SystemClock.civil())
  }

  private func adoptCredentials(_ supplies: Supplies) {
    if let register = credentials.adopt(supplies.site.credentials) {
      _ = inbox.offer(.input(.credentials(register)))
    }
    _ = inbox.offer(.input(.calendar(supplies.calendar)))
    _ = inbox.offer(.input(.rulePacks(rulePacks.adopt(supplies.site, zone: supplies.zone))))
  }

  /// Everything that moves iron or reads cards by itself, and the ways of commands to them.
  private func adoptField(_ supplies: Supplies) {
    buses.adopt(supplies)
    readers.adopt(supplies.readers)
    controllers.adopt(supplies.readers.controllers)
    httpDevices.adopt(supplies.httpDevices)
    let barriers =
      buses.barriers.map { ($0.0, $0.1 as any BarrierActuator) }
      + httpDevices.barriers.map { ($0.0, $0.1 as any BarrierActuator) }
    let doors =
      buses.doors.map { ($0.0, $0.1 as any DoorActuator) }
      + readers.doors.map { ($0.0, $0.1 as any DoorActuator) }
      + controllers.doors.map { ($0.0, $0.1 as any DoorActuator) }
      + httpDevices.doors.map { ($0.0, $0.1 as any DoorActuator) }
    let indicators = readers.readers.map { ($0.0, $0.1 as any ReaderIndicator) }
    dispatch.replace(
      barriers: Dictionary(barriers) { first, _ in first }, doors: Dictionary(doors) { first, _ in first },
      readers: Dictionary(indicators) { first, _ in first })
  }

  /// Ends in the order of the road, so that what was accepted is committed.
  func stop() async {
    housekeeping.stop()
    // Together: each may wait some seconds for a device that does not answer.
    let fleets = [buses.stop, readers.stop, controllers.stop, httpDevices.stop]
    DispatchQueue.concurrentPerform(iterations: fleets.count) { fleets[$0]() }
    note(.siteStopping)
    inbox.close()
    if !loop.join(within: .seconds(2)) {
      log.say(3, "the gate loop did not end within 2 s")
      inbox.abandon()
    }
    inputs?.close()
    await uplink.dismiss()
    do { try journal.close() } catch { log.say(3, "\(error)") }
    log.flush()
  }

  func serve(with listener: FieldListener) { self.listener.withLock { $0 = listener } }
  var fieldListener: FieldListener? { listener.withLock { $0 } }

  /// Inputs that are past their time go, as the journal's events do.
  func letGoOfInputs() {
    guard let now = housekeeping.credibleTime() else { return }
    inputs?.letGo(now: now, retention: site.unlistedRetention)
  }

  /// A fact of the shell.
  func note(_ fact: GateFact) { _ = inbox.offer(.input(.note(fact))) }

  func open(lane: String, reason: String?, operatorName: String) async -> Inbox.OperatorAnswer {
    let number = openingNumber.add(1, ordering: .relaxed).newValue
    let opening = OperatorOpening(
      number: number, lane: LaneID(lane), operatorName: operatorName, reason: reason,
      askedAt: SystemClock.moment())
    return await ask(.operatorOpens(opening), number)
  }

  /// Sets a door, or all of them where none is named.
  func set(door: String?, _ order: DoorOrder, reason: String?, operatorName: String) async
    -> Inbox.OperatorAnswer
  {
    let number = openingNumber.add(1, ordering: .relaxed).newValue
    let wanted = OperatorDoorOrder(
      number: number, door: door.map { DoorID($0) }, order: order, operatorName: operatorName,
      reason: reason, askedAt: SystemClock.moment())
    return await ask(.operatorSetsDoor(wanted), number)
  }

  /// Orders something of the site's rules: modes, lanes, referrals, areas.
  func order(_ wish: OperatorOrder.Wish, reason: String?, operatorName: String) async
    -> Inbox.OperatorAnswer
  {
    let number = openingNumber.add(1, ordering: .relaxed).newValue
    let order = OperatorOrder(
      number: number, wish: wish, operatorName: operatorName, reason: reason,
      askedAt: SystemClock.moment())
    return await ask(.operatorOrders(order), number)
  }

  /// What an operator wants of an alarm or a claim; `order` gets the number of the answer.
  func order(_ order: (UInt64) -> GateInput) async -> Inbox.OperatorAnswer {
    let number = openingNumber.add(1, ordering: .relaxed).newValue
    return await ask(order(number), number)
  }

  private func ask(_ input: GateInput, _ number: UInt64) async -> Inbox.OperatorAnswer {
    await withCheckedContinuation { continuation in
      if !inbox.offer(.order(input, number: number, continuation)) {
        continuation.resume(
          returning: Inbox.OperatorAnswer(accepted: false, text: "the daemon is too busy, try again"))
      }
    }
  }

  /// The devices at the field listener's door.
  func pushDevices(of supplies: Supplies) -> [PushDevice] {
    cameras(of: supplies) + terminals(of: supplies)
  }

  private func cameras(of supplies: Supplies) -> [PushDevice] {
    supplies.site.cameras.compactMap { camera in
      guard let decoder = supplies.decoders[camera.id], let secret = supplies.secrets[camera.id] else {
        return nil
      }
      let desk = CameraDesk(
        camera: camera, decoder: decoder, door: door, evidence: evidence, board: board, log: log)
      return PushDevice(
        id: camera.id, secret: secret, bodyBytesMax: camera.bodyBytesMax,
        ratePerSecondMax: camera.ratePerSecondMax,
        handler: desk.take)
    }
  }

  private func terminals(of supplies: Supplies) -> [PushDevice] {
    supplies.site.terminals.compactMap { terminal in
      guard let decoder = supplies.terminalDecoders[terminal.id], let secret = supplies.secrets[terminal.id]
      else { return nil }
      let desk = TerminalDesk(
        terminal: terminal.id, decoder: decoder, readers: readerDesk, board: board, log: log)
      return PushDevice(
        id: terminal.id, secret: secret, place: terminal.place, bodyBytesMax: terminal.bodyBytesMax,
        ratePerSecondMax: terminal.ratePerSecondMax, handler: desk.take)
    }
  }

  /// Applies the settings file again; answers the errors, empty when it was applied.
  func reload(by operatorName: String) async -> [String] {
    await reloading.one { [self] in
      let errors = await applySettings()
      note(
        .operatorCommanded(
          OperatorFact(
            operatorName: operatorName, verb: "reload", accepted: errors.isEmpty, refusal: errors.first ?? "")
        ))
      if let first = errors.first {
        note(.settingsRefused(firstError: first, errorCount: errors.count))
        _ = inbox.offer(.input(.condition(.settingsRefused, subject: site.id.rawValue, what: first)))
      } else {
        _ = inbox.offer(.input(.conditionOver(.settingsRefused, subject: site.id.rawValue)))
      }
      return errors
    }
  }

  private func applySettings() async -> [String] {
    let next: Supplies
    do {
      next = try Supplies.load(path: settingsFile, environment: environment)
    } catch {
      return error.diagnostics.map(\.description)
    }
    let points = next.layout.inputs.map(\.id)
    for view in board.now.inputs where view.point.kind == .firePanel && view.isActive {
      guard points.contains(view.point.id) else {
        return [
          "\(settingsFile):1: fire panel \(view.point.id) is in alarm and not in this file. Reset it first"
        ]
      }
    }
    let fixed = Self.needsRestart(from: site, to: next.site)
    guard fixed.isEmpty else {
      return fixed.map { "\(settingsFile):1: `\($0)` changed. Restart the service to change it" }
    }
    do {
      try listenerTLS?.reload()
      try await uplink.adopt(next.site.uplink)
    } catch {
      return ["\(settingsFile):1: \(error). The old settings stay"]
    }
    adoptField(next)
    current.withLock { $0 = next }
    recorder.adopt(privacy: next.privacy, isForwarding: next.site.uplink != nil)
    log.adopt(plates: next.site.logPlates)
    board.expect(Self.devices(of: next.site), at: SystemClock.civil())
    adoptCredentials(next)
    keepCards(next)
    // The doors last: a read must never meet a layout or a list that is not there yet.
    _ = inbox.offer(.input(.layout(next.layout, lists: lists.adopt(next.site.lists))))
    fieldListener?.replace(devices: pushDevices(of: next))
    return []
  }

  /// Keys that a running daemon cannot change.
  private static func needsRestart(from old: Site, to new: Site) -> [String] {
    var keys: [String] = []
    if old.journal.folder != new.journal.folder { keys.append("journal.folder") }
    if old.journal.evidenceBytesMax != new.journal.evidenceBytesMax {
      keys.append("journal.evidence_mebibytes_max")
    }
    if old.journal.inputRingBytesMax != new.journal.inputRingBytesMax {
      keys.append("journal.input_ring_mebibytes_max")
    }
    if old.fieldListener != new.fieldListener { keys.append("field_listener") }
    if old.console != new.console { keys.append("console") }
    if old.layout.source != new.layout.source { keys.append("site.source") }
    if old.lookAlikes != new.lookAlikes { keys.append("look_alikes") }
    return keys
  }

  private static func devices(of site: Site) -> [(DeviceID, kind: String)] {
    site.cameras.map { ($0.id, "camera") } + site.buses.map { ($0.id, "bus") }
      + site.readerLines.flatMap(\.readers).map { ($0.id, "reader") }
      + site.controllers.map { ($0.id, "controller") } + site.terminals.map { ($0.id, "terminal") }
      + site.httpCommands.map { ($0.id, "http") }
  }
}
