import AccessModel
import PlateMatching
import Testing

@Suite struct PlateFusionTests {
  private func fused(_ reads: [(String, Double)], framesMin: Int = 2) throws -> PlateFusion.Result {
    var fusion = PlateFusion(framesMin: framesMin)
    for (plate, confidence) in reads { fusion.add(try #require(evidence(plate)), confidence: confidence) }
    return try #require(fusion.result)
  }

  @Test func noFrame_isNoPlate() { #expect(PlateFusion().result == nil) }

  @Test func oneFrame_settlesNothing_unlessTheCameraSendsOnlyOne() throws {
    #expect(try !fused([("粤B12345", 1)]).isSettled)
    #expect(try fused([("粤B12345", 0.4)], framesMin: 1).isSettled)
  }

  @Test(arguments: [0, 1, 2])
  func oneBadFrame_isOutvoted_whereverItComes(place: Int) throws {
    var reads = [("粤B12345", 0.9), ("粤B12345", 0.8)]
    reads.insert(("粤B12845", 0.95), at: place)
    let result = try fused(reads)
    #expect(result.plate.text == "粤B12345" && result.isSettled && result.frames == 2)
    #expect(result.shares[4] < 700 && result.shares[3] == 1000)
  }

  @Test func twoFramesThatDisagree_settleNothing() throws {
    #expect(try !fused([("粤B12345", 0.9), ("粤B12845", 0.9)]).isSettled)
    #expect(try !fused([("粤B12345", 0.9), ("粤B1234", 0.9)]).isSettled)
  }

  @Test func aFrameThatLostACharacter_doesNotShiftTheOthers() throws {
    let result = try fused([("粤B1345", 0.9), ("粤B12345", 0.7), ("粤B12345", 0.7), ("粤B12345", 0.7)])
    #expect(result.plate.text == "粤B12345" && result.isSettled)
  }

  /// Each frame misread another character: the sum is right, but nobody saw it.
  @Test func aPlateThatNoFrameRead_isNotSettled() throws {
    let result = try fused([("粤B82345", 0.9), ("粤B12845", 0.9), ("粤B12348", 0.9)])
    #expect(result.plate.text == "粤B12345" && !result.isSettled && result.frames == 0)
  }

  @Test func charactersWithTheirOwnConfidence_weighMoreThanTheWhole() throws {
    func read(_ plate: String, _ confidences: [Double]) throws -> PlateEvidence {
      try #require(PlateEvidence(PlateRead(device: "cam", plate: plate, characterConfidences: confidences)))
    }
    var fusion = PlateFusion()
    fusion.add(try read("A8 1234", [0.9, 0.2, 0.9, 0.9, 0.9, 0.9]))
    fusion.add(try read("AB1234", [0.9, 0.9, 0.9, 0.9, 0.9, 0.9]))
    fusion.add(try read("A8 1234", [0.9, 0.2, 0.9, 0.9, 0.9, 0.9]))
    #expect(fusion.result?.plate.text == "AB1234")
  }

  @Test func charactersThatNobodyRead_settleNothing() throws {
    #expect(try !fused([("粤B?2345", 0.9), ("粤B?2345", 0.9)]).isSettled)
  }

  @Test func frames_areBounded_andTheOldestGoFirst() throws {
    let old = Array(repeating: ("粤B11111", 1.0), count: PlateFusion.framesMax)
    let new = Array(repeating: ("粤B22222", 1.0), count: PlateFusion.framesMax)
    let result = try fused(old + new)
    #expect(result.plate.text == "粤B22222" && result.frames == PlateFusion.framesMax)
  }

  /// Any list of frames: the result has a plate of one of the lengths, and shares within bounds.
  @Test func anyFrames_giveSharesWithinBounds() throws {
    var random = SeededPlates(seed: 5)
    let characters = Array("粤AB018?".unicodeScalars)
    for _ in 0..<500 {
      var fusion = PlateFusion(framesMin: Int.random(in: -1...3, using: &random))
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        let confidence = Double.random(in: -1...2, using: &random)
        guard let read = evidence(random.text(of: characters, 1...9)) else { continue }
        fusion.add(read, confidence: confidence.isLess(than: -0.5) ? .nan : confidence)
      }
      guard let result = fusion.result else { continue }
      #expect(result.shares.count == result.plate.text.unicodeScalars.count)
      #expect(result.shares.allSatisfy { (1...1000).contains($0) })
    }
  }
}
