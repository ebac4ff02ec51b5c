import AccessModel
import ConsoleServing
import FieldListening
import GateKeeping
import GatehouseSettings
import PlateMatching
import SiteJournal

extension House {
  /// `/metrics` in the Prometheus text form; no plate is ever a label.
  func metrics() -> String {
    var text = MetricsText()
    let state = board.now
    let now = SystemClock.now()
    text.add(
      "gatehouse_start_time_seconds", .gauge, help: "When the daemon started, in seconds since 1970.",
      Double(startedAt.civil.milliseconds) / 1000)
    text.add(
      "gatehouse_clock_synchronised", .gauge, help: "Whether the kernel believes its clock.",
      now.clockIsSynchronised ? 1 : 0)
    text.add(
      "gatehouse_events_total", .counter, help: "Events recorded since the start, by type.",
      state.eventsByType.sorted { $0.key < $1.key }.map { .init(Double($0.value), [("type", $0.key)]) })
    text.add(
      "gatehouse_decisions_total", .counter, help: "Access decisions since the start, by outcome.",
      AccessOutcome.allCases.map {
        .init(Double(state.decisionsByOutcome[$0] ?? 0), [("outcome", $0.rawValue)])
      })
    addAlarms(&text, state)
    text.add(
      "gatehouse_barrier_position", .gauge, help: "1 for the sensed position of each barrier.",
      state.lanes.compactMap { view in
        view.barrier.map { .init(1, [("barrier", $0.rawValue), ("position", view.position.rawValue)]) }
      })
    text.add(
      "gatehouse_inbox_items", .gauge, help: "Inputs that wait for the gate loop.", Double(inbox.depth))
    text.add(
      "gatehouse_inbox_refused_total", .counter, help: "Inputs refused because the inbox was full.",
      Double(inbox.refusals))
    addJournal(&text, state)
    let backlog = (try? journal.backlog()) ?? []
    text.add(
      "gatehouse_outbox_events", .gauge, help: "Events that wait for the upstream, by stream.",
      backlog.map { .init(Double($0.pending), [("stream", $0.stream)]) })
    text.add(
      "gatehouse_outbox_quarantined_events", .gauge,
      help: "Events that the upstream refused for good, by stream.",
      backlog.map { .init(Double($0.quarantined), [("stream", $0.stream)]) })
    text.add(
      "gatehouse_uplink_delivered_events_total", .counter,
      help: "Events accepted by the upstream since the start, by stream.",
      uplink.streams.map { .init(Double($0.1.delivered), [("stream", $0.0.rawValue)]) })
    text.add(
      "gatehouse_list_age_seconds", .gauge, help: "Age of the edition in use, by list.",
      lists.lists.compactMap { list in
        (list.index?.edition.issuedAt).map {
          .init(Double((now.civil - $0).milliseconds) / 1000, [("list", list.settings.id.rawValue)])
        }
      })
    addCameras(&text, state)
    addField(&text)
    box.readings?.add(to: &text)
    return text.text
  }

  private func addAlarms(_ text: inout MetricsText, _ state: SiteBoard.State) {
    let shown = state.alarms.filter { $0.root == nil }
    text.add(
      "gatehouse_alarms", .gauge, help: "Alarms that stand, by state and priority.",
      AlarmState.allCases.flatMap { alarmState in
        AlarmPriority.allCases.map { priority in
          .init(
            Double(shown.count { $0.state == alarmState && $0.alarm.code.priority == priority }),
            [("state", alarmState.rawValue), ("priority", priority.rawValue)])
        }
      })
    let waiting = site.uplink == nil ? nil : oldestAlarmThatWaits
    text.add(
      "gatehouse_alarms_not_upstream", .gauge, help: "Alarms that stand and that the upstream has not taken.",
      Double(waiting.map { oldest in shown.count { $0.alarm.raisedAt >= oldest } } ?? 0))
    text.add(
      "gatehouse_hits_pending", .gauge, help: "Watchlist claims that wait for a person.",
      Double(state.hits.count))
    text.add(
      "gatehouse_hits_total", .counter, help: "Watchlist claims that ended, by list, match and outcome.",
      state.hitTallies.flatMap { tally in
        [("verified", tally.verified), ("rejected", tally.rejected), ("lapsed", tally.lapsed)].map {
          .init(
            Double($0.1),
            [
              ("list", tally.list.rawValue), ("match", tally.isExact ? "equal" : "alike"),
              ("outcome", $0.0),
            ])
        }
      })
  }

  private func addJournal(_ text: inout MetricsText, _ state: SiteBoard.State) {
    text.add(
      "gatehouse_journal_available", .gauge, help: "Whether the journal commits.",
      state.journalFault == nil ? 1 : 0)
    text.add(
      "gatehouse_journal_events_total", .counter, help: "Events recorded since the journal was made.",
      Double(journal.usage().events))
  }

  private func addCameras(_ text: inout MetricsText, _ state: SiteBoard.State) {
    text.add(
      "gatehouse_camera_ignored_total", .counter,
      help: "Messages of cameras that were no reads since the start, by device.",
      state.ignored.sorted { $0.key < $1.key }.map {
        .init(Double($0.value), [("device", $0.key.rawValue)])
      })
    text.add(
      "gatehouse_camera_unreadable_total", .counter,
      help: "Messages of cameras that could not be read since the start, by device.",
      state.unreadable.sorted { $0.key < $1.key }.map {
        .init(Double($0.value), [("device", $0.key.rawValue)])
      })
  }

  private func addField(_ text: inout MetricsText) {
    guard let counters = fieldListener?.counters else { return }
    text.add(
      "gatehouse_field_requests_total", .counter, help: "Requests answered at the field listener, by status.",
      counters.answered.sorted { $0.key < $1.key }.map { .init(Double($0.value), [("status", "\($0.key)")]) })
    text.add(
      "gatehouse_field_refused_total", .counter, help: "Pushes and connections refused, by reason.",
      counters.refused.sorted { $0.key.rawValue < $1.key.rawValue }.map {
        .init(Double($0.value), [("reason", $0.key.rawValue)])
      })
    text.add(
      "gatehouse_field_body_bytes_total", .counter, help: "Bytes of bodies received.",
      Double(counters.bodyBytes))
    text.add(
      "gatehouse_field_connections", .gauge, help: "Connections open at the field listener.",
      Double(counters.connectionsOpen))
  }
}
