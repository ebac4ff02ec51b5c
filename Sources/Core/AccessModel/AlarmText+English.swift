extension AlarmText {
  /// For the log, the upstream and operators who read English.
  static let english: [AlarmCode: AlarmText] = [
    .watchlistHit: AlarmText(
      cause: "A plate equals one on a watchlist",
      consequence: "A listed vehicle may be at the gate; nobody is held but by an entry that permits it",
      nextStep:
        "Compare the images with the entry, and do what the entry permits (gatectl hits); the claim lapses"),
    .watchlistLookAlike: AlarmText(
      cause: "A plate resembles one on a watchlist",
      consequence: "It may be a misread of a listed plate; nothing is held or refused for it",
      nextStep: "Compare the image with the listed plate: it may be a misread of it, and alone proves nothing"
    ),
    .forcedOpen: AlarmText(
      cause: "A barrier or door left its closed position without a grant",
      consequence: "Somebody may have come in unrecorded",
      nextStep: "Look there at once: it left its closed position without a grant"),
    .barrierStuck: AlarmText(
      cause: "The boom stays between its limits",
      consequence: "The lane neither opens nor closes",
      nextStep: "Check the boom and its limit switches on site; keep people clear"),
    .barrierFault: AlarmText(
      cause: "The barrier's controller reports a fault",
      consequence: "The lane may not move",
      nextStep: "Read the barrier controller's own display; reset it on site"),
    .openTooLong: AlarmText(
      cause: "It stands open for longer than the site allows",
      consequence: "Anybody can pass",
      nextStep: "Clear the lane or close by hand after looking"),
    .commandFailed: AlarmText(
      cause: "The barrier or lock did not take a command",
      consequence: "A vehicle or person that was granted may be waiting",
      nextStep: "Open by hand if a vehicle waits; check the board's power and cable"),
    .deviceOffline: AlarmText(
      cause: "The device does not answer",
      consequence: "What hangs on it is neither seen nor moved; it is listed under this alarm",
      nextStep: "Check power and network of the device"),
    .deviceDegraded: AlarmText(
      cause: "A part of the device does not work",
      consequence: "The rest of the device goes on",
      nextStep: "Look at the part that is named; the rest of the device goes on"),
    .clockOffset: AlarmText(
      cause: "The camera stamps its reads with a wrong time",
      consequence: "Its reads are recorded and move nothing",
      nextStep: "Set the camera's clock and time zone (NTP); its reads move nothing until then"),
    .journalUnavailable: AlarmText(
      cause: "The journal cannot be written",
      consequence: "Nothing can be recorded; lanes follow `when_journal_fails`",
      nextStep: "Free disk space or replace the disk; lanes follow `when_journal_fails`"),
    .uplinkQuarantine: AlarmText(
      cause: "The upstream refused an event for good",
      consequence: "The upstream does not know of it; the journal keeps it",
      nextStep: "Tell the upstream's operator why; the journal keeps the events, they are not sent again"),
    .uplinkRefusing: AlarmText(
      cause: "The upstream refuses what this site sends",
      consequence: "Events wait on this box",
      nextStep:
        "Mend what the reason names: this site's certificate, CA file or address, or the upstream itself"),
    .uplinkSilent: AlarmText(
      cause: "The upstream does not answer",
      consequence: "Nobody there hears of this site, nor of its alarms",
      nextStep: "Check the network to the upstream; events wait on this box until it answers"),
    .listStale: AlarmText(
      cause: "The list is older than the site allows",
      consequence: "Whom it admits is referred to an operator",
      nextStep: "Fetch a newer edition of the list; until then its grants are referred"),
    .listRefused: AlarmText(
      cause: "A new edition of a list is not sound or not signed",
      consequence: "The edition before stays in use",
      nextStep: "Check the list's file and signature; the previous edition stays in use"),
    .settingsRefused: AlarmText(
      cause: "The settings file has errors",
      consequence: "The old settings stay in force",
      nextStep: "Mend the settings file: the daemon goes on with the old one, and would not start again"),
    .duress: AlarmText(
      cause: "Somebody used the PIN that says they are being forced",
      consequence: "A person is under threat",
      nextStep:
        "Somebody was made to open: follow the site's plan, and show nothing at the door or on the phone"
    ),
    .alarmButton: AlarmText(
      cause: "An alarm button was pressed",
      consequence: "Somebody needs help there",
      nextStep: "Somebody calls for help: look at the cameras there, and send people"),
    .fireAlarm: AlarmText(
      cause: "The fire panel is in alarm",
      consequence: "Everything is held open until the panel is reset",
      nextStep: "Follow the fire plan: everything is held open until the fire panel is reset"),
    .openTooLongSoon: AlarmText(
      cause: "A door stands open for nearly too long",
      consequence: "It will be an alarm soon",
      nextStep: "Close the door, or ask who holds it"),
    .tamper: AlarmText(
      cause: "A device's tamper contact opened",
      consequence: "What the device says may be forged",
      nextStep: "Look at the device on site: somebody opened or moved it"),
    .powerFault: AlarmText(
      cause: "Mains power or a battery fails",
      consequence: "The device goes dark when the battery is empty",
      nextStep: "Check mains and battery of the device before it goes dark"),
    .cabinetOpen: AlarmText(
      cause: "A cabinet was opened",
      consequence: "Wires and boards are within reach",
      nextStep: "Find out who opened the cabinet; close it"),
    .sensorLimit: AlarmText(
      cause: "A sensor is beyond its limit",
      consequence: "People may be in danger; what it holds stays held",
      nextStep: "Act by the plan for this sensor; what it holds stays held until it is back in bounds"),
    .inputFaulty: AlarmText(
      cause: "An input's wire is cut or shorted, or its sensor reports nonsense",
      consequence: "What it should watch is not watched",
      nextStep: "Check the wire and the sensor: what it should watch is not watched now"),
    .readerUntrusted: AlarmText(
      cause: "A reader cannot prove itself or is not the known one",
      consequence: "Nothing is taken from it",
      nextStep:
        "Do not use this reader until its line and key are checked: nothing is taken from it meanwhile"),
    .attemptsExceeded: AlarmText(
      cause: "Too many wrong attempts at a reader",
      consequence: "The reader takes nobody for a minute; somebody may be guessing",
      nextStep: "Look who stands at the reader; it takes nobody for a minute"),
    .tailgate: AlarmText(
      cause: "A second vehicle passed on one grant",
      consequence: "A vehicle is inside that nobody admitted",
      nextStep: "Look at the images: a second vehicle went through on one grant"),
    .antiPassback: AlarmText(
      cause: "A credential was used twice on one side",
      consequence: "It may have been passed on",
      nextStep: "Ask the holder: the credential was used twice on one side; reset it if they erred"),
    .areaOverfull: AlarmText(
      cause: "More are inside an area than it takes",
      consequence: "The count is wrong, or too many are inside",
      nextStep: "Count who is inside and set the count right, or let nobody else in"),
    .clonedPlate: AlarmText(
      cause: "A plate appears where it cannot be",
      consequence: "One of two vehicles bears a false plate",
      nextStep: "Compare vehicle and papers: two vehicles may bear this plate"),
    .interlockBroken: AlarmText(
      cause: "Both ends of a sally port are open",
      consequence: "The port protects nothing",
      nextStep: "Close one of the two at once: both ends of the sally port stand open"),
    .vehicleTrapped: AlarmText(
      cause: "A vehicle stands between two closed barriers for too long",
      consequence: "People may be locked in",
      nextStep: "Look at the vehicle between the two barriers; release it forward or back"),
    .maintenanceDue: AlarmText(
      cause: "The barrier has moved as often, or as long, as its service plan allows",
      consequence: "It may fail soon",
      nextStep: "Have the barrier serviced; then tell it with gatectl devices serviced"),
    .rulePackExpired: AlarmText(
      cause: "A rule pack is out of date",
      consequence: "Its rules are not applied",
      nextStep: "Fetch the rule pack's newer edition; its rules are not applied"),
    .rulePacksDisagree: AlarmText(
      cause: "Two rule packs say different things",
      consequence: "The stricter one is applied",
      nextStep: "Ask who issues the two packs which rule holds; the stricter is applied meanwhile"),
    .alarmFlood: AlarmText(
      cause: "Many alarms came at once",
      consequence: "Those that are not critical are recorded and not called out",
      nextStep: "Look at the site as a whole: so many alarms at once have one cause"),
    .diskLow: AlarmText(
      cause: "The disk is nearly full",
      consequence: "Pictures and the oldest events will be shed",
      nextStep: "Free space on the disk before the oldest events are shed"),
    .clockUnsynchronised: AlarmText(
      cause: "This box's clock follows no time source",
      consequence: "Late reads cannot be told from new ones",
      nextStep: "Check this box's time source (timedatectl); late reads cannot be told from new"),
    .clockStepped: AlarmText(
      cause: "This box's clock was set",
      consequence: "Times before and after do not compare",
      nextStep: "Find out who set this box's clock; times before and after do not compare"),
    .certificateExpiring: AlarmText(
      cause: "A certificate ends soon",
      consequence: "The connection that uses it will fail",
      nextStep: "Install the renewed certificate, then gatectl reload"),
    .uplinkBacklog: AlarmText(
      cause: "Events come faster than the upstream takes them",
      consequence: "The upstream hears of this site late",
      nextStep: "Check the upstream: events wait on this box faster than they are taken"),
    .memoryHigh: AlarmText(
      cause: "The service uses much memory",
      consequence: "The system may end it",
      nextStep: "Tell the maker with the log of today; restart the service in a quiet hour"),
    .temperatureHigh: AlarmText(
      cause: "The box is hot",
      consequence: "It slows down and then stops",
      nextStep: "Shade or air the box; it slows down and then stops"),
    .restartLoop: AlarmText(
      cause: "The service failed and was started several times",
      consequence: "The site is unwatched in between",
      nextStep: "Read the log before the last starts: the service fails again and again"),
  ]
}
