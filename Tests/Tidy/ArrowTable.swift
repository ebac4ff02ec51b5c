/// Which room may import what (ARCHITECTURE.md, "Arrows"). A room that is not listed does not exist.
enum ArrowTable {
  struct Room {
    var floor: String
    var imports: Set<String>

    init(_ floor: String, _ imports: Set<String> = []) {
      self.floor = floor
      self.imports = imports
    }
  }

  /// Core takes none of these: it reads no clock, no file and no network.
  static let platform: Set = [
    "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization",
  ]
  static let nio: Set = ["NIOCore", "NIOPosix", "NIOHTTP1"]
  static let hummingbird: Set = ["Hummingbird", "HummingbirdCore", "HTTPTypes"]

  static let rooms: [String: Room] = [
    "AccessModel": Room("Core"),
    "AccessSchedules": Room("Core", ["AccessModel"]),
    "RulePacks": Room("Core", ["AccessModel", "AccessSchedules"]),
    "PlateMatching": Room("Core", ["AccessModel", "CVectorKernels"]),
    "CVectorKernels": Room("Core"),
    "TemplateMatching": Room("Core", ["AccessModel", "CVectorKernels"]),
    "GateKeeping": Room("Core", ["AccessModel", "AccessSchedules", "PlateMatching", "RulePacks"]),

    "FieldContract": Room("Field", ["AccessModel", "Yams"] + platform),
    "ModbusDevices": Room("Field", ["AccessModel", "FieldContract", "CModbus", "Yams"] + platform),
    "CardFormats": Room("Field", ["AccessModel", "FieldContract"] + platform),
    "HTTPActuators": Room("Field", ["AccessModel", "FieldContract", "CCurl", "CShims"] + platform),
    "OSDPReaders": Room("Field", ["AccessModel", "FieldContract", "COpenSSL", "CShims", "Yams"] + platform),
    "CameraPush": Room("Field", ["AccessModel", "FieldContract", "Yams"] + platform),
    "TerminalPush": Room("Field", ["AccessModel", "FieldContract", "Yams"] + platform),
    "UHPPOTEControllers": Room("Field", ["AccessModel", "FieldContract"] + platform),
    "VisitorTokens": Room("Field", ["AccessModel", "COpenSSL"] + platform),
    "FieldListening": Room(
      "Field", ["AccessModel", "TransportSecurity", "Logging"] + nio + hummingbird + platform),

    "SiteJournal": Room("Record", ["AccessModel", "GRDB", "GRDBSQLite"] + platform),
    "WatchlistCache": Room("Record", ["AccessModel", "PlateMatching", "COpenSSL", "CShims"] + platform),
    // Record beside Core: what it keeps are the core's own inputs.
    "InputRing": Room("Record", ["AccessModel", "PlateMatching", "GateKeeping"] + platform),

    "UplinkForwarding": Room("Upstream", ["AccessModel"] + platform),
    "UplinkHTTPS": Room("Upstream", ["AccessModel", "UplinkForwarding", "CCurl", "CShims"] + platform),

    "ConsoleContract": Room("Console", ["Foundation", "FoundationEssentials"]),
    "QRCodes": Room("Console", ["CQRencode"]),
    "ConsoleControl": Room("Console", ["ConsoleContract", "Logging"] + nio + platform),
    "ConsoleServing": Room("Console", ["TransportSecurity", "Logging"] + nio + hummingbird + platform),
    "TransportSecurity": Room("Console", ["COpenSSL", "CShims", "Logging"] + nio + hummingbird + platform),

    "GatehouseSettings": Room(
      "Gatehouse", ["AccessModel", "AccessSchedules", "RulePacks", "FieldContract", "Yams"] + platform),
    "RulePackFiles": Room(
      "Gatehouse", ["AccessModel", "AccessSchedules", "RulePacks", "FieldContract"] + platform),
    "PolicyRehearsal": Room("Gatehouse", ["AccessModel", "PlateMatching", "GateKeeping", "InputRing"]),
    "ShellOrder": Room("Gatehouse", ["AccessModel", "GateKeeping", "SiteJournal"] + platform),
    "GatehouseRuntime": Room(
      "Gatehouse",
      [
        "AccessModel", "PlateMatching", "GateKeeping", "FieldContract", "ModbusDevices", "CameraPush",
        "AccessSchedules", "RulePacks", "RulePackFiles", "CardFormats", "OSDPReaders", "UHPPOTEControllers",
        "TerminalPush", "HTTPActuators",
        "VisitorTokens", "FieldListening", "SiteJournal", "WatchlistCache", "UplinkForwarding", "UplinkHTTPS",
        "ConsoleContract", "ConsoleControl", "ConsoleServing", "TransportSecurity", "GatehouseSettings",
        "COpenSSL", "CShims", "InputRing", "PolicyRehearsal", "ShellOrder", "Logging", "UnixSignals",
      ] + nio + hummingbird + platform),
    "gatehoused": Room("Gatehouse", ["GatehouseRuntime", "ArgumentParser"] + platform),
    "gatectl": Room(
      "Gatehouse",
      [
        "AccessModel", "ConsoleContract", "FieldContract", "ModbusDevices", "QRCodes", "VisitorTokens",
        "ArgumentParser",
      ] + platform),

    "FieldDoubles": Room(
      "Rehearsal",
      ["AccessModel", "CModbus", "TransportSecurity", "CCurl", "CShims", "Logging", "UnixSignals"]
        + nio + hummingbird + platform),
    "MatchingBench": Room(
      "Rehearsal",
      ["AccessModel", "PlateMatching", "TemplateMatching", "CVectorKernels", "WatchlistCache"] + platform),
    "JudgementBench": Room(
      "Rehearsal",
      ["AccessModel", "AccessSchedules", "PlateMatching", "GateKeeping", "RulePacks"] + platform),
    "FieldBench": Room(
      "Rehearsal", ["AccessModel", "FieldContract", "ModbusDevices", "OSDPReaders", "CModbus"] + platform),
    "GateSimulation": Room(
      "Rehearsal",
      [
        "AccessModel", "AccessSchedules", "RulePacks", "PlateMatching", "GateKeeping", "SiteJournal",
        "UplinkForwarding", "ShellOrder",
      ] + platform),
    "gatesim": Room(
      "Rehearsal",
      [
        "AccessModel", "FieldBench", "FieldDoubles", "GateSimulation", "JudgementBench", "MatchingBench",
        "ArgumentParser",
      ]
        + platform),

    "CModbus": Room("System"),
    "CCurl": Room("System"),
    "COpenSSL": Room("System"),
    "CQRencode": Room("System"),
    "CShims": Room("System"),
  ]
}

private func + (left: Set<String>, right: Set<String>) -> Set<String> { left.union(right) }
