public import AccessModel
internal import FieldContract

/// When the box itself becomes an alarm.
public struct WatchSettings: Hashable, Sendable {
  /// Less free space on a disk of this site is too little; 0 asks for none.
  public var diskFreePercentMin: Int
  public var diskFreeMebibytesMin: Int
  public var certificateDaysMin: Int
  /// More events that wait for the upstream, or older ones, are too many.
  public var backlogEventsMax: Int
  public var backlogAgeMax: Span
  /// Resident memory of the daemon.
  public var memoryMebibytesMax: Int
  public var temperatureCelsiusMax: Int
  /// A clock that is off by more, or was set by more at once, is wrong.
  public var clockOffsetMax: Span

  init(reading section: YAMLSection) {
    diskFreePercentMin = section.integer("disk_free_percent_min", default: 5, in: 0...50)
    diskFreeMebibytesMin = section.integer("disk_free_mib_min", default: 256, in: 0...1_048_576)
    certificateDaysMin = section.integer("certificate_days_min", default: 21, in: 1...365)
    backlogEventsMax = section.integer("backlog_events_max", default: 100_000, in: 1...100_000_000)
    backlogAgeMax = section.hours("backlog_hours_max", default: 24, in: 1...8760)
    memoryMebibytesMax = section.integer("memory_mib_max", default: 512, in: 8...65_536)
    temperatureCelsiusMax = section.integer("temperature_celsius_max", default: 85, in: 30...120)
    clockOffsetMax = section.milliseconds("clock_offset_ms_max", default: 500, in: 50...5000)
    section.finishWithAdvice()
  }
}
