import AccessModel
import Testing

@Suite struct ReasonTextTests {
  @Test(arguments: AccessReason.allCases)
  func everyReason_isOneSentence_inBothLanguages(_ reason: AccessReason) {
    let (english, chinese) = (ReasonText.english(reason), ReasonText.chinese(reason))
    #expect(english.count > 15 && english.hasSuffix(".") && english.first?.isUppercase == true)
    #expect(chinese.count > 5 && chinese.hasSuffix("。"))
    #expect(chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
  }

  @Test func noTwoReasons_readTheSame() {
    #expect(Set(AccessReason.allCases.map(ReasonText.english)).count == AccessReason.allCases.count)
    #expect(Set(AccessReason.allCases.map(ReasonText.chinese)).count == AccessReason.allCases.count)
  }
}
