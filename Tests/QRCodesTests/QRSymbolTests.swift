import Foundation
import QRCodes
import Testing

@Suite struct QRSymbolTests {
  /// As long as a visitor's code can be, in its letters.
  private static let text = "GH1." + String(repeating: "AB2C3D4E5F6G7", count: 14) + ".Z2345"

  static let scanner = ["/usr/bin/zbarimg", "/usr/local/bin/zbarimg"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Reads a picture with an independent scanner.
  private func scan(_ picture: [UInt8]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "qr-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "code.pgm")
    try Data(picture).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.scanner))
    process.arguments = ["--quiet", "--raw", "--oneshot", "-Sdisable", "-Sqrcode.enable", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// A greyscale picture from what `isDark` says of each module, the quiet zone included.
  private func picture(_ whole: Int, _ isDark: (Int, Int) -> Bool) -> [UInt8] {
    let size = 6
    var bytes = Array("P5\n\(whole * size) \(whole * size)\n255\n".utf8)
    for row in 0..<whole * size {
      for column in 0..<whole * size { bytes.append(isDark(column / size, row / size) ? 0 : 255) }
    }
    return bytes
  }

  @Test(.enabled(if: QRSymbolTests.scanner != nil, "install zbar-tools to read the codes back"))
  func aToken_survivesTheWayThroughATerminal() throws {
    let symbol = try QRSymbol(Self.text)
    let lines = symbol.terminalText.split(separator: "\n").map(Array.init)
    let whole = symbol.side + 2 * QRSymbol.quietZone
    let text = try scan(
      picture(whole) { column, row in
        switch lines[row / 2][column] {
        case " ": true
        case "▀": row % 2 == 1
        case "▄": row % 2 == 0
        default: false
        }
      })
    #expect(text == Self.text)
  }

  @Test(.enabled(if: QRSymbolTests.scanner != nil, "install zbar-tools to read the codes back"))
  func aToken_survivesTheWayThroughAnSVG() throws {
    let symbol = try QRSymbol(Self.text)
    let svg = symbol.svg()
    var dark: Set<[Int]> = []
    for stretch in svg.split(separator: "M").dropFirst() {
      let numbers = stretch.split { !$0.isNumber }.compactMap { Int($0) }
      for column in numbers[0]..<numbers[0] + numbers[2] { dark.insert([column, numbers[1]]) }
    }
    let whole = symbol.side + 2 * QRSymbol.quietZone
    #expect(svg.contains("viewBox=\"0 0 \(whole) \(whole)\""))
    #expect(try scan(picture(whole) { dark.contains([$0, $1]) }) == Self.text)
  }

  @Test func theDenserMode_makesASmallerSymbol() throws {
    #expect(try QRSymbol(Self.text).side < QRSymbol(Self.text.lowercased()).side)
  }

  @Test func whatNoSymbolHolds_isRefused() {
    for text in ["", "a\u{0}b", String(repeating: "a", count: 4000)] {
      #expect(throws: QRCodeError.doesNotFit) { try QRSymbol(text) }
    }
  }
}
