import AccessModel
import Testing

@Suite struct AlarmTextTests {
  @Test(arguments: AlarmCode.allCases, AlarmLanguage.allCases)
  func everyCode_isExplained(_ code: AlarmCode, in language: AlarmLanguage) {
    let text = code.text(in: language)
    for part in [text.cause, text.consequence, text.nextStep] { #expect(!part.isEmpty) }
  }

  @Test(arguments: AlarmCode.allCases) func chinese_isWrittenInHan(_ code: AlarmCode) {
    let text = code.text(in: .chinese)
    for part in [text.cause, text.consequence, text.nextStep] {
      #expect(part.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
    }
  }

  @Test func nextStep_isTheEnglishOne() {
    for code in AlarmCode.allCases { #expect(code.nextStep == code.text(in: .english).nextStep) }
  }
}
