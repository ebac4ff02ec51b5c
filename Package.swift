// swift-tools-version: 6.2
// The house: one target a room, in the order in which a plate read passes them (ARCHITECTURE.md).

import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func room(_ name: String, in floor: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)", exclude: ["README.md"],
    swiftSettings: strict)
}

func tool(_ name: String, in floor: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)", exclude: ["README.md"],
    swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

let hummingbird: [Target.Dependency] = [
  .product(name: "Hummingbird", package: "hummingbird"),
  .product(name: "HummingbirdCore", package: "hummingbird"),
  .product(name: "HTTPTypes", package: "swift-http-types"),
]
let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
]
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let grdb: [Target.Dependency] = [
  .product(name: "GRDB", package: "GRDB.swift"),
  .product(name: "GRDBSQLite", package: "GRDB.swift"),
]

let system: [Target] = [
  .systemLibrary(
    name: "CModbus", path: "Sources/System/CModbus", pkgConfig: "libmodbus",
    providers: [.apt(["libmodbus-dev"])]),
  .systemLibrary(
    name: "CCurl", path: "Sources/System/CCurl", pkgConfig: "libcurl",
    providers: [.apt(["libcurl4-openssl-dev"])]),
  .systemLibrary(
    name: "COpenSSL", path: "Sources/System/COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]
  ),
  .systemLibrary(
    name: "CQRencode", path: "Sources/System/CQRencode", pkgConfig: "libqrencode",
    providers: [.apt(["libqrencode-dev"])]),
  .target(name: "CShims", dependencies: ["CCurl", "COpenSSL"], path: "Sources/System/CShims"),
]

let core: [Target] = [
  room("AccessModel", in: "Core"),
  room("AccessSchedules", in: "Core", ["AccessModel"]),
  room("RulePacks", in: "Core", ["AccessModel", "AccessSchedules"]),
  room("PlateMatching", in: "Core", ["AccessModel", "CVectorKernels"]),
  .target(name: "CVectorKernels", path: "Sources/Core/CVectorKernels", exclude: ["README.md"]),
  room("TemplateMatching", in: "Core", ["AccessModel", "CVectorKernels"]),
  room("GateKeeping", in: "Core", ["AccessModel", "AccessSchedules", "PlateMatching", "RulePacks"]),
]

let field: [Target] = [
  room("FieldContract", in: "Field", ["AccessModel", yams]),
  room("ModbusDevices", in: "Field", ["AccessModel", "FieldContract", "CModbus", yams]),
  room("CardFormats", in: "Field", ["AccessModel", "FieldContract"]),
  room("HTTPActuators", in: "Field", ["AccessModel", "FieldContract", "CCurl", "CShims"]),
  room("OSDPReaders", in: "Field", ["AccessModel", "FieldContract", "COpenSSL", yams]),
  room("CameraPush", in: "Field", ["AccessModel", "FieldContract", yams]),
  room("TerminalPush", in: "Field", ["AccessModel", "FieldContract", yams]),
  room("UHPPOTEControllers", in: "Field", ["AccessModel", "FieldContract"]),
  room("VisitorTokens", in: "Field", ["AccessModel", "COpenSSL"]),
  room("FieldListening", in: "Field", ["AccessModel", "TransportSecurity", log] + nio + hummingbird),
]

let record: [Target] = [
  room("SiteJournal", in: "Record", ["AccessModel"] + grdb),
  room("WatchlistCache", in: "Record", ["AccessModel", "PlateMatching", "COpenSSL"]),
  room("InputRing", in: "Record", ["AccessModel", "PlateMatching", "GateKeeping"]),
]

let upstream: [Target] = [
  room("UplinkForwarding", in: "Upstream", ["AccessModel"]),
  room("UplinkHTTPS", in: "Upstream", ["AccessModel", "UplinkForwarding", "CCurl", "CShims"]),
]

let console: [Target] = [
  room("ConsoleContract", in: "Console", []),
  room("QRCodes", in: "Console", ["CQRencode"]),
  room("ConsoleControl", in: "Console", ["ConsoleContract", log] + nio),
  room("ConsoleServing", in: "Console", ["TransportSecurity", log] + nio + hummingbird),
  room("TransportSecurity", in: "Console", ["COpenSSL", "CShims", log] + nio + hummingbird),
]

let gatehouse: [Target] = [
  room(
    "GatehouseSettings", in: "Gatehouse",
    ["AccessModel", "AccessSchedules", "RulePacks", "FieldContract", yams]),
  room(
    "RulePackFiles", in: "Gatehouse", ["AccessModel", "AccessSchedules", "RulePacks", "FieldContract"]),
  room("PolicyRehearsal", in: "Gatehouse", ["AccessModel", "PlateMatching", "GateKeeping", "InputRing"]),
  room("ShellOrder", in: "Gatehouse", ["AccessModel", "GateKeeping", "SiteJournal"]),
  room(
    "GatehouseRuntime", in: "Gatehouse",
    [
      "AccessModel", "PlateMatching", "GateKeeping", "FieldContract", "ModbusDevices", "CameraPush",
      "AccessSchedules", "CardFormats", "OSDPReaders", "UHPPOTEControllers", "TerminalPush", "HTTPActuators",
      "VisitorTokens", "FieldListening", "SiteJournal", "WatchlistCache", "UplinkForwarding", "UplinkHTTPS",
      "RulePacks", "RulePackFiles", "InputRing", "PolicyRehearsal", "ShellOrder", "ConsoleContract",
      "ConsoleControl", "ConsoleServing", "TransportSecurity", "GatehouseSettings", "COpenSSL", "CShims", log,
      lifecycle,
    ] + nio + hummingbird),
  tool("gatehoused", in: "Gatehouse", ["GatehouseRuntime", arguments]),
  tool(
    "gatectl", in: "Gatehouse",
    [
      "AccessModel", "ConsoleContract", "FieldContract", "ModbusDevices", "QRCodes", "VisitorTokens",
      arguments,
    ]),
]

let rehearsal: [Target] = [
  room(
    "FieldDoubles", in: "Rehearsal",
    ["AccessModel", "CModbus", "TransportSecurity", "CCurl", "CShims", log] + nio + hummingbird),
  room(
    "MatchingBench", in: "Rehearsal",
    ["AccessModel", "PlateMatching", "TemplateMatching", "CVectorKernels", "WatchlistCache"]),
  room(
    "JudgementBench", in: "Rehearsal",
    ["AccessModel", "AccessSchedules", "PlateMatching", "GateKeeping", "RulePacks"]),
  room(
    "FieldBench", in: "Rehearsal",
    ["AccessModel", "FieldContract", "ModbusDevices", "OSDPReaders", "CModbus"]),
  room(
    "GateSimulation", in: "Rehearsal",
    [
      "AccessModel", "AccessSchedules", "RulePacks", "PlateMatching", "GateKeeping", "SiteJournal",
      "UplinkForwarding", "ShellOrder",
    ]),
  tool(
    "gatesim", in: "Rehearsal",
    [
      "AccessModel", "FieldBench", "FieldDoubles", "GateSimulation", "JudgementBench", "MatchingBench",
      arguments,
    ]),
]

let proofs: [Target] = [
  .target(name: "FieldPeers", path: "Tests/FieldPeers", swiftSettings: strict),
  tests("AccessModelTests", ["AccessModel"]),
  tests("AccessSchedulesTests", ["AccessModel", "AccessSchedules"]),
  tests("RulePacksTests", ["AccessModel", "AccessSchedules", "RulePacks"]),
  tests(
    "RulePackFilesTests",
    ["AccessModel", "AccessSchedules", "RulePacks", "RulePackFiles", "FieldContract"]),
  tests("PlateMatchingTests", ["AccessModel", "PlateMatching"]),
  .executableTarget(
    name: "TemplateDouble", dependencies: ["AccessModel", "TemplateMatching", "SiteJournal"],
    path: "Tests/TemplateDouble", swiftSettings: strict),
  tests(
    "TemplateMatchingTests", ["AccessModel", "TemplateMatching", "CVectorKernels", "TemplateDouble"]),
  tests(
    "GateKeepingTests", ["AccessModel", "AccessSchedules", "PlateMatching", "GateKeeping", "RulePacks"],
    exclude: ["Cases"]
  ),
  tests("FieldContractTests", ["AccessModel", "FieldContract"]),
  tests("ModbusDevicesTests", ["AccessModel", "FieldContract", "ModbusDevices", "CModbus", "FieldPeers"]),
  tests("CardFormatsTests", ["AccessModel", "FieldContract", "CardFormats"]),
  tests("OSDPReadersTests", ["AccessModel", "FieldContract", "OSDPReaders", "FieldPeers"]),
  tests("HTTPActuatorsTests", ["AccessModel", "FieldContract", "HTTPActuators"]),
  tests("CameraPushTests", ["AccessModel", "FieldContract", "CameraPush"]),
  tests("TerminalPushTests", ["AccessModel", "FieldContract", "TerminalPush"]),
  tests("UHPPOTEControllersTests", ["AccessModel", "FieldContract", "UHPPOTEControllers"]),
  tests("QRCodesTests", ["QRCodes"]),
  tests("VisitorTokensTests", ["AccessModel", "VisitorTokens", "COpenSSL"]),
  tests("FieldListeningTests", ["AccessModel", "FieldListening", "TransportSecurity", log] + nio),
  tests("SiteJournalTests", ["AccessModel", "SiteJournal"] + grdb),
  tests("WatchlistCacheTests", ["AccessModel", "PlateMatching", "WatchlistCache", "COpenSSL"]),
  tests("InputRingTests", ["AccessModel", "AccessSchedules", "PlateMatching", "GateKeeping", "InputRing"]),
  tests(
    "PolicyRehearsalTests",
    ["AccessModel", "AccessSchedules", "PlateMatching", "GateKeeping", "InputRing", "PolicyRehearsal"]),
  tests("GateSimulationTests", ["AccessModel", "GateKeeping", "GateSimulation"]),
  tests("UplinkForwardingTests", ["AccessModel", "UplinkForwarding"]),
  tests("UplinkHTTPSTests", ["AccessModel", "UplinkForwarding", "UplinkHTTPS"]),
  tests("TransportSecurityTests", ["TransportSecurity", "COpenSSL", "CShims"] + nio + hummingbird),
  tests(
    "ConsoleControlTests",
    ["ConsoleContract", "ConsoleControl", "ModbusDevices", "gatectl", "FieldPeers", log] + nio),
  tests("GatehouseSettingsTests", ["AccessModel", "FieldContract", "GatehouseSettings", yams]),
  tests(
    "GatehouseRuntimeTests",
    [
      "AccessModel", "PlateMatching", "GateKeeping", "FieldContract", "CardFormats", "TerminalPush",
      "UHPPOTEControllers", "HTTPActuators", "VisitorTokens", "FieldListening", "SiteJournal",
      "UplinkForwarding", "GatehouseSettings", "GatehouseRuntime", "InputRing", "PolicyRehearsal",
      "ShellOrder",
      "ConsoleContract", log,
    ]),
  tests("FieldDoublesTests", ["AccessModel", "FieldDoubles", "CModbus", log] + hummingbird),
  tests("Tidy", []),
]

/// Built by `make fuzz` alone: libFuzzer brings the main function.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Tests/Fuzzers/\(name)", swiftSettings: strict)
}

let fuzzers: [Target] =
  Context.environment["GATEHOUSE_FUZZ"] == nil
  ? []
  : [
    fuzzer("PlateTextFuzzer", ["AccessModel", "PlateMatching"]),
    fuzzer("ListRowsFuzzer", ["AccessModel", "WatchlistCache"]),
    fuzzer("InputRingFuzzer", ["InputRing"]),
    fuzzer("IndexFileFuzzer", ["AccessModel", "PlateMatching", "WatchlistCache"]),
  ]

let package = Package(
  name: "gatehouse",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.16.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
  ],
  targets: system + core + field + record + upstream + console + gatehouse + rehearsal + proofs
    + fuzzers,
  swiftLanguageModes: [.v6]
)
