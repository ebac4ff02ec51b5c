internal import FieldContract
internal import Foundation

/// The folder of device profiles, asked only whether it has what the site file names.
struct ProfileFolder {
  let folder: String
  private let cameras: [String]
  private let barriers: [String]

  enum Device: String {
    case camera, barrier
  }

  /// Looks once, not for each device that names a profile.
  init(folder: String) {
    self.folder = folder
    cameras = Self.names(on: "\(folder)/\(Device.camera.rawValue)")
    barriers = Self.names(on: "\(folder)/\(Device.barrier.rawValue)")
  }

  /// The name of a profile that is there; reports one that is not.
  func profile(_ key: String, of device: Device, in section: YAMLSection) -> String? {
    let names = names(of: device)
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

  private func names(of device: Device) -> [String] {
    switch device {
    case .camera: cameras
    case .barrier: barriers
    }
  }

  private static func names(on shelf: String) -> [String] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: shelf)) ?? []
    return entries.filter { FileManager.default.fileExists(atPath: "\(shelf)/\($0)/profile.yaml") }.sorted()
  }
}
