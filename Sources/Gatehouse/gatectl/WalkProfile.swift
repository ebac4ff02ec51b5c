import FieldContract
import Foundation
import ModbusDevices

/// The profile that a walk goes by.
struct WalkProfile {
  /// As the profile names the board.
  var name: String
  var walk: BoardWalk

  static let folderDefault = "/usr/share/gatehouse/DeviceProfiles"
  static let kinds = ["barrier", "door", "inputs"]

  /// `profile` is `barrier/NAME` below `folder`, or the path of a profile's folder or file.
  init(_ profile: String, below folder: String, lock: DoorProfile.LockKind?) throws {
    let file = try Self.file(of: profile, below: folder)
    // DeviceProfiles/<class>/<name>/profile.yaml
    let parts = file.split(separator: "/")
    let kind = parts.count >= 3 ? String(parts[parts.count - 3]) : ""
    let text = try YAMLDocument(path: file).text
    switch kind {
    case "barrier":
      let barrier = try BarrierProfile(file: file, text: text)
      (name, walk) = (barrier.name, BoardWalk(barrier: barrier))
    case "door":
      guard let lock else {
        throw WalkRefusal(
          description: "say --lock fail_secure or --lock fail_safe: what lets go of one lets the other hold")
      }
      let door = try DoorProfile(file: file, text: text)
      (name, walk) = (door.name, BoardWalk(door: door, kind: lock))
    case "inputs":
      let inputs = try InputsProfile(file: file, text: text)
      (name, walk) = (inputs.name, BoardWalk(inputs: inputs))
    case "http":
      throw WalkRefusal(
        description:
          "\(profile) is commanded over HTTP: write it into the site file, then try it with gatectl "
          + "open or gatectl release and see what gatectl devices says of it")
    default:
      throw WalkRefusal(
        description:
          "\(profile) is no Modbus board: this walks profiles of \(Self.kinds.joined(separator: ", "))")
    }
  }

  private static func file(of profile: String, below folder: String) throws(WalkRefusal) -> String {
    let paths = ["\(folder)/\(profile)/profile.yaml", "\(profile)/profile.yaml", profile]
    let files = paths.map { URL(fileURLWithPath: $0).path }
    func isFile(_ path: String) -> Bool {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
    if let file = files.first(where: isFile) { return file }
    let known = kinds.flatMap { kind in
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)")) ?? []).sorted()
        .map { "\(kind)/\($0)" }
    }
    let meant = known.filter { $0.hasSuffix("/\(profile)") }
    let nearest = meant.isEmpty ? nearestName(to: profile, among: known).map { [$0] } ?? [] : meant
    throw WalkRefusal(
      description: "there is no profile \(profile) below \(folder)"
        + (nearest.isEmpty
          ? "; name one as barrier/NAME, door/NAME or inputs/NAME, or give --profiles"
          : "; did you mean \(nearest.joined(separator: " or "))?"))
  }
}

/// Why there is nothing to walk.
struct WalkRefusal: Error, CustomStringConvertible {
  var description: String
}
