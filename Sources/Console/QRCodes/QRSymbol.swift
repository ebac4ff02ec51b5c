internal import CQRencode

/// A QR code as modules, drawn by libqrencode; level M stands a tenth of it being dirty.
public struct QRSymbol: Hashable, Sendable {
  /// Modules of one side, without the quiet zone.
  public let side: Int
  private let isDark: [Bool]

  /// White modules round the symbol (ISO/IEC 18004 §6.3.8).
  public static let quietZone = 4

  /// Throws for an empty text and for one that no QR code holds.
  public init(_ text: String) throws(QRCodeError) {
    // Mode 8 is the fallback; capitals and digits go into the denser mode by themselves.
    guard !text.isEmpty, !text.utf8.contains(0),
      let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1)
    else { throw .doesNotFit }
    defer { QRcode_free(code) }
    side = Int(code.pointee.width)
    isDark = (0..<side * side).map { code.pointee.data[$0] & 1 == 1 }
  }

  /// Outside the symbol all is white.
  public subscript(column: Int, row: Int) -> Bool {
    (0..<side).contains(column) && (0..<side).contains(row) && isDark[row * side + column]
  }

  /// For a terminal with white letters on black: two rows of modules in each line.
  public var terminalText: String {
    let range = -Self.quietZone..<side + Self.quietZone
    return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
      String(
        range.map { column -> Character in
          switch (self[column, row], self[column, row + 1]) {
          case (false, false): "█"
          case (false, true): "▀"
          case (true, false): "▄"
          case (true, true): " "
          }
        })
    }.joined(separator: "\n")
  }

  /// One path, black on white, `moduleSize` pixels a module.
  public func svg(moduleSize: Int = 8) -> String {
    let whole = side + 2 * Self.quietZone
    var path = ""
    for row in 0..<side {
      var column = 0
      while column < side {
        let start = column
        while self[column, row] { column += 1 }
        if column > start {
          path += "M\(start + Self.quietZone) \(row + Self.quietZone)h\(column - start)v1h-\(column - start)z"
        }
        column += 1
      }
    }
    let pixels = whole * min(max(moduleSize, 1), 64)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(pixels)" height="\(pixels)" \
      viewBox="0 0 \(whole) \(whole)" shape-rendering="crispEdges">\
      <rect width="\(whole)" height="\(whole)" fill="#fff"/><path d="\(path)"/></svg>

      """
  }
}
