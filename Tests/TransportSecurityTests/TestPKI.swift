import Foundation

/// Throw-away certificates in a folder of their own, made with the `openssl` command; gone with the object.
final class TestPKI: Sendable {
  struct Identity: Sendable {
    var certificate: String
    var key: String
  }

  struct CommandFailed: Error { var command: String }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("pki-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  func makeCA(_ name: String) throws -> Identity {
    try openssl(
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        + ["-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).crt")])
    return Identity(certificate: path("\(name).crt"), key: path("\(name).key"))
  }

  func issue(_ name: String, by ca: Identity, dnsNames: [String]) throws -> Identity {
    let request = path("\(name).csr")
    let extensions = path("\(name).ext")
    let names = dnsNames.map { "DNS:\($0)" }.joined(separator: ",")
    try "subjectAltName=\(names)\n".write(toFile: extensions, atomically: true, encoding: .utf8)
    try openssl(
      ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)"]
        + ["-keyout", path("\(name).key"), "-out", request])
    try openssl(
      ["x509", "-req", "-in", request, "-CA", ca.certificate, "-CAkey", ca.key, "-days", "2"]
        + ["-extfile", extensions, "-out", path("\(name).crt")])
    return Identity(certificate: path("\(name).crt"), key: path("\(name).key"))
  }

  @discardableResult
  func openssl(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandFailed(command: arguments.joined(separator: " "))
    }
    return String(decoding: text, as: UTF8.self)
  }
}
