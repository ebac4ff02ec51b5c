import AccessModel
import FieldContract
import Foundation
import Testing

@testable import OSDPReaders

@Suite struct ProfileTests {
  private func profile(_ text: String) throws -> OSDPReaderProfile {
    try OSDPReaderProfile(file: "profile.yaml", text: text)
  }

  private func complaints(_ text: String) -> [String] {
    do {
      _ = try profile(text)
      return []
    } catch {
      return (error as? DocumentError)?.diagnostics.map(\.description) ?? ["\(error)"]
    }
  }

  @Test(arguments: ["generic-osdp", "template"])
  func shippedProfile_isSound_andShowsEveryMeaning(name: String) throws {
    let file = Samples.root.appending(path: "DeviceProfiles/reader/\(name)/profile.yaml")
    let profile = try OSDPReaderProfile(file: file.path, text: String(contentsOf: file, encoding: .utf8))
    for meaning in ReaderSignal.Meaning.allCases {
      #expect(!profile.commands(for: ReaderSignal(device: "a", meaning: meaning)).isEmpty, "\(meaning)")
    }
  }

  @Test func lastingColour_cancelsWhatIsShownForAWhile() throws {
    let profile = try profile("name: A\nsignals:\n  locked: {light: red}\n")
    let commands = profile.commands(for: ReaderSignal(device: "a", meaning: .locked))
    #expect(commands.map(\.payload) == [[0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 10, 0, 1, 1]])
  }

  @Test func mistakes_areNamedWithTheirLines() {
    let text = """
      name: A
      bauds: [9600, 1234]
      lights: 0
      signals:
        granted: {light: purple}
        denied: {light: red}
        locked: {blink: true}
        released: {text_seconds: 3}
        open: {light: red}
      """
    let found = complaints(text)
    for part in [
      "profile.yaml:2: `1234` is no rate of OSDP",
      "profile.yaml:5: `signals.granted.light` cannot be `purple`",
      "profile.yaml:6: this reader has no light", "profile.yaml:7: there is no `light` for it",
      "profile.yaml:8: this reader has no display", "`signals.open` is not known",
    ] {
      #expect(found.contains { $0.contains(part) }, "\(part) in \(found)")
    }
    #expect(complaints("name: A\n").count == 1)
  }
}
