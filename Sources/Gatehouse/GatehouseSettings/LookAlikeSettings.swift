internal import FieldContract

/// Two characters that this site's cameras take for each other, beside those that all cameras do.
public struct LookAlikeSettings: Hashable, Sendable {
  public var one: Character
  public var other: Character
  /// How easily, in thousandths.
  public var likeness: Int

  init?(reading section: YAMLSection) {
    let text = section.requiredString("pair", hint: "Write the two characters together, such as 粤琼")
    likeness = section.integer("likeness", default: 700, in: 1...1000)
    let characters = Array(text?.uppercased() ?? "")
    let isPair = characters.count == 2 && characters[0] != characters[1]
    if text != nil, !isPair || !characters.allSatisfy({ $0.unicodeScalars.count == 1 }) {
      section.report(
        "pair", "`\(section.path(of: "pair"))` is no pair of two different characters",
        hint: "Write the two characters together, such as 粤琼")
    }
    section.finishWithAdvice()
    guard isPair, characters.allSatisfy({ $0.unicodeScalars.count == 1 }) else { return nil }
    (one, other) = (characters[0], characters[1])
  }
}
