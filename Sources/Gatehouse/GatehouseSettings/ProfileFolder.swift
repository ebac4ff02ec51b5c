internal import FieldContract
internal import Foundation

/// The folder of device profiles, asked only whether it has what the site file names.
struct ProfileFolder {
  let folder: String
  private let shelves: [Device: [String]]

  enum Device: String, CaseIterable {
    case camera, terminal, barrier, reader, door, inputs, http
  }

  /// Looks once, not for each device that names a profile.
  init(folder: String) {
    self.folder = folder
    shelves = Dictionary(
      uniqueKeysWithValues: Device.allCases.map { ($0, Self.names(on: "\(folder)/\($0.rawValue)")) })
  }

  /// The name of a profile that is there; reports one that is not.
  func profile(_ key: String, of device: Device, in section: YAMLSection) -> String? {
    let names = shelves[device] ?? []
    let known = names.isEmpty ? "" : ": \(names.joined(separator: ", "))"
    let hint = "Name a folder below \(folder)/\(device.rawValue)\(known)"
    guard let name = section.requiredString(key, hint: hint) else { return nil }
    // Without this folder every profile would be reported; the folder itself is, once.
    guard exists, !names.contains(name) else { return name }
    let nearest = nearestName(to: name, among: names).map { "Did you mean `\($0)`?" }
    section.report(
      key, "`\(section.path(of: key))`: there is no \(device.rawValue) profile `\(name.prefix(80))`",
      hint: nearest ?? hint)
    return nil
  }

  var exists: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func names(on shelf: String) -> [String] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: shelf)) ?? []
    return entries.filter { FileManager.default.fileExists(atPath: "\(shelf)/\($0)/profile.yaml") }.sorted()
  }
}
