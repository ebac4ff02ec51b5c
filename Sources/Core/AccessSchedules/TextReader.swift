/// Walks over one line of text and knows its place in the whole, for errors.
struct TextReader {
  let line: Int
  private let characters: [Character]
  private let firstColumn: Int
  private(set) var index = 0

  init(_ text: some StringProtocol, line: Int, firstColumn: Int = 1) {
    characters = Array(text)
    self.line = line
    self.firstColumn = firstColumn
  }

  var column: Int { firstColumn + index }
  var isAtEnd: Bool { index >= characters.count }
  var peek: Character? { isAtEnd ? nil : characters[index] }

  func error(_ what: String) -> ScheduleError { .text(line: line, column: column, what: what) }

  /// Steps over the character if it is next.
  mutating func skip(_ character: Character) -> Bool {
    guard peek == character else { return false }
    index += 1
    return true
  }

  mutating func skipSpaces() {
    while peek == " " || peek == "\t" { index += 1 }
  }

  mutating func expect(_ character: Character) throws(ScheduleError) {
    guard skip(character) else {
      throw error("`\(character)` is missing\(peek.map { " before `\($0)`" } ?? " at the end")")
    }
  }

  mutating func take(while accepts: (Character) -> Bool) -> Substring {
    var taken = ""
    while let next = peek, accepts(next) {
      taken.append(next)
      index += 1
    }
    return taken[...]
  }

  /// Up to the next space or the end.
  mutating func word() -> Substring { take { $0 != " " && $0 != "\t" } }

  /// A decimal number of so many digits within bounds; an error stands at its first digit.
  mutating func number(
    digits: ClosedRange<Int>, in range: ClosedRange<Int>, _ what: String
  ) throws(ScheduleError) -> Int {
    let start = self
    var text = ""
    while let next = peek, next.isASCII, next.isNumber, text.count < digits.upperBound {
      text.append(next)
      index += 1
    }
    guard digits.contains(text.count), let value = Int(text), range.contains(value) else {
      throw start.error("\(what) must be a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
