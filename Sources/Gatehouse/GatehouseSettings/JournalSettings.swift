public import AccessModel
internal import FieldContract

/// Where events and evidence are kept, and for how long.
public struct JournalSettings: Hashable, Sendable {
  /// Made by systemd's `StateDirectory`; not checked here.
  public var folder: String
  public var eventRetention: Span
  public var evidenceBytesMax: Int64
  /// Of the inputs that `gatectl replay` and `rehearse` play again; 0: none are kept.
  public var inputRingBytesMax: Int64

  init(reading section: YAMLSection, within files: FileLookup) {
    folder = section.path("folder", default: "/var/lib/gatehouse", within: files)
    eventRetention = .seconds(
      Int64(section.integer("event_retention_days", default: 90, in: 1...3650)) * 86_400)
    evidenceBytesMax =
      Int64(section.integer("evidence_mebibytes_max", default: 1024, in: 1...1_048_576)) << 20
    inputRingBytesMax = Int64(section.integer("input_ring_mebibytes_max", default: 256, in: 0...65_536)) << 20
    section.finishWithAdvice()
  }
}
