import FieldContract
import Testing

enum Colour: String, CaseIterable {
  case red, green
}

@Suite struct YAMLSectionTests {
  /// What is said of a text after one look at its root.
  private func said(_ text: String, _ look: (YAMLSection) -> Void) -> [String] {
    do throws(DocumentError) {
      let document = try YAMLDocument(file: "f", text: text)
      look(document.root)
      try document.finish()
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  private func sound(_ text: String, _ look: (YAMLSection) -> Void) {
    let complaints = said(text, look)
    #expect(complaints == [])
  }

  @Test func text_isTakenAsWritten() {
    for word in ["no", "on", "yes", "off", "010", "1:30", "2026-11-24", "true", "1e3", "'~'", "\"null\""] {
      let bare = word.trimmingQuotes
      sound("key: \(word)") { #expect($0.string("key") == bare) }
    }
  }

  @Test(arguments: ["~", "null", ""])
  func nothing_isAbsent(word: String) {
    sound("key: \(word)") {
      #expect(!$0.has("key"))
      #expect($0.string("key", default: "x") == "x")
      #expect($0.integer("key", default: 5, in: 1...9) == 5)
    }
  }

  @Test(arguments: [("7", 7), ("-3", -3), ("0", 0), ("0x1F", 31), ("0xff", 255)])
  func wholeNumber_isRead(text: String, value: Int) {
    sound("key: \(text)") { #expect($0.optionalInteger("key", in: -10...300) == value) }
  }

  @Test(arguments: [
    ("010", "`010` is octal to some programs: write it without the leading 0"),
    ("-07", "`-07` is octal to some programs: write it without the leading 0"),
    ("'5'", "Write it without quotes"), ("0o17", "It says `0o17`"), ("1_000", "It says `1_000`"),
    ("5.0", "It says `5.0`"), ("301", "It says `301`"), ("-11", "It says `-11`"), ("five", "It says `five`"),
    ("99999999999999999999", "It says `99999999999999999999`"), ("[5]", "It is a mapping or a list"),
    ("{a: 5}", "It is a mapping or a list"), ("0x", "It says `0x`"), ("1:30", "It says `1:30`"),
  ])
  func whatIsNoWholeNumber_isSaid_andTheDefaultStands(text: String, hint: String) {
    let said = said("a: 1\nkey: \(text)") {
      #expect($0.integer("a", default: 0, in: 0...1) == 1)
      #expect($0.integer("key", default: 42, in: -10...300) == 42)
    }
    #expect(said == ["f:2: `key` must be a whole number from -10 to 300. \(hint)"])
  }

  @Test(arguments: ["yes", "on", "True", "1", "'true'", "y", "[true]"])
  func onlyTrueAndFalse_areBooleans(text: String) {
    let said = said("key: \(text)") { #expect($0.bool("key", default: true)) }
    #expect(said.count == 1 && said.first?.hasPrefix("f:1: `key` must be true or false. It ") == true)
  }

  @Test func booleans_areRead() {
    sound("a: true\nb: false") {
      #expect($0.bool("a", default: false))
      #expect(!$0.bool("b", default: true))
    }
  }

  @Test(arguments: [".nan", "nan", "inf", "1e400", "2", "'0.5'", "x"])
  func numberOutsideItsBounds_isSaid(text: String) {
    let said = said("key: \(text)") { #expect($0.number("key", default: 0.25, in: 0...1) == 0.25) }
    #expect(said.count == 1)
  }

  @Test func wordOfNoChoice_isSaidWithTheChoices() {
    let said = said("a: red\nb: blue\nc: [red]") {
      #expect($0.choice("a", default: Colour.green) == .red)
      #expect($0.choice("b", default: Colour.green) == .green)
      #expect($0.optionalChoice("c", as: Colour.self) == nil)
      #expect($0.choice("d", default: Colour.green) == .green)
    }
    #expect(
      said == [
        "f:2: `b` cannot be `blue`. Choose one of: red, green",
        "f:3: `c` must be one word. Choose one of: red, green",
      ])
  }

  @Test(arguments: ["", "other: 1", "key: ''", "key:"])
  func requiredText_isMissedOnce(text: String) {
    let said = said("first: 1\n\(text)") { #expect($0.requiredString("key", hint: "Write it") == nil) }
    #expect(said == ["f:1: `key` is missing. Write it"])
  }

  @Test func requiredTextOfAnotherShape_isSaidOnce() {
    let said = said("key: [a]") { #expect($0.requiredString("key", hint: "Write it") == nil) }
    #expect(said == ["f:1: `key` must be text. Write `key: value` on one line"])
  }

  @Test func sections_knowTheirPathAndLine() {
    let said = said("a:\n  b: {c: 1}\nlist:\n  - x: 1\n  -\n    x: two\n") { root in
      let b = root.section("a")?.section("b")
      #expect(b?.path == "a.b" && b?.line == 2)
      let items = root.sections("list")
      #expect(items.map(\.path) == ["list[0]", "list[1]"])
      #expect(items.map(\.line) == [4, 6])
      #expect(items.map { $0.integer("x", default: 0, in: 0...9) } == [1, 0])
    }
    #expect(said == ["f:6: `list[1].x` must be a whole number from 0 to 9. It says `two`"])
  }

  @Test func absentSection_answersDefaults() {
    let said = said("a: 1") { root in
      let section = root.sectionOrEmpty("b")
      #expect(section.integer("port", default: 8460, in: 1...65535) == 8460)
      section.missing("key", hint: "Write it")
      section.finish()
    }
    #expect(said == ["f:1: `b.key` is missing. Write it"])
  }

  @Test func wrongShapes_areSaid() {
    let said = said("a: 1\nb: {x: 1}\nc: [1, {x: 1}]\n? [k]\n: v") { root in
      #expect(root.section("a")?.keys == [])
      #expect(root.sections("b").isEmpty)
      #expect(root.strings("c") == ["1"])
      #expect(root.sections("c").count == 2)
      root.finish()
    }
    #expect(
      said == [
        "f:1: `a` must be a mapping. Write `key: value` lines, indented, below it",
        "f:2: `b` must be a list. Write `- ` before each item",
        "f:3: `c[0]` must be a mapping. Write `key: value` lines, indented, below it",
        "f:3: `c` must hold words only. Write `- word` lines",
        "f:4: a key of the file is no word. Write `key: value` with a plain word as key",
      ])
  }

  @Test func words_haveTheirLines() {
    sound("a:\n  - x\n  - y\nb: z\nc: ''") { root in
      #expect(root.words("a").map { "\($0.text)\($0.line)" } == ["x2", "y3"])
      #expect(root.strings("b") == ["z"])
      #expect(root.strings("c") == [])
      #expect(root.strings("d") == [])
    }
  }

  @Test func longList_isCutAndSaid() {
    let said = said("a: [1, 2, 3]") { #expect($0.strings("a", countMax: 2) == ["1", "2"]) }
    #expect(said == ["f:1: `a` has 3 items, at most 2 are served. Split the site or remove some"])
  }

  @Test func unknownKeys_getTheNearestNameAndTheCallersAdvice() {
    let said = said("adress: x\nsomething: y\npassword: z") { root in
      _ = root.string("address")
      _ = root.integer("port", default: 1, in: 1...9)
      root.finish { $0 == "password" ? "Not here." : nil }
    }
    #expect(
      said == [
        "f:1: `adress` is not known. Did you mean `address`?",
        "f:2: `something` is not known. Known here: address, port",
        "f:3: `password` is not known. Known here: address, port. Not here.",
      ])
  }

  @Test func tags_areRefused() {
    let said = said("a: !vault x\nb: !!int 3\nc: [!x y]") { root in
      #expect(root.string("a") == "x")
      #expect(root.integer("b", default: 0, in: 0...9) == 3)
      #expect(root.strings("c") == ["y"])
    }
    #expect(
      said == [
        "f:1: the tag `!vault` is not known. Write the value alone",
        "f:2: the tag `tag:yaml.org,2002:int` is not known. Write the value alone",
        "f:3: the tag `!x` is not known. Write the value alone",
      ])
  }

  @Test(
    arguments: [
      ("prot", "port"), ("bus", nil), ("pass_port", nil), ("kex", "key"), ("k", nil), ("adres", "address"),
    ] as [(String, String?)])
  func nearestName_isNear(name: String, nearest: String?) {
    #expect(nearestName(to: name, among: ["address", "port", "key"]) == nearest)
  }
}

extension String {
  fileprivate var trimmingQuotes: String {
    first == "'" || first == "\"" ? String(dropFirst().dropLast()) : self
  }
}
