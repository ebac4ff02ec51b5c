import AccessModel
import FieldDoubles

/// The compound behind the checkpoint: doors, an alarm button, gas in the tunnel.
extension Rehearsal {
  func play(in compound: Compound) async throws {
    let code = try await visitor(compound)
    try await card(compound)
    try await usedUp(code)
    try await pin(compound)
    try await forcedDoor(compound)
    try await alarmButton(compound)
    try await tunnel(compound)
    try await darkness(over: compound)
  }

  /// P5: no lock is touched at start.
  func silence(in compound: Compound) async throws {
    for door in [Compound.front, Compound.vault] {
      _ = try await local.first(
        "gatehouse.device.changed", after: 0, within: Self.patience, "reader of \(door.name) online"
      ) {
        $0.data["device"] == "rd-\(door.name)" && $0.data["state"] == "online"
      }
      try compound.readers.setDoor(isOpen: false, at: door.reader)
      try await doorChanged(door, to: "closed", after: 0)
      let commands = compound.commands(to: door, from: 0)
      narrator.check("\(door.name) is closed, its reader in secure channel got no command", commands.isEmpty)
    }
  }

  private func card(_ compound: Compound) async throws {
    narrator.chapter("A member of the staff shows a card at the front door, then somebody an unknown one")
    _ = try await enter(Compound.front, of: compound, card: DemoSite.staffCard, keys: nil)
    let (start, mark) = (local.lastID, compound.mark)
    narrator.say("reader", "front: card \(DemoSite.unknownCard.identifier)")
    try compound.readers.show(DemoSite.unknownCard, at: Compound.front.reader)
    let decision = try await doorDecided("front-entry", after: start)
    narrator.check("denied: \(decision.data["reasons"] ?? "")", decision.data["outcome"] == "denied")
    try await compound.until("three beeps", at: Compound.front, from: mark) {
      $0.contains { $0.name == "buzzer" && $0.fields["rep_count"] == "3" }
    }
    let isReleased = compound.commands(to: Compound.front, from: mark).contains { $0.name == "output" }
    narrator.check("the reader beeps three times, the lock holds", !isReleased)
  }

  private func pin(_ compound: Compound) async throws {
    narrator.chapter("The vault asks for card and PIN; then the same holder is made to open it")
    let usual = try await enter(
      Compound.vault, of: compound, card: DemoSite.keeperCard, keys: "\(DemoSite.pin)#")
    let forced = try await enter(
      Compound.vault, of: compound, card: DemoSite.keeperCard, keys: "\(DemoSite.duressPIN)#")
    narrator.check("light, buzzer and lock do exactly what they did before", forced == usual)
    let alarm = try await alarm("duress")
    narrator.check("the upstream knows: \(alarm.data["what"] ?? "")", alarm.data["priority"] == "critical")
  }

  private func forcedDoor(_ compound: Compound) async throws {
    narrator.chapter("The front door is forced")
    let start = local.lastID
    try compound.readers.setDoor(isOpen: true, at: Compound.front.reader)
    let alarm = try await alarm("forcedOpen")
    narrator.check("the upstream knows: \(alarm.data["what"] ?? "")", alarm.data["subject"] == "front")
    let vault = try await doorChanged(Compound.vault, to: "closed", after: start)
    narrator.check(
      "meanwhile the vault is held closed by that alarm", vault.data["held_by"] == "forcedOpen/front",
      vault.summary)
    try compound.readers.setDoor(isOpen: false, at: Compound.front.reader)
    try await doorChanged(Compound.front, to: "closed", after: start)
    try await over("forcedOpen")
  }

  private func alarmButton(_ compound: Compound) async throws {
    narrator.chapter("Somebody at the desk presses the silent alarm")
    let mark = compound.mark
    compound.board.wires.update { $0.contacts[DemoSite.alarmButtonContact] = true }
    let alarm = try await alarm("alarmButton")
    narrator.check("one touch is enough: \(alarm.data["what"] ?? "")", alarm.data["priority"] == "critical")
    narrator.check("no reader shows anything", compound.mark == mark)
    compound.board.wires.update { $0.contacts[DemoSite.alarmButtonContact] = false }
    try await over("alarmButton")
  }

  /// The sensor closes the entry, but lowers no boom onto a vehicle.
  private func tunnel(_ compound: Compound) async throws {
    narrator.chapter("Carbon monoxide in the tunnel, while a resident stands under the entry's boom")
    let (start, iron, mark) = (local.lastID, north.barrier.state, compound.mark)
    let lowered = iron.value.commandCounts[.lower, default: 0]
    try await show(DemoSite.residents[3], to: north, track: 60)
    _ = try await decided(DemoSite.residents[3], after: start)
    try await iron.until("north barrier open", within: Self.patience) { $0.motion.openLimit }
    north.barrier.vehicleArrives()
    narrator.say("vehicle", "\(DemoSite.residents[3]) stands on the loop")
    setCarbonMonoxide(to: 150, at: compound)
    let alarm = try await alarm("sensorLimit")
    narrator.say("alarm", alarm.data["what"] ?? "")
    try await lamp(isLit: true, of: compound, from: mark)
    try await show(DemoSite.residents[4], to: north, track: 61)
    let decision = try await decided(DemoSite.residents[4], after: start)
    narrator.check(
      "the entry is closed to the next resident: \(decision.data["reasons"] ?? "")",
      decision.data["outcome"] == "referred" && decision.data["reasons"]?.contains("heldClosed") == true)
    narrator.check(
      "the boom waits for the vehicle below it", iron.value.commandCounts[.lower, default: 0] == lowered)
    north.barrier.vehicleLeaves()
    narrator.say("vehicle", "\(DemoSite.residents[3]) drove on")
    try await iron.until("north barrier closed", within: Self.patience) {
      $0.motion.closedLimit && !$0.motion.isMoving
    }
    narrator.check("the boom comes down when it is clear", iron.value.motion.struckVehicles == 0)
    let later = compound.mark
    setCarbonMonoxide(to: 30, at: compound)
    try await over("sensorLimit")
    try await lamp(isLit: false, of: compound, from: later)
    try await pass(DemoSite.residents[5], through: north)
  }

  // MARK: - steps

  /// Somebody identifies himself, opens the door and closes it; what the reader was told until then.
  private func enter(
    _ door: Compound.Door, of compound: Compound, card: ReaderCard, keys: String?
  ) async throws -> [ReaderCommand] {
    let (start, mark) = (local.lastID, compound.mark)
    narrator.say("reader", "\(door.name): card \(card.identifier)\(keys.map { ", keys \($0)" } ?? "")")
    try compound.readers.show(card, at: door.reader)
    if let keys {
      try await compound.until("the question for a PIN", at: door, from: mark) { $0.count == 2 }
      try compound.readers.press(keys, at: door.reader)
    }
    let decision = try await doorDecided("\(door.name)-entry", after: start)
    // Lock, light and buzzer; before them light and buzzer that ask for the PIN.
    return try await goIn(door, of: compound, by: decision, from: mark, signs: keys == nil ? 3 : 5)
  }

  /// Somebody was granted: what the reader was told from the command number `mark` on, until the door is
  /// closed again.
  @discardableResult
  func goIn(
    _ door: Compound.Door, of compound: Compound, by decision: LocalEvent, from mark: Int, signs: Int
  ) async throws -> [ReaderCommand] {
    narrator.check("granted", decision.data["outcome"] == "granted", decision.summary)
    try await compound.until("\(signs) commands", at: door, from: mark) { $0.count == signs }
    let commands = compound.commands(to: door, from: mark)
    let released = commands.compactMap(\.releasedMilliseconds).first
    narrator.check("the reader's output releases the lock for \(released ?? 0) ms", released == 5000)
    try compound.readers.setDoor(isOpen: true, at: door.reader)
    _ = try await received("gatehouse.access.taken", "entry by \(door.name) upstream") {
      $0.data["decision"] == decision.data["decision"]
    }
    try await compound.until("the lock's end", at: door, from: mark) { $0.contains(where: \.isSecuring) }
    let open = local.lastID
    try compound.readers.setDoor(isOpen: false, at: door.reader)
    try await doorChanged(door, to: "closed", after: open)
    narrator.check("somebody went in, the upstream knows, the lock holds again", true)
    return commands
  }

  func doorDecided(_ accessPoint: String, after id: Int64) async throws -> LocalEvent {
    let decision = try await local.first(
      "gatehouse.access.decided", after: id, within: Self.patience, accessPoint
    ) {
      $0.data["access_point"] == accessPoint
    }
    narrator.say("decision", decision.summary)
    return decision
  }

  @discardableResult
  private func doorChanged(
    _ door: Compound.Door, to position: String, after id: Int64
  ) async throws -> LocalEvent {
    try await local.first(
      "gatehouse.door.changed", after: id, within: Self.patience, "\(door.name) \(position)"
    ) {
      $0.data["door"] == door.name && $0.data["position"] == position
    }
  }

  private func lamp(isLit: Bool, of compound: Compound, from mark: Int) async throws {
    try await compound.until("the lamp's command", at: Compound.front, from: mark) { commands in
      commands.contains { $0.lights(output: DemoSite.lampOutput) == isLit }
    }
    narrator.check("the red light before the tunnel \(isLit ? "burns" : "goes out")", true)
  }

  private func alarm(_ code: String) async throws -> UpstreamEvent {
    try await received("gatehouse.alarm.raised", "the alarm upstream") { $0.data["code"] == code }
  }

  private func over(_ code: String) async throws {
    _ = try await received("gatehouse.alarm.cleared", "the end of \(code) upstream") {
      $0.data["code"] == code
    }
    narrator.check("the alarm is over", true)
  }

  private func setCarbonMonoxide(to ppm: UInt16, at compound: Compound) {
    narrator.say("sensor", "\(ppm) ppm")
    compound.board.wires.update {
      $0.registers[DemoSite.carbonMonoxideRegister] = ppm * DemoSite.countsPerPPM
    }
  }
}
