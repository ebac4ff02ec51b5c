internal import Foundation

/// Reads a QR code back from a picture as `gatectl visitor add` writes it.
public enum PictureScanner {
  /// Modules on a side; the greatest symbol has 177 and its margin.
  static let sideMax = 200
  /// Pixels on a module's side.
  static let scale = 4

  /// The text of the code in an SVG file. Its path is filled by us, since not every zbarimg draws SVG, into
  /// a bitmap beside it (`<path>.pbm`), which zbarimg reads.
  public static func text(inSVG path: String) async throws(RehearsalError) -> String {
    guard let svg = try? String(contentsOfFile: path, encoding: .utf8), let rows = modules(of: svg) else {
      throw .file(path: path, reason: "no SVG of squares in rows")
    }
    let side = rows.count * scale
    var bitmap = "P1\n\(side) \(side)\n"
    for row in rows {
      let line = row.map { String(repeating: $0 ? "1" : "0", count: scale) }.joined() + "\n"
      bitmap += String(repeating: line, count: scale)
    }
    try SiteFolder.write(bitmap, to: "\(path).pbm")
    let said = try await CommandLineTool.succeed(
      "zbarimg", ["--quiet", "--raw", "--oneshot", "-Sdisable", "-Sqrcode.enable", "\(path).pbm"])
    return said.trimmingCharacters(in: .newlines)
  }

  /// Rows of dark modules, from a path of strips `M<column> <row>h<width>v1h-<width>z`.
  static func modules(of svg: String) -> [[Bool]]? {
    func numbers(_ text: some StringProtocol) -> [Int] { text.split { !$0.isNumber }.compactMap { Int($0) } }
    guard let box = svg.range(of: "viewBox=\"0 0 "),
      let side = numbers(svg[box.upperBound...].prefix(8)).first,
      (1...sideMax).contains(side)
    else { return nil }
    var rows = Array(repeating: Array(repeating: false, count: side), count: side)
    for strip in svg.split(separator: "M").dropFirst() {
      let values = numbers(strip.prefix { $0 != "v" })
      guard values.count == 3, values[1] < side, values[2] <= side, values[0] <= side - values[2] else {
        return nil
      }
      for column in values[0]..<values[0] + values[2] { rows[values[1]][column] = true }
    }
    return rows
  }
}
