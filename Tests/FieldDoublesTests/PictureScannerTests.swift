import Foundation
import Testing

@testable import FieldDoubles

@Suite struct PictureScannerTests {
  /// `GH1.TEST` by libqrencode, version 1, level M.
  private static let symbol = """
    #######..###..#######
    #.....#.#...#.#.....#
    #.###.#..####.#.###.#
    #.###.#..#..#.#.###.#
    #.###.#.#.###.#.###.#
    #.....#...##..#.....#
    #######.#.#.#.#######
    ..........#..........
    #.#.#.#..#..#...#..#.
    #.##.....###.#.#.#...
    ..##..#..#.#.###..#.#
    ###.#...######.######
    ##..#.#.##.#.###...#.
    ........###...##..###
    #######.....#...##..#
    #.....#..#....##...#.
    #.###.#.#...#.#...###
    #.###.#....#.#.#.###.
    #.###.#.#.##.######.#
    #.....#..#.###.#..###
    #######.#.##.##.....#
    """
  static let hasScanner = ["/usr/bin/zbarimg", "/usr/local/bin/zbarimg"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// As `QRSymbol` draws it: strips of dark modules inside a margin of 4.
  private var svg: String {
    var path = ""
    for (row, line) in Self.symbol.split(separator: "\n").enumerated() {
      var column = 0
      for run in line.split(separator: ".", omittingEmptySubsequences: false) {
        if !run.isEmpty { path += "M\(column + 4) \(row + 4)h\(run.count)v1h-\(run.count)z" }
        column += run.count + 1
      }
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\"><path d=\"\(path)\"/></svg>"
  }

  @Test(.enabled(if: hasScanner, "install zbar-tools to read the code back"))
  func aCode_isReadFromItsPicture() async throws {
    let file = NSTemporaryDirectory() + "code-\(UUID().uuidString).svg"
    defer { for name in [file, file + ".pbm"] { try? FileManager.default.removeItem(atPath: name) } }
    try SiteFolder.write(svg, to: file)
    #expect(try await PictureScanner.text(inSVG: file) == "GH1.TEST")
  }

  @Test(arguments: ["", "viewBox=\"0 0 0 0\"", "viewBox=\"0 0 999 999\"", "viewBox=\"0 0 4 4\" M2 0h3v1h-3z"])
  func whatIsNoSuchPicture_isNothing(_ text: String) {
    #expect(PictureScanner.modules(of: text) == nil)
  }
}
