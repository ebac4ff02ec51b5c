import AccessModel
import ConsoleContract
import ConsoleControl
import GateKeeping
import GatehouseSettings
import SiteJournal

extension House {
  /// When the oldest alarm event was recorded that the upstream has not taken. A stream arrives in its order:
  /// whatever is older has arrived.
  var oldestAlarmThatWaits: CivilTime? {
    let backlog = (try? journal.backlog()) ?? []
    return backlog.first { $0.stream == EventStream.alarms.rawValue }?.oldestRecordedAt
  }
}

/// Alarms and claims, as operators see and decide them.
extension ConsoleDesk {
  func alarms() async -> [AlarmLine] {
    let now = SystemClock.civil()
    let waiting = house.oldestAlarmThatWaits
    let hasUplink = house.site.uplink != nil
    let views = house.board.now.alarms.sorted { rank($0) < rank($1) }
    return views.map { view in
      var line = line(view, now: now)
      if hasUplink, view.root == nil {
        line.isUpstream = waiting.map { view.alarm.raisedAt < $0 } ?? true
      }
      return line
    }
  }

  private func line(_ view: AlarmView, now: CivilTime) -> AlarmLine {
    let alarm = view.alarm
    let text = alarm.code.text(in: .english)
    var line = AlarmLine(
      id: "\(alarm.number)", code: alarm.code.rawValue, alarmClass: alarm.code.alarmClass.rawValue,
      priority: alarm.code.priority.rawValue, raisedAt: "\(alarm.raisedAt)",
      ageSeconds: max((now - alarm.raisedAt).milliseconds / 1000, 0), lane: alarm.lane?.rawValue,
      subject: alarm.subject, what: alarm.what, cause: text.cause, consequence: text.consequence,
      nextStep: text.nextStep, state: view.state.rawValue, group: view.root.map { "\($0)" })
    line.annunciation = alarm.annunciation.rawValue
    line.acknowledgedBy = view.acknowledgedBy
    (line.shelvedBy, line.shelvedUntil) = (view.shelvedBy, view.shelvedUntil.map { "\($0)" })
    (line.occurrences, line.escalations) = (view.occurrences, view.escalations)
    return line
  }

  /// The most urgent first, of these what nobody has seen; what another alarm explains comes last.
  private func rank(_ view: AlarmView) -> (Int, Int, UInt64) {
    let priority = AlarmPriority.allCases.firstIndex(of: view.alarm.code.priority) ?? 0
    let isSeen = view.state == .acknowledged || view.state == .shelved
    return (
      view.root == nil ? priority : AlarmPriority.allCases.count, isSeen ? 1 : 0, view.alarm.number
    )
  }

  func alarm(_ ask: AlarmAsk, by identity: OperatorIdentity) async -> CommandAnswer {
    let deed: OperatorAlarmOrder.Deed =
      switch ask.deed {
      case .acknowledge: .acknowledge
      case .shelve: .shelve(.seconds(Int64(ask.seconds)))
      case .unshelve: .unshelve
      }
    let answer = await house.order { number in
      .operatorOnAlarm(
        OperatorAlarmOrder(
          number: number, alarm: ask.alarm, deed: deed, operatorName: identity.name, reason: ask.reason))
    }
    return CommandAnswer(accepted: answer.accepted, text: answer.text)
  }

  func hit(_ ask: HitAsk, by identity: OperatorIdentity) async -> CommandAnswer {
    let answer = await house.order { number in
      .operatorOnHit(
        OperatorHitOrder(
          number: number, hit: ask.hit, verifies: ask.deed == .verify, operatorName: identity.name,
          reason: ask.reason))
    }
    return CommandAnswer(accepted: answer.accepted, text: answer.text)
  }

  func hits() async -> (pending: [HitLine], counts: [HitCounts]) {
    let (now, site, state) = (SystemClock.civil(), house.site, house.board.now)
    let evidence = site.journal.folder + "/evidence/"
    let lines = state.hits.map { HitLine($0, now: now, lapse: site.layout.alarms.hitLapse, evidence) }
    var counts = state.hitTallies
    for match in state.hits.map(\.hit.match)
    where !counts.contains(where: { $0.list == match.edition.list && $0.isExact == match.isExact }) {
      counts.append(HitTally(list: match.edition.list, isExact: match.isExact))
    }
    return (
      lines,
      counts.map { tally in
        let waiting = state.hits.count {
          $0.hit.match.edition.list == tally.list && $0.hit.match.isExact == tally.isExact
        }
        return HitCounts(
          list: tally.list.rawValue, isExact: tally.isExact, pending: UInt64(waiting),
          verified: tally.verified, rejected: tally.rejected, lapsed: tally.lapsed)
      }
    )
  }
}

extension HitLine {
  fileprivate init(_ view: HitView, now: CivilTime, lapse: Span, _ evidence: String) {
    let (hit, age) = (view.hit, max((now - view.claimedAt).milliseconds / 1000, 0))
    let claim: Claim
    let difference: String
    let offer: String
    switch hit.match {
    case .exact(let match):
      claim = Claim(match.edition, match.entry, now: now)
      difference = "none"
      offer = Self.offer(match.entry.action)
    case .suspected(let match):
      claim = Claim(match, now: now)
      difference = match.difference
      offer = "verify or reject it, for the record: a look-alike holds and refuses nobody"
    }
    self.init(
      id: hit.id, lane: view.lane.rawValue, accessPoint: hit.accessPoint.rawValue,
      claimedAt: "\(view.claimedAt)", ageSeconds: age,
      lapsesInSeconds: max(lapse.milliseconds / 1000 - age, 0), isLive: view.isLive, plate: hit.plate,
      difference: difference, claim: claim,
      images: hit.images.map { Image(role: $0.role.rawValue, path: evidence + $0.file) },
      verifiersMin: hit.match.verifiersMin,
      voices: view.voices.map { Voice(name: $0.operatorName, verifies: $0.verifies, reason: $0.reason) },
      offer: offer)
  }

  /// What the entry permits, and nothing more.
  private static func offer(_ action: PermittedAction) -> String {
    switch action {
    case .alert: "verify or reject it; the entry permits an alarm only, and stops nobody"
    case .hold:
      "verify it: the vehicle stays referred to you; reject it: it is judged anew at its next read"
    // No claim is made of an entry that only admits.
    case .admit: "verify or reject it"
    }
  }
}

extension HitLine.Claim {
  fileprivate init(_ edition: ListEdition, _ entry: WatchlistEntry, now: CivilTime) {
    self.init(
      list: edition.list.rawValue, version: edition.version,
      listAgeHours: (now - edition.issuedAt).milliseconds / 3_600_000, entry: entry.id, plate: entry.plate,
      purpose: entry.purpose.rawValue, authority: entry.authority, reference: entry.reference,
      permittedAction: entry.action.rawValue, validUntil: "\(entry.validUntil)")
  }

  fileprivate init(_ match: SuspectedMatch, now: CivilTime) {
    self.init(
      list: match.edition.list.rawValue, version: match.edition.version,
      listAgeHours: (now - match.edition.issuedAt).milliseconds / 3_600_000, entry: match.entryID,
      plate: match.listedPlate, purpose: match.purpose.rawValue, authority: match.authority,
      reference: match.reference, permittedAction: nil, validUntil: nil)
  }
}
