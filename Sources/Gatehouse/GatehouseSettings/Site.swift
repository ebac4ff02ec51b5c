public import AccessModel

/// A site as its file describes it, checked: every reference resolves, every path is absolute.
public struct Site: Hashable, Sendable {
  public var id: Identifier<SiteKind>
  /// What people call it; the id where the file says nothing.
  public var name: String
  /// The part that decides. `Barrier.hasPresenceLoop` is left at its default: the device profile knows it.
  public var layout: SiteLayout
  /// P10: how long a plate that is on no list is kept.
  public var unlistedRetention: Span
  /// P10: what goes upstream of a plate that is on no list.
  public var unlistedForwarding: UnlistedForwarding
  /// Key of the keyed hash; there whenever `unlistedForwarding` is `.pseudonymous`.
  public var pseudonymKeyFile: String?
  public var logPlates: PlateLogging
  /// Holds `<class>/<profile>/profile.yaml`: camera, terminal, barrier, reader, door, inputs, http.
  public var deviceProfilesFolder: String
  public var journal: JournalSettings
  public var fieldListener: FieldListenerSettings
  public var console: ConsoleSettings
  /// nil: nothing is forwarded.
  public var uplink: UplinkSettings?
  public var buses: [BusSettings]
  public var cameras: [CameraSettings]
  public var terminals: [TerminalSettings]
  public var lists: [ListSettings]
  /// For look-alikes of plates (alarms only).
  public var lookAlikes: [LookAlikeSettings]
  public var readerLines: [ReaderLineSettings]
  public var controllers: [ControllerSettings]
  /// nil: no door opens by a credential.
  public var credentials: CredentialSettings?
  /// IANA name of the zone whose clock hangs on the wall there.
  public var timeZone: String
  public var schedules: [ScheduleSettings]
  public var visitorKeys: [VisitorKeySettings]
  public var rulePacks: [RulePackSettings]
  public var vehicleKinds: [VehicleKindSettings]
  /// What moves the lock of which door of `layout`, and what its lamps hang on, as if they were doors.
  public var locks: [DoorLockSettings]
  /// Where the input points of `layout` are read.
  public var inputWays: [InputSettings]
  /// Which board moves which barrier of `layout`.
  public var barrierUnits: [BarrierUnitSettings]
  /// Barriers and locks that are commanded over HTTP.
  public var httpCommands: [HTTPCommandSettings]
  public var watch: WatchSettings

  /// Where the package puts the device profiles.
  public static let deviceProfilesFolderDefault = "/usr/share/gatehouse/DeviceProfiles"
  public static let lanesMax = 64
  public static let camerasMax = 128
  public static let terminalsMax = 64
  public static let busesMax = 32
  public static let listsMax = 64
  public static let lookAlikesMax = 256
  public static let readerLinesMax = 16
  public static let controllersMax = 32
  public static let doorsMax = 128
  public static let inputsMax = 512
  public static let holdsMax = 64
  public static let lampsMax = 64
  public static let schedulesMax = 64
  public static let visitorKeysMax = 16
  public static let areasMax = 64
  public static let rulePacksMax = 16
  public static let vehicleKindsMax = 256
}

public enum SiteKind {}

/// What goes upstream of a plate that is on no list (P10).
public enum UnlistedForwarding: String, Hashable, Sendable, CaseIterable {
  case none
  /// A keyed hash instead of the plate.
  case pseudonymous
  case full
}

/// How plates are written to the log.
public enum PlateLogging: String, Hashable, Sendable, CaseIterable {
  case full, masked, none
}
