import AccessModel
import Glibc
import PlateMatching

/// What any camera or list may write for a plate: nothing crashes, one spelling stays one spelling.
@_cdecl("LLVMFuzzerTestOneInput")
public func plateTextFuzzer(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  for country in [nil, "CHN", "th-10"] as [String?] {
    for plate in NormalisedPlate.all(in: text, country: country) {
      precondition((1...PlateText.lengthMax).contains(plate.text.unicodeScalars.count))
      precondition(NormalisedPlate(plate.text, country: country)?.text == plate.text)
      precondition(!plate.grammar.isChinese || plate.country != nil)
    }
  }
  if let joined = NormalisedPlate.joined(text) { precondition(NormalisedPlate.joined(joined) == joined) }
  if let pattern = WildcardPattern(text) {
    precondition(WildcardPattern(pattern.text)?.text == pattern.text)
    precondition(pattern.matches(pattern.text) || pattern.text.contains("?") || pattern.text.contains("*"))
    let filled = pattern.text.filter { $0 != "*" }.map { $0 == "?" ? "7" : String($0) }.joined()
    precondition(pattern.matches(filled))
  }
  let read = PlateRead(
    device: "cam", plate: text, characterConfidences: text.prefix(20).map { _ in 0.5 },
    candidates: [PlateCandidate(plate: String(text.reversed()))])
  if let evidence = PlateEvidence(read) { _ = index.confusable(evidence) + index.wildcard(evidence.plate) }
  return 0
}

private let index = PlateIndex(
  edition: ListEdition(list: "fuzzed", version: "1", issuedAt: CivilTime(milliseconds: 0)),
  entries: ["粤B12345", "AB12CD", "1กข2345", "粤B?2*", "A1|粤ZJ068澳"].map {
    WatchlistEntry(
      id: $0, plate: $0, purpose: .stolenVehicle, action: .alert, authority: "a", reference: "r",
      validUntil: CivilTime(milliseconds: 1))
  })

/// With SEEDS set to a folder, composes what mutation starts from.
@_cdecl("LLVMFuzzerInitialize")
public func plateTextSeeds(_ count: UnsafeMutablePointer<CInt>, _ words: UnsafeMutableRawPointer) -> CInt {
  guard let folder = getenv("SEEDS").map({ String(cString: $0) }) else { return 0 }
  let seeds = [
    "粤B·12345", "粤BD12345", "粤B12345D", "粤B1234警", "使123456", "WJ粤12345", "粤ZJ068澳|MX-77-42", "蓝粤B12345",
    "车牌号：京A12345", "無牌車", "粵Z1234港", "ＡＢ－１２", "А123ВС77", "ΥΖΚ-1234", "MU\u{308} AB 1", "1กข2345", "12가3456",
    "١٢٣ABC", "粤B?2*", "**A?1*", "żółw 1", "ß1", "ǅ2",
  ]
  for (number, seed) in seeds.enumerated() {
    guard let file = fopen("\(folder)/seed-\(number)", "w") else { continue }
    fputs(seed, file)
    fclose(file)
  }
  return 0
}
